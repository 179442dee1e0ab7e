"""The circuit of a channel: failures in a row make it rest, then one message tries it.

One channel down must not take the workers away from the other, so there is also a limit of
messages in flight. Called inside the transactions of `actions.sending`; writes `ChannelHealth`.
"""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from notifications.models import ChannelHealth, Delivery
from notifications.states import Status

FAILURES_TO_REST: Final = 3
FIRST_REST_S: Final = 10
LONGEST_REST_S: Final = 120
IN_FLIGHT: Final = 2


def may_try(channel: str, *, now: datetime) -> bool:
    """Tell whether one more message may go out; locks the channel until the transaction ends."""
    health = _locked(channel, now)
    if health.open_until is not None and health.open_until > now:
        return False
    in_flight = Delivery.objects.filter(
        channel=channel, status=Status.SENDING, lease_until__gte=now
    ).count()
    if health.failures >= FAILURES_TO_REST:
        return in_flight == 0  # one message tries whether the neighbour is back
    return in_flight < getattr(settings, "DELIVERIES_IN_FLIGHT", IN_FLIGHT)


def note_success(channel: str, *, now: datetime) -> None:
    """The neighbour answered, whatever it said: the channel is alive."""
    ChannelHealth.objects.filter(pk=channel, failures__gt=0).update(
        failures=0, open_until=None, error="", changed_at=now
    )


def note_failure(channel: str, *, error: str, now: datetime) -> None:
    """The neighbour did not answer; after a few times in a row leave it alone for a while."""
    health = _locked(channel, now)
    health.failures += 1
    health.error, health.changed_at = error[:200], now
    extra = health.failures - FAILURES_TO_REST
    if extra >= 0:
        rest_s = min(FIRST_REST_S * 2 ** min(extra, 10), LONGEST_REST_S)
        health.open_until = now + timedelta(seconds=rest_s)
    health.save(update_fields=["failures", "error", "changed_at", "open_until"])


def _locked(channel: str, now: datetime) -> ChannelHealth:
    rows = ChannelHealth.objects.select_for_update().filter(pk=channel)
    found = rows.first()
    if found is None:
        new = ChannelHealth(channel=channel, changed_at=now)
        ChannelHealth.objects.bulk_create([new], ignore_conflicts=True)
        found = rows.get()
    return found
