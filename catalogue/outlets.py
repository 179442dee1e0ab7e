"""The gateways of this process, as the settings describe them."""

from functools import cache

from django.conf import settings

from catalogue.gateways.mfc import MfcGateway
from catalogue.gateways.mfc_http import HttpMfc
from common.gateways.wire import Endpoint


@cache
def mfc_gateway() -> MfcGateway:
    """Return the way to the MFC's register of applications."""
    if not settings.MFC_URL:
        return HttpMfc(None)
    return HttpMfc(
        Endpoint(settings.MFC_URL, settings.REGISTRIES_TOKEN, settings.REGISTRIES_AUTHORITIES)
    )
