"""The clocks of two appeals that become one: whichever ends first stays (docs/merging.md).

Both appeals are locked by the caller; clocks are locked after them.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from tickets.actions import clocks
from tickets.models import Clock, Ticket

Kept = list[dict[str, Any]]


def take_stricter(head: Ticket, source: Ticket, *, now: datetime) -> Kept:
    """Give the head the stricter term of each kind; return what each changed clock was and became."""
    theirs = {clock.kind: clock for clock in clocks.running(source)}
    own = clocks.running(head)
    kept: Kept = []
    for clock in own:
        other = theirs.get(clock.kind)
        if other is None or _end(other, now) >= _end(clock, now):
            continue
        was = _written(clock)
        _put(clock, other, now)
        kept.append({"clock": clock.pk, "was": was, "became": _written(clock)})
    clocks.keep_expected(head, own)
    return kept


def give_back(head: Ticket, kept: Kept) -> None:
    """Give the head its own terms again. A clock that has moved since keeps the stricter one."""
    changed = {row["clock"]: row for row in kept}
    own = clocks.running(head)
    for clock in own:
        row = changed.get(clock.pk)
        if row is None or _moment_key(_written(clock)) != _moment_key(row["became"]):
            continue
        for name in ("started_at", "due_at", "warn_at", "paused_at", "breached_at"):
            setattr(clock, name, _read(row["was"][name]))
        clock.policy_id = row["was"]["policy"]
        clock.step = row["was"]["step"]
        clock.left = _seconds(row["was"]["left"])
        clock.next_at = None if clock.paused_at else clocks.next_moment(clock)
        clock.save()
    clocks.keep_expected(head, own)


def run_on(source: Ticket, *, stopped_at: datetime) -> None:
    """Let the clocks go on that a merge at this moment has stopped: the citizen waited all the time."""
    stopped = Clock.objects.select_for_update().filter(ticket=source, stopped_at=stopped_at)
    for clock in stopped.order_by("pk"):
        clock.stopped_at = None
        clock.next_at = None if clock.paused_at else clocks.next_moment(clock)
        clock.save(update_fields=["stopped_at", "next_at"])
    if going := clocks.running(source):
        clocks.keep_expected(source, going)


def _end(clock: Clock, now: datetime) -> datetime:
    """Return when a term ends; one that stands still goes on now."""
    if clock.paused_at is None:
        return clock.due_at
    return clocks.later(clock, now, clock.left or timedelta(0))


def _put(clock: Clock, other: Clock, now: datetime) -> None:
    """Write another clock's term into this one; a pause of this one goes on. Alarms given are not repeated."""
    end = _end(other, now)
    clock.warn_at = end - (other.due_at - other.warn_at)
    clock.due_at, clock.policy = end, other.policy
    clock.started_at = min(clock.started_at, other.started_at)
    clock.breached_at = clock.breached_at or other.breached_at
    clock.step = other.step
    if clock.paused_at is not None:
        clock.left = clocks.business_between(clock, now, end)
    clock.next_at = None if clock.paused_at else clocks.next_moment(clock)
    clock.save()


def _written(clock: Clock) -> dict[str, Any]:
    return {
        "policy": clock.policy_id,
        "started_at": _iso(clock.started_at),
        "due_at": _iso(clock.due_at),
        "warn_at": _iso(clock.warn_at),
        "paused_at": _iso(clock.paused_at),
        "breached_at": _iso(clock.breached_at),
        "step": int(clock.step),
        "left": clock.left.total_seconds() if clock.left is not None else None,
    }


def _moment_key(written: dict[str, Any]) -> tuple[Any, ...]:
    return (written["due_at"], written["paused_at"], written["policy"])


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


def _seconds(value: float | None) -> timedelta | None:
    return None if value is None else timedelta(seconds=value)
