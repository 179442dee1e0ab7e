"""Quiet hours: when an ordinary SMS would wake somebody. Pure; Moscow time."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

MOSCOW: Final = ZoneInfo("Europe/Moscow")
QUIET_FROM: Final = time(21)
QUIET_TO: Final = time(9)


def wake_time(now: datetime, quiet_from: time | None, quiet_to: time | None) -> datetime:
    """Return `now` outside quiet hours, else the moment they end. None means the usual hours.

    Equal ends mean that no hour is quiet. The end of the interval is not quiet any more.
    """
    start = QUIET_FROM if quiet_from is None else quiet_from
    end = QUIET_TO if quiet_to is None else quiet_to
    local = now.astimezone(MOSCOW)
    clock = local.time()
    over_midnight = start > end
    quiet = (clock >= start or clock < end) if over_midnight else start <= clock < end
    if start == end or not quiet:
        return now
    day = local.date()
    if over_midnight and clock >= start:
        day += timedelta(days=1)
    return datetime.combine(day, end, tzinfo=MOSCOW).astimezone(now.tzinfo)
