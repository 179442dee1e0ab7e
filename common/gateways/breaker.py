"""The circuit of a neighbour: after failures in a row it rests, then one request tries it.

pybreaker with its state in Redis, so that every worker knows what one has learnt. Redis away means
a closed circuit: asking is then merely slower. Two workers may both try a resting neighbour at the
same moment; that is one request too many and no more.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar

import redis
from django.conf import settings
from pybreaker import (
    STATE_CLOSED,
    STATE_OPEN,
    CircuitBreaker,
    CircuitBreakerError,
    CircuitMemoryStorage,
    CircuitRedisStorage,
)

from common.gateways.answers import ALIVE, Reason
from common.gateways.wire import WireError

FAILURES_TO_REST = 3
REST_S = 20

T = TypeVar("T")


def guarded(name: str, work: Callable[[], T]) -> T:
    """Do the work unless the circuit is open; raises WireError(RESTING) without doing it then."""
    breaker = _breaker(name)
    try:
        return breaker.call(work)
    except CircuitBreakerError:
        raise WireError(Reason.RESTING, _left_s(breaker)) from None


def is_resting(name: str) -> bool:
    """Say whether the neighbour is left alone now, for pages."""
    breaker = _breaker(name)
    return breaker.current_state == STATE_OPEN and _left_s(breaker) > 0


def close(name: str) -> None:
    """Forget that a neighbour failed: the demo's switch and tests."""
    _breaker(name).close()


def _breaker(name: str) -> CircuitBreaker:
    """Return the circuit; without Redis one of this moment only."""
    try:
        return _shared(name)
    except redis.RedisError:
        return _made(name, CircuitMemoryStorage(STATE_CLOSED))


@cache
def _shared(name: str) -> CircuitBreaker:
    client = redis.Redis.from_url(
        settings.BREAKER_REDIS, socket_timeout=1, socket_connect_timeout=1
    )
    namespace = f"{settings.BREAKER_PREFIX}:{name}"
    return _made(name, CircuitRedisStorage(STATE_CLOSED, client, namespace=namespace))


def _made(name: str, storage: CircuitMemoryStorage | CircuitRedisStorage) -> CircuitBreaker:
    return CircuitBreaker(
        name=name,
        fail_max=FAILURES_TO_REST,
        reset_timeout=REST_S,
        state_storage=storage,
        exclude=[_is_alive],
        throw_new_error_on_trip=False,
    )


def _is_alive(error: BaseException) -> bool:
    """A neighbour that refuses this request is there: nobody has to leave it alone."""
    return isinstance(error, WireError) and error.reason in ALIVE


def _left_s(breaker: CircuitBreaker) -> int:
    opened_at = breaker._state_storage.opened_at
    if opened_at is None:
        return 0
    passed = (datetime.now(UTC) - opened_at).total_seconds()
    return (
        max(0, round(breaker.reset_timeout - passed)) + 1 if passed < breaker.reset_timeout else 0
    )
