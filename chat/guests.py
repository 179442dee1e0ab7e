"""A guest: whoever writes from one browser without signing in.

The browser keeps a 256-bit key in an HttpOnly cookie; the house keeps its SHA-256 (A-16). Who has
the cookie sees the dialogs of that browser and no others.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from common.actors import GUEST, Actor

COOKIE = "chat_guest"
KEY_BYTES = 32
COOKIE_AGE_S = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Guest:
    """The `by` of a door. `digest` finds the dialogs of this browser."""

    digest: bytes

    @property
    def actor(self) -> Actor:
        """A journal row holds half of the digest: enough to tell guests apart, of no use to anybody."""
        return Actor(GUEST, self.digest.hex()[:32])


def new_key() -> str:
    """Return the key of a new guest, for the cookie."""
    return secrets.token_urlsafe(KEY_BYTES)


def guest_of_key(key: str | None) -> Guest | None:
    """Return whose key this is; what is not a key is nobody."""
    if not key:
        return None
    try:
        raw = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    except ValueError:
        return None
    if len(raw) != KEY_BYTES or not key.isascii():
        return None
    return Guest(hashlib.sha256(raw).digest())


def guest_of(request: HttpRequest) -> Guest | None:
    return guest_of_key(request.COOKIES.get(COOKIE))


def remember(response: HttpResponse, key: str) -> None:
    """Give the browser its key."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=COOKIE_AGE_S,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def person_of(request: HttpRequest) -> Any:
    """Return who acts in the chat: the user who signed in, else the browser's guest, else None."""
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else guest_of(request)
