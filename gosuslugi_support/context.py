"""What every template knows of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "site": {
            "demo": settings.DEMO,
            "version": settings.VERSION,
            "public_url": settings.PUBLIC_URL,
        }
    }
