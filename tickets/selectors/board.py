"""The supervisor's figures: open appeals by state and team, terms, speed, intake by hour.

Five queries whatever the number of rows: open appeals come from partial indexes, speed and intake
from the rows of the period only. A figure nobody can know yet is None, never 0.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from statistics import fmean
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
)
from django.db.models.functions import Coalesce, TruncHour
from django.utils import timezone

from accounts.models import Team, User
from tickets.models import Clock, Ticket
from tickets.states import OPEN

PERIODS = {"today": 0, "7d": 6, "30d": 29}
USUAL_WEEKS = 4
HOURS = range(24)


@dataclass(frozen=True, slots=True)
class Speed:
    """Wall-clock time that half (`median`) and nine tenths (`p90`) needed; None without any."""

    count: int = 0
    median: timedelta | None = None
    p90: timedelta | None = None


@dataclass(slots=True)
class TeamRow:
    """Open appeals of one team. `at_risk` and `breached` are counted by appeal, not by clock."""

    team: Team
    by_status: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    unassigned: int = 0
    at_risk: int = 0
    breached: int = 0

    @property
    def total(self) -> int:
        return sum(self.by_status.values())


@dataclass(slots=True)
class Figures:
    """Everything the board shows. `usual` is None for an hour without earlier days to compare."""

    rows: list[TeamRow]
    first_response: Speed
    resolution: Speed
    registered: int
    today: list[int | None]
    usual: list[float | None]

    def sum_of(self, name: str) -> int:
        return sum(getattr(row, name) for row in self.rows)


def board_teams(user: User) -> list[Team]:
    """Return the teams a supervisor answers for, in the order of titles."""
    return list(Team.objects.filter(memberships__user=user, is_active=True).order_by("title"))


def figures(teams: Sequence[Team], *, period: str, now: datetime) -> Figures:
    """Count the board of these teams as of `now`; four queries."""
    since = period_start(period, now)
    speed = _speed(teams, since, now)
    today, usual = _intake(teams, now)
    return Figures(
        rows=_team_rows(teams, now),
        first_response=_as_speed(speed, "response"),
        resolution=_as_speed(speed, "resolution"),
        registered=speed["registered"] or 0,
        today=today,
        usual=usual,
    )


def period_start(period: str, now: datetime) -> datetime:
    """Return the midnight in Moscow that a period began with; `today` for an unknown one."""
    return _midnight(now) - timedelta(days=PERIODS.get(period, 0))


def owned_by(teams: Iterable[Team]) -> Q:
    """Return appeals a team has, or follows while a department works on them."""
    keys = [team.pk for team in teams]
    return Q(team__in=keys) | Q(home_team__in=keys)


def _of_period(teams: Iterable[Team], when: Q) -> QuerySet[Ticket]:
    """Return a period's appeals of these teams, found by their moments only.

    COALESCE hides the columns from indexes: a supervisor of all teams would make the planner read
    every row's entry in the index of teams to narrow down nothing.
    """
    keys = [team.pk for team in teams]
    rows = Ticket.objects.alias(
        holder=Coalesce("team_id", "home_team_id"), follower=Coalesce("home_team_id", "team_id")
    )
    found: QuerySet[Ticket] = rows.filter(when, Q(holder__in=keys) | Q(follower__in=keys))
    return found


# --- open appeals
def _team_rows(teams: Sequence[Team], now: datetime) -> list[TeamRow]:
    rows = {team.pk: TeamRow(team) for team in teams}
    opened = Ticket.objects.filter(owned_by(teams), status__in=sorted(OPEN))
    for group in opened.values("team_id", "home_team_id", "status").annotate(
        count=Count("team_id"), free=Count("team_id", filter=Q(assignee=None))
    ):
        row = rows[_owner(group["team_id"], group["home_team_id"], rows)]
        row.by_status[group["status"]] += group["count"]
        row.unassigned += group["free"]
    for key, (at_risk, breached) in late_by_team(teams, now).items():
        rows[key].at_risk, rows[key].breached = at_risk, breached
    return list(rows.values())


def _late(teams: Sequence[Team], now: datetime) -> Iterable[Any]:
    """Count appeals by their worst clock: warned at three quarters of the term, breached after it."""
    keys = [team.pk for team in teams]
    running = Clock.objects.filter(
        Q(ticket__team__in=keys) | Q(ticket__home_team__in=keys),
        ticket__status__in=sorted(OPEN),
        stopped_at=None,
        paused_at=None,
        warn_at__lte=now,
    )
    return running.values("ticket__team_id", "ticket__home_team_id").annotate(
        warned=Count("ticket", distinct=True),
        breached=Count("ticket", distinct=True, filter=Q(due_at__lt=now)),
    )


def late_by_team(teams: Sequence[Team], now: datetime) -> dict[UUID, tuple[int, int]]:
    """Return (at risk, breached) of each team; one statement."""
    rows = {team.pk: TeamRow(team) for team in teams}
    for late in _late(teams, now):
        row = rows[_owner(late["ticket__team_id"], late["ticket__home_team_id"], rows)]
        row.breached += late["breached"]
        row.at_risk += late["warned"] - late["breached"]
    return {key: (row.at_risk, row.breached) for key, row in rows.items()}


def _owner(team: UUID, home: UUID | None, rows: dict[UUID, TeamRow]) -> UUID:
    """Return whose row an appeal is in: the team that has it, else the line that follows it."""
    return team if team in rows or home is None else home


# --- speed
class _Percentiles(Aggregate):
    """Median and 90th percentile of a duration, as an array of two."""

    function = "percentile_cont"
    template = "%(function)s(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(DurationField())


def _speed(teams: Sequence[Team], since: datetime, now: datetime) -> dict[str, Any]:
    """Return counts and percentiles in one pass over what came or was answered in the period."""
    came = Q(registered_at__gte=since, registered_at__lte=now)
    solved = Q(resolved_at__gte=since, resolved_at__lte=now)
    answered = came & Q(first_response_at__isnull=False)
    response = ExpressionWrapper(
        F("first_response_at") - F("registered_at"), output_field=DurationField()
    )
    resolution = ExpressionWrapper(
        F("resolved_at") - F("registered_at"), output_field=DurationField()
    )
    return _of_period(teams, came | solved).aggregate(
        registered=Count("pk", filter=came),
        response_count=Count("pk", filter=answered),
        response=_Percentiles(response, filter=answered),
        resolution_count=Count("pk", filter=solved),
        resolution=_Percentiles(resolution, filter=solved),
    )


def _as_speed(counted: dict[str, Any], name: str) -> Speed:
    median, p90 = counted[name] or (None, None)
    return Speed(counted[f"{name}_count"], median, p90)


# --- intake
def _intake(teams: Sequence[Team], now: datetime) -> tuple[list[int | None], list[float | None]]:
    """Return today's appeals by hour, and the mean of the same weekday in four weeks before."""
    start = _midnight(now)
    days = [start - timedelta(weeks=week) for week in range(USUAL_WEEKS + 1)]
    window = Q()
    for day in days:
        window |= Q(registered_at__gte=day, registered_at__lt=day + timedelta(days=1))
    by_hour = _of_period(teams, window & Q(registered_at__lte=now))
    counts: dict[datetime, int] = {
        row["hour"]: row["count"]
        for row in by_hour.values(hour=TruncHour("registered_at")).annotate(count=Count("pk"))
    }
    known = [day for day in days[1:] if any(at.date() == day.date() for at in counts)]
    hours = [timedelta(hours=hour) for hour in HOURS]
    today = [counts.get(start + hour, 0) if start + hour <= now else None for hour in hours]
    usual = [fmean(counts.get(day + hour, 0) for day in known) if known else None for hour in hours]
    return today, usual


def _midnight(now: datetime) -> datetime:
    """Return the start of the day in Moscow, which has no daylight saving."""
    return timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
