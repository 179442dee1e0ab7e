"""Limits of signing in, counted before any hash is computed, exact under concurrency (A-07, A-09).

Call outside a transaction: a refused attempt must still count. Success clears only the person's own
bucket, so an attacker's good password elsewhere buys nothing.
"""

from datetime import datetime, timedelta

from common.errors import TooManyRequests
from common.ratelimit import bucket_key, clear, limit

WINDOW = timedelta(minutes=15)
TRIES_OF_ONE_CLIENT = 5
TRIES_OF_ALL_CLIENTS = 30
TRIES_OF_ONE_ADDRESS = 60
_TOO_MANY_CODES = (
    "Слишком много попыток. Подождите 15 минут или попросите оператора о другом способе."
)
_WAIT = "Слишком много попыток входа. Подождите {minutes} мин. или войдите по коду."


def admit_password(*, identifier: str, network: str, now: datetime, device: str = "") -> None:
    """Count one password try; raises TooManyRequests when the person, client or network is over.

    A device this person has signed in from (`accounts.known_devices`) has tries of its own: what
    others do to the name or the network never locks the owner out (A-08).
    """
    if device:
        _count("login-device", TRIES_OF_ONE_CLIENT, identifier, device, now=now)
        return
    _count("login-network", TRIES_OF_ONE_ADDRESS, network, now=now)
    _count("login-client", TRIES_OF_ONE_CLIENT, identifier, network, now=now)
    _count("login-person", TRIES_OF_ALL_CLIENTS, identifier, now=now)


def forgive_password(*, identifier: str, network: str, device: str = "") -> None:
    """Forget the tries of one client for one person after the right password."""
    clear(bucket_key("login-client", identifier, network))
    if device:
        clear(bucket_key("login-device", identifier, device))


def admit_code_request(*, network: str, now: datetime) -> None:
    """Count one request of a code; one network may not bomb many people (A-15)."""
    _count("code-network", 20, network, now=now)


def admit_code_check(*, network: str, now: datetime) -> None:
    """Count one typed code of a network."""
    _count("code-check-network", 60, network, now=now)


def admit_caller_code(*, address: str, network: str, now: datetime) -> None:
    """Count one code typed for an address, whether one waits there or not (A-10, A-14)."""
    for name, most, part in (
        ("caller-code-network", 60, network),
        ("caller-code-address", 10, address),
    ):
        key = bucket_key(name, part)
        limit(key, most=most, window=WINDOW, now=now, message=_TOO_MANY_CODES)


def _count(name: str, most: int, *parts: str, now: datetime) -> None:
    try:
        limit(bucket_key(name, *parts), most=most, window=WINDOW, now=now)
    except TooManyRequests as error:
        minutes = -(-error.retry_after_s // 60)
        raise TooManyRequests(
            _WAIT.format(minutes=minutes), retry_after_s=error.retry_after_s
        ) from error
