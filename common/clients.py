"""Where a request came from. The front writes X-Forwarded-For afresh, so it cannot be forged (A-09)."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of the client as the outermost trusted front saw it.

    TRUSTED_PROXIES fronts each append one address; what a client sends itself stands left of them
    and is never read. No other header is looked at.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    count = settings.TRUSTED_PROXIES
    hops = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if count < 1 or len(hops) < count:
        return _valid(peer)
    return _valid(hops[-count]) or _valid(peer)


def client_network(request: HttpRequest) -> str:
    """Return what limits count by: an IPv4 address, or the /64 that one IPv6 household has."""
    text = client_address(request)
    if text and isinstance(ip_address(text), IPv6Address):
        return str(ip_network(f"{text}/64", strict=False))
    return text


def _valid(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
