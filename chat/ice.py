"""How browsers find a way to each other: STUN and TURN of the settings, with passwords that soon expire."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings


def turn_password(name: str, secret: str) -> str:
    """Return the password of a TURN name, as coturn's `use-auth-secret` counts it: HMAC-SHA1 in base64."""
    digest = hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def ice_servers(call_id: UUID, *, now: datetime) -> list[dict[str, Any]]:
    """Return what RTCPeerConnection takes as `iceServers`; the name says when it expires and which call."""
    servers: list[dict[str, Any]] = []
    if settings.CHAT_STUN_URLS:
        servers.append({"urls": settings.CHAT_STUN_URLS})
    if settings.CHAT_TURN_URLS and settings.CHAT_TURN_SECRET:
        expires = int((now + settings.CHAT_TURN_LIVES).timestamp())
        name = f"{expires}:{call_id}"
        servers.append(
            {
                "urls": settings.CHAT_TURN_URLS,
                "username": name,
                "credential": turn_password(name, settings.CHAT_TURN_SECRET),
            }
        )
    return servers
