"""What waits for a code in a browser's session. Addresses and names in it are sealed (decisions 8)."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from common.crypto import cipher

_KEY = "pending_code"


@dataclass(frozen=True, slots=True)
class Pending:
    """A code on its way: for which purpose, to which address, and what to do after it."""

    purpose: str
    code_id: UUID
    channel: str
    address: str
    next_url: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def remember(request: HttpRequest, pending: Pending) -> None:
    """Keep what waits; the last one asked for is the one that counts."""
    body = {"address": pending.address, "next_url": pending.next_url, "data": pending.data}
    request.session[_KEY] = {
        "purpose": pending.purpose,
        "code_id": str(pending.code_id),
        "channel": pending.channel,
        "sealed": base64.b64encode(
            cipher.seal(json.dumps(body), place=_place(pending.code_id))
        ).decode(),
    }


def recall(request: HttpRequest) -> Pending | None:
    """Return what waits in this browser, None when nothing does."""
    kept = request.session.get(_KEY)
    if not kept:
        return None
    code_id = UUID(kept["code_id"])
    try:
        body = json.loads(
            cipher.open_sealed(base64.b64decode(kept["sealed"]), place=_place(code_id))
        )
    except cipher.CannotOpen:
        return None
    return Pending(kept["purpose"], code_id, kept["channel"], **body)


def forget(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


def session_key(request: HttpRequest) -> str:
    """Return the key of this browser's session, made when there is none."""
    if not request.session.session_key:
        request.session.create()
    return str(request.session.session_key)


def _place(code_id: UUID) -> str:
    return f"session.pending_code.{code_id}"
