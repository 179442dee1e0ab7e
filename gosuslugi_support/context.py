"""What every template knows of the site."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts import policies


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "site": {
            "demo": settings.DEMO,
            "version": settings.VERSION,
            "public_url": settings.PUBLIC_URL,
        },
        "may": _doors_of(request),
    }


def _doors_of(request: HttpRequest) -> dict[str, Callable[[], bool]]:
    """Which faces the header may lead this person to; asked only when a template asks."""
    user = getattr(request, "user", None)
    return {
        "desk": lambda: policies.can_open_desk(user),
        "board": lambda: policies.can_open_board(user),
        "admin": lambda: policies.can_open_admin(user),
    }
