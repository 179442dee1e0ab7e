"""The gateways of this process, as the settings describe them."""

from functools import cache

from django.conf import settings

from accounts.gateways.portal import PortalGateway
from accounts.gateways.portal_http import HttpPortal
from accounts.gateways.registries import RegistryGateway
from accounts.gateways.registries_http import HttpRegistries
from common.gateways.wire import Endpoint


@cache
def registry_gateway() -> RegistryGateway:
    """Return the way to the registries; those without an address are not configured."""
    addresses = settings.REGISTRY_URLS.items()
    return HttpRegistries({name: _endpoint(url) for name, url in addresses if url})


@cache
def portal_gateway() -> PortalGateway:
    """Return the way to the portal's accounts."""
    return HttpPortal(_endpoint(settings.PORTAL_URL) if settings.PORTAL_URL else None)


def _endpoint(url: str) -> Endpoint:
    return Endpoint(url, settings.REGISTRIES_TOKEN, settings.REGISTRIES_AUTHORITIES)
