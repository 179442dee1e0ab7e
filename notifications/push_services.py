"""Which push services may be asked: those of the settings, else the usual ones; the demo adds its own."""

from django.conf import settings

from notifications.gateways.webpush import USUAL_SERVICES


def push_services() -> tuple[str, ...]:
    """Return the origins of push services, `https://*.push.apple.com` for a family of them."""
    own = (settings.PUSH_DEMO_URL,) if settings.PUSH_DEMO_URL else ()
    return (*(settings.PUSH_SERVICES or USUAL_SERVICES), *own)
