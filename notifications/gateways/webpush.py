"""Web Push: RFC 8030 over urllib3, the payload sealed for one browser (RFC 8291), signed (RFC 8292).

Only services of the list are asked, by https and without redirects: the address comes from a browser,
so without the list it could name any machine of ours (P-07). Loopback may be listed for the demo.
"""

import base64
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlsplit
from uuid import UUID

import http_ece
import urllib3
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from notifications.gateways.base import GatewayError, Taken

CONNECT_S: Final = 3.0
READ_S: Final = 10.0
TOKEN_LIVES_S: Final = 3600
GONE: Final = frozenset({404, 410})
LONGEST_ENDPOINT: Final = 1000
USUAL_SERVICES: Final = (
    "https://fcm.googleapis.com",
    "https://updates.push.services.mozilla.com",
    "https://*.push.apple.com",
    "https://*.notify.windows.com",
)
logging.getLogger("urllib3").setLevel(logging.WARNING)  # a line of DEBUG would name the endpoint


class BrowserGone(GatewayError):
    """The browser has ended its subscription: nothing will ever arrive there."""

    def __init__(self) -> None:
        super().__init__("Браузер больше не подписан.", permanent=True)


@dataclass(frozen=True, slots=True)
class OutgoingPush:
    """One message to one browser. Keys are base64url as the browser gave them."""

    delivery_id: UUID
    endpoint: str
    browser_key: str
    auth: str
    payload: bytes
    ttl_s: int
    is_urgent: bool = False


class PushGateway(Protocol):
    """Sends messages to browsers."""

    def send(self, push: OutgoingPush) -> Taken:
        """Return once the push service has taken it; raise GatewayError otherwise."""


class WebPushGateway:
    """One pool of connections; the key is the house's, the same for every browser."""

    def __init__(self, *, private_key: str, contact: str, services: Sequence[str]) -> None:
        self._key = Vapid02.from_raw(private_key.encode())
        self._contact = contact
        self._services = tuple(services)
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=CONNECT_S, read=READ_S), retries=False, maxsize=4
        )

    def send(self, push: OutgoingPush) -> Taken:
        if not is_known_service(push.endpoint, self._services):
            raise GatewayError("Служба уведомлений браузера не разрешена.", permanent=True)
        content = sealed(push)
        try:
            response = self._pool.request(
                "POST", push.endpoint, body=content, headers=self._headers(push), redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise GatewayError(
                f"Служба уведомлений не отвечает: {type(error).__name__}.",
                permanent=False,
                outage=True,
            ) from None
        return _taken(response, push)

    def _headers(self, push: OutgoingPush) -> dict[str, str]:

        address = urlsplit(push.endpoint)
        claims = {
            "aud": f"{address.scheme}://{address.netloc}",
            "exp": int(time.time()) + TOKEN_LIVES_S,
            "sub": self._contact,
        }
        return {
            **self._key.sign(claims),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(push.ttl_s),
            "Urgency": "high" if push.is_urgent else "normal",
        }


def public_key(private_key: str) -> str:
    """Return what a browser subscribes with: the uncompressed point in base64url."""
    numbers = Vapid02.from_raw(private_key.encode()).public_key.public_numbers()
    point = b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def is_known_service(endpoint: str, services: Sequence[str]) -> bool:
    """Tell whether an endpoint belongs to a listed push service: `https://*.push.apple.com`."""
    if len(endpoint) > LONGEST_ENDPOINT or not endpoint.isascii() or not endpoint.isprintable():
        return False
    try:
        given = urlsplit(endpoint)
        port = given.port
    except ValueError:
        return False
    if given.username is not None or given.password is not None or "\\" in endpoint:
        return False
    return any(_is_of(given.scheme, given.hostname or "", port, service) for service in services)


def sealed(push: OutgoingPush) -> bytes:
    """Return the body only this browser can open; GatewayError when its keys are no keys."""
    try:
        return http_ece.encrypt(
            push.payload,
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=from_base64(push.browser_key),
            auth_secret=from_base64(push.auth),
            version="aes128gcm",
        )
    except (ValueError, http_ece.ECEException):
        raise GatewayError("Ключ браузера не подходит.", permanent=True) from None


def from_base64(text: str) -> bytes:
    """Read base64url without its padding; ValueError for anything else."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _is_of(scheme: str, host: str, port: int | None, service: str) -> bool:
    known = urlsplit(service)
    if (scheme, port) != (known.scheme, known.port) or not host:
        return False
    name = known.hostname or ""
    return host.endswith(name[1:]) if name.startswith("*.") else host == name


def _taken(response: Any, push: OutgoingPush) -> Taken:
    status = response.status
    if 200 <= status < 300:
        return Taken((response.headers.get("Location", str(push.delivery_id))[:80],))
    if status in GONE:
        raise BrowserGone
    busy = status == 429 or status >= 500
    raise GatewayError(
        f"Служба уведомлений ответила {status}.", permanent=not busy, outage=status >= 500
    )
