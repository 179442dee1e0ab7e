"""When to come so as to wait less: the quietest hours of the last four weeks, else what the line names (R-107)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import ExtractHour, TruncDate

from common.clock import database_now
from common.memo import Memo
from routing.models import Line, WorkItem
from routing.models.lines import read_windows
from routing.selectors.lines import hours_of_line
from schedules.hours import MOSCOW, Interval, format_clock

LATELY = timedelta(days=28)
# Less than this is no history.
DAYS, CONTACTS = 5, 300
WINDOW_H = 2
# People are not told to call at night, even where somebody answers.
DAYTIME = (8, 22)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours to come in; `is_measured`: by this line's own history."""

    windows: tuple[Interval, ...]
    is_measured: bool

    @property
    def words(self) -> str:
        """Return «с 10:00 до 12:00 и с 14:00 до 16:00», "" for none."""
        spans = [
            f"с {format_clock(each.opens)} до {format_clock(each.closes)}" for each in self.windows
        ]
        return " и ".join(spans)


def quiet_hours(line: Line, *, now: datetime) -> Quiet:
    """Return the quietest two windows of the line's day; nothing is asked when history is kept."""
    by_hour = _arrivals.get().get(line.team_id) if line.team_id else None
    if by_hour is None:
        return Quiet(tuple(read_windows(line.quiet_hours)), is_measured=False)
    return Quiet(quietest(by_hour, _open_hours(line, now=now)), is_measured=True)


def quietest(by_hour: dict[int, int], hours: list[int]) -> tuple[Interval, ...]:
    """Return the two windows that don't touch with the fewest arrivals, in the day's order."""
    starts = [hour for hour in hours if all(hour + step in hours for step in range(WINDOW_H))]
    starts.sort(
        key=lambda hour: (sum(by_hour.get(hour + step, 0) for step in range(WINDOW_H)), hour)
    )
    chosen: list[int] = []
    for start in starts:
        if all(abs(start - other) >= WINDOW_H for other in chosen):
            chosen.append(start)
        if len(chosen) == 2:
            break
    return _joined(sorted(chosen))


def _joined(starts: list[int]) -> tuple[Interval, ...]:
    """Two windows that follow each other are one."""
    for first, second in pairwise(starts):
        if second - first == WINDOW_H:
            return (Interval(first * 60, (second + WINDOW_H) * 60),)
    return tuple(Interval(start * 60, (start + WINDOW_H) * 60) for start in starts)


def _open_hours(line: Line, *, now: datetime) -> list[int]:
    """Return the whole hours of the next open day between morning and evening."""
    hours, day = hours_of_line(line), now.astimezone(MOSCOW).date()
    if hours is None:
        return list(range(*DAYTIME))
    for ahead in range(7):
        parts = hours.intervals_on(day + timedelta(days=ahead))
        found = [
            hour
            for hour in range(*DAYTIME)
            if any(part.opens <= hour * 60 and (hour + 1) * 60 <= part.closes for part in parts)
        ]
        if found:
            return found
    return []


def _load() -> dict[UUID, dict[int, int]]:
    """Count what entered by team and hour of Moscow on working days; teams with too little are left out."""
    rows = WorkItem.objects.filter(
        entered_at__gt=database_now() - LATELY, entered_at__iso_week_day__lte=5
    )
    counted = rows.annotate(
        hour=ExtractHour("entered_at", tzinfo=MOSCOW), day=TruncDate("entered_at", tzinfo=MOSCOW)
    )
    by_team: dict[UUID, dict[int, int]] = defaultdict(dict)
    days: dict[UUID, set[object]] = defaultdict(set)
    for team, hour, day, number in counted.values_list("team", "hour", "day").annotate(
        number=Count("pk")
    ):
        by_team[team][hour] = by_team[team].get(hour, 0) + number
        days[team].add(day)
    return {
        team: hours
        for team, hours in by_team.items()
        if len(days[team]) >= DAYS and sum(hours.values()) >= CONTACTS
    }


_arrivals = Memo(_load, seconds=900)
