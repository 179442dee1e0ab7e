"""A day of the queue from its samples: quarters of an hour for the chart, and any minute as it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Min, Sum
from django.utils import timezone

from accounts.models import User
from analytics.indicators import Tally
from analytics.models import PeopleSample, QueueSample
from analytics.selectors.people import OFFERED, Person

DAY = timedelta(days=1)
QUARTER_MIN = 15
LATELY = timedelta(minutes=30)
# A sample older than this says nothing of the minute asked for; the board says which minute it is of.
HOLDS = timedelta(minutes=15)
FLOWS = ("answered", "in_target", "abandoned", "abandoned_short", "waited_s")


@dataclass(slots=True)
class Quarter:
    """What a quarter of an hour was: the most that waited, the longest wait, what came and went."""

    begins: datetime
    waiting: int = 0
    longest_s: int = 0
    arrived: int = 0
    late: int = 0
    tally: Tally = field(default_factory=Tally)

    @property
    def level(self) -> float | None:
        return (self.tally + Tally(late=self.late)).service_level


@dataclass(slots=True)
class Moment:
    """The board at a minute."""

    at: datetime
    rows: Sequence[QueueSample]
    people: list[Person]
    lately: Tally
    today: Tally

    def sum_of(self, name: str) -> int:
        return sum(getattr(row, name) for row in self.rows)

    @property
    def longest_s(self) -> int:
        return max((row.longest_s for row in self.rows), default=0)

    @property
    def skills(self) -> dict[str, tuple[int, int]]:
        """Return by skill how many waited and the longest of them."""
        found: dict[str, tuple[int, int]] = {}
        for row in self.rows:
            for code, (number, longest_s) in row.skills.items():
                before = found.get(code, (0, 0))
                found[code] = (before[0] + number, max(before[1], longest_s))
        return found


def bounds(day: date) -> tuple[datetime, datetime]:
    """Return the beginning and the end of a day in Moscow."""
    begins = timezone.make_aware(datetime.combine(day, time.min))
    return begins, begins + DAY


def first_day(teams: Iterable[UUID]) -> date | None:
    """Return the first day that is kept, None before there is any."""
    found = QueueSample.objects.filter(team__in=list(teams)).aggregate(at=Min("at"))["at"]
    return timezone.localdate(found) if found else None


def quarters(teams: Iterable[UUID], day: date) -> list[Quarter]:
    """Return the day's quarters of an hour that have samples, in order; one statement."""
    begins, ends = bounds(day)
    rows = QueueSample.objects.filter(team__in=list(teams), at__gte=begins, at__lt=ends)
    minutes: Any = rows.values("at").annotate(
        waits=Sum("waiting"),
        longest=Max("longest_s"),
        came=Sum("arrived"),
        over=Sum("late"),
        **{f"sum_{name}": Sum(name) for name in FLOWS},
    )
    found: dict[datetime, Quarter] = {}
    for minute in minutes.order_by("at"):
        at = timezone.localtime(minute["at"])
        start = at.replace(minute=at.minute // QUARTER_MIN * QUARTER_MIN)
        quarter = found.setdefault(start, Quarter(start))
        quarter.waiting = max(quarter.waiting, minute["waits"])
        quarter.longest_s = max(quarter.longest_s, minute["longest"])
        quarter.arrived += minute["came"]
        quarter.late = minute["over"]
        quarter.tally += Tally(**{name: minute[f"sum_{name}"] for name in FLOWS})
    return list(found.values())


def moment_of(teams: Iterable[UUID], at: datetime) -> Moment | None:
    """Return the board at a minute, or just before it; None when nobody took samples then."""
    keys = list(teams)
    near = QueueSample.objects.filter(team__in=keys, at__lte=at, at__gt=at - HOLDS)
    taken = near.aggregate(at=Max("at"))["at"]
    if taken is None:
        return None
    rows = QueueSample.objects.filter(team__in=keys, at=taken).select_related("team")
    begins, _ = bounds(timezone.localdate(taken))
    kept = PeopleSample.objects.filter(at=taken).first()
    return Moment(
        at=taken,
        rows=list(rows.order_by("team__title")),
        people=_people(kept.people if kept else [], keys),
        lately=_tally(keys, taken - LATELY, taken),
        today=_tally(keys, begins, taken),
    )


def _tally(teams: list[UUID], since: datetime, until: datetime) -> Tally:
    rows = QueueSample.objects.filter(team__in=teams, at__gt=since, at__lte=until)
    sums = rows.aggregate(**{name: Sum(name, default=0) for name in FLOWS})
    return Tally(**sums)


def _people(kept: list[dict[str, Any]], teams: list[UUID]) -> list[Person]:
    mine = {str(team) for team in teams}
    there = [one for one in kept if mine & set(one["teams"])]
    names = dict(
        User.objects.filter(pk__in=[one["id"] for one in there]).values_list("pk", "full_name")
    )
    people = [_person(one, names.get(UUID(one["id"]), "Бывший сотрудник")) for one in there]
    return sorted(people, key=lambda person: person.name)


def _person(one: dict[str, Any], name: str) -> Person:
    since = datetime.fromisoformat(one["since"]) if one["since"] else None
    return Person(
        id=UUID(one["id"]),
        name=name,
        teams=[UUID(team) for team in one["teams"]],
        state=one["state"],
        reason=one["reason"],
        since=since,
        load=one["load"],
        capacity=one["capacity"],
        is_offered=one["look"] == OFFERED,
        items=one["items"],
        is_over=one["is_over"],
    )
