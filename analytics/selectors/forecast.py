"""How much will come in the next hours, how many people that needs, how right such forecasts were today.

Arrivals: the mean of the same hour of the same weekday in four weeks, of the last week's days while
there are none. People: calls and dialogs by Erlang C with the channel's target, appeals by their
volume, for they can wait. Three or four statements.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import TruncHour
from django.utils import timezone

from analytics import targets
from analytics.indicators import share
from analytics.models import QueueSample
from analytics.selectors.queue_now import midnight
from routing.models import WorkItem
from routing.selectors.staffing import Target, erlangs_of, people_for
from routing.selectors.waiting import USUAL_LETTER_S, USUAL_S

WEEKS, DAYS, AHEAD = 4, 7, 6
HOUR = timedelta(hours=1)
# Of letters: what people are loaded with when nobody hurries them. Of calls: not burning out.
LETTERS_OCCUPANCY, MOST_OCCUPANCY = 0.85, 0.85
# Handling times are measured once so many were handled.
MEASURED = 20


@dataclass(frozen=True, slots=True)
class Mix:
    """What arrives: the share of a kind (a channel, or letters), how long one takes a person, how many at once."""

    kind: str
    share: float
    handling_s: float
    weight: float


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of today: `expected` and `usual_people` are None when history has no such hour."""

    begins: datetime
    expected: float | None
    arrived: int | None
    needed: int | None
    usual_people: float | None

    @property
    def lacking(self) -> int | None:
        if self.needed is None or self.usual_people is None:
            return None
        return max(0, math.ceil(self.needed - self.usual_people))


@dataclass(frozen=True, slots=True)
class Outlook:
    """Today by hours. `error` is the sum of misses / the sum of arrivals of the hours gone by."""

    hours: list[Hour]
    now: datetime
    days: int
    is_same_weekday: bool
    error: float | None

    @property
    def next(self) -> list[Hour]:
        """Return the hour that runs and those that follow."""
        coming = [hour for hour in self.hours if hour.begins + HOUR > self.now]
        return coming[:AHEAD]


def outlook_of(teams: Iterable[UUID], *, now: datetime) -> Outlook:
    """Forecast today's hours of these lines from what samples remember."""
    keys, today = list(teams), midnight(now)
    weeks = [today - timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    past, days = _usual(keys, weeks)
    is_same_weekday = bool(days)
    if not days:
        past, days = _usual(keys, [today - timedelta(days=day) for day in range(1, DAYS + 1)])
    arrived, mix = _arrived(keys, today, now), _mix(keys, now)
    hours = [_hour(today + number * HOUR, past, arrived, mix) for number in range(24)]
    gone = [hour for hour in hours if hour.begins + HOUR <= now]
    return Outlook(hours, now, days, is_same_weekday, error_of(gone))


def error_of(hours: Iterable[Hour]) -> float | None:
    """Return by what share of arrivals forecasts were wrong; None without hours to judge."""
    known = [(hour.expected, hour.arrived) for hour in hours]
    pairs = [(one, two) for one, two in known if one is not None and two is not None]
    return share(sum(abs(one - two) for one, two in pairs), sum(two for _, two in pairs))


def people_needed(contacts: float, mix: Iterable[Mix]) -> int:
    """Return how many people an hour with so many contacts needs."""
    people = 0.0
    for part in mix:
        number, seconds = contacts * part.share, part.handling_s * part.weight
        if part.kind in USUAL_S:
            target = Target(targets.target_s(part.kind), targets.level(), MOST_OCCUPANCY)
            people += people_for(number, seconds, target=target)
        else:
            people += erlangs_of(number, seconds) / LETTERS_OCCUPANCY
    return math.ceil(people)


def _hour(
    begins: datetime,
    past: dict[int, tuple[float, float]],
    arrived: dict[datetime, int] | None,
    mix: list[Mix],
) -> Hour:
    local = timezone.localtime(begins)
    expected, people = past.get(local.hour, (None, None))
    came = arrived.get(begins) if arrived else None
    needed = people_needed(expected, mix) if expected is not None and mix else None
    return Hour(begins, expected, came, needed, people)


def _usual(teams: list[UUID], days: list[datetime]) -> tuple[dict[int, tuple[float, float]], int]:
    """Return by hour the mean arrivals and people on the line, and how many of the days are known."""
    window = Q()
    for day in days:
        window |= Q(at__gte=day, at__lt=day + timedelta(days=1))
    rows = QueueSample.objects.filter(window, team__in=teams).values(hour=TruncHour("at"))
    groups = rows.annotate(
        came=Sum("arrived"),
        people=Sum(F("busy") + F("idle") + F("paused")),
        minutes=Count("at", distinct=True),
    )
    by_hour: dict[int, list[tuple[float, float]]] = defaultdict(list)
    known = set()
    for group in groups:
        known.add(group["hour"].date())
        by_hour[group["hour"].hour].append((group["came"], group["people"] / group["minutes"]))
    means = {
        hour: (sum(came for came, _ in rows) / len(rows), sum(n for _, n in rows) / len(rows))
        for hour, rows in by_hour.items()
    }
    return means, len(known)


def _arrived(teams: list[UUID], today: datetime, now: datetime) -> dict[datetime, int]:
    rows = QueueSample.objects.filter(team__in=teams, at__gte=today, at__lte=now)
    groups = rows.values(hour=TruncHour("at")).annotate(came=Sum("arrived"))
    return {group["hour"]: group["came"] for group in groups}


def _mix(teams: list[UUID], now: datetime) -> list[Mix]:
    """Return what came in a week, by kind, with measured handling times where they are known."""
    rows = WorkItem.objects.filter(
        team__in=teams, entered_at__gte=now - timedelta(days=DAYS), entered_at__lte=now
    )
    done = Q(state=WorkItem.State.DONE, taken_at__isnull=False)
    lasted = ExpressionWrapper(F("ended_at") - F("taken_at"), output_field=DurationField())
    groups: list[Any] = list(
        rows.annotate(kind=targets.kind_of_row())
        .values("kind")
        .annotate(
            number=Count("pk"),
            weight=Avg("weight"),
            handled=Count("pk", filter=done),
            handling=Avg(lasted, filter=done),
        )
    )
    whole = sum(group["number"] for group in groups)
    return [_part(group, whole) for group in groups]


def _part(group: dict[str, Any], whole: int) -> Mix:
    usual = USUAL_S.get(group["kind"])
    is_measured = usual is not None and group["handled"] >= MEASURED
    # Of a letter the clock also counts nights and other people's turns: its usual time is honest.
    seconds = group["handling"].total_seconds() if is_measured else usual or USUAL_LETTER_S
    weight = 1.0 if usual is None else group["weight"] / 100
    return Mix(group["kind"], group["number"] / whole, seconds, weight)
