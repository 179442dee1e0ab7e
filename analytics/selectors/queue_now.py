"""The queue this second: what waits, how well it is answered, what was missed. One statement each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Case, Count, DurationField, F, Min, Q, QuerySet, Sum, When
from django.db.models.expressions import CombinedExpression, ExpressionWrapper
from django.utils import timezone

from analytics.indicators import Tally
from analytics.targets import target_of_row
from routing.models import Offer, WorkItem

State = WorkItem.State
LATELY = timedelta(minutes=30)
NONE = timedelta(0)


@dataclass(slots=True)
class Waits:
    """What waits somewhere: how much, since when the longest, how much of it beyond its target."""

    number: int = 0
    offered: int = 0
    late: int = 0
    oldest_at: datetime | None = None

    def add(self, group: dict[str, Any]) -> None:
        self.join(Waits(group["number"], group["offered"], group["late"], group["oldest"]))

    def join(self, other: "Waits") -> None:
        self.number += other.number
        self.offered += other.offered
        self.late += other.late
        oldest = [at for at in (self.oldest_at, other.oldest_at) if at is not None]
        self.oldest_at = min(oldest) if oldest else None

    def longest_s(self, now: datetime) -> int:
        return max(0, int((now - self.oldest_at).total_seconds())) if self.oldest_at else 0


@dataclass(slots=True)
class Queue:
    """What waits, in all, by team and by skill. The skill "" is work that asks for none."""

    all: Waits = field(default_factory=Waits)
    by_team: dict[UUID, Waits] = field(default_factory=dict)
    _by_both: dict[tuple[UUID, str], Waits] = field(default_factory=dict)

    def add(self, group: dict[str, Any]) -> None:
        self.all.add(group)
        self.by_team[group["team"]].add(group)
        for skill in group["skills"] or [""]:
            self._by_both.setdefault((group["team"], skill), Waits()).add(group)

    def skills_of(self, team: UUID | None = None) -> dict[str, Waits]:
        """Return what waits by skill, of one team or of all."""
        found: dict[str, Waits] = {}
        for (owner, skill), waits in self._by_both.items():
            if team in {None, owner}:
                found.setdefault(skill, Waits()).join(waits)
        return found


def queue_of(teams: Iterable[UUID], *, now: datetime) -> Queue:
    """Return what waits for these teams; what may begin later only waits for its hour."""
    queue = Queue(by_team={team: Waits() for team in teams})
    for group in _waiting_groups(queue.by_team, now=now):
        queue.add(group)
    return queue


def waiting(teams: Iterable[UUID], *, now: datetime) -> QuerySet[WorkItem]:
    """Return what waits for somebody, offered or not: nobody has it yet."""
    # Two branches for two partial indexes: `routing_waiting` and `routing_owned`.
    states = Q(state=State.WAITING, team__in=teams) | Q(state=State.OFFERED, team__in=teams)
    return WorkItem.objects.filter(states, Q(not_before=None) | Q(not_before__lte=now))


def began() -> Case:
    """Return since when a row waits: a callback since its hour, everything else since it came."""
    return Case(When(not_before__gt=F("entered_at"), then=F("not_before")), default=F("entered_at"))


def _waiting_groups(teams: Iterable[UUID], *, now: datetime) -> Iterable[dict[str, Any]]:
    rows = waiting(list(teams), now=now).annotate(began=began(), target=target_of_row())
    groups: Any = rows.values("team", "skills").annotate(
        number=Count("pk"),
        offered=Count("pk", filter=Q(state=State.OFFERED)),
        late=Count("pk", filter=Q(began__lt=now - F("target"))),
        oldest=Min("began"),
    )
    return groups


# --- how well it is answered
def tallies(
    teams: Sequence[UUID], windows: dict[str, datetime], *, now: datetime
) -> dict[UUID, dict[str, Tally]]:
    """Return per team, per window (its beginning), what indicators are counted from; one statement.

    Who waits beyond the target at this moment is not among them: `Waits.late` is.
    """
    since = min(windows.values())
    taken = Q(taken_at__gte=since, taken_at__lte=now)
    left = Q(state=State.CANCELLED, taken_at=None, ended_at__gte=since, ended_at__lte=now)
    rows = WorkItem.objects.filter(taken | left, team__in=teams).alias(
        began=began(), target=target_of_row()
    )
    groups: Any = rows.values("team").annotate(
        **{
            f"{name}_{what}": counted
            for name, begins in windows.items()
            for what, counted in _counted(begins).items()
        }
    )
    found = {team: dict.fromkeys(windows, Tally()) for team in teams}
    for group in groups:
        found[group["team"]] = {name: _tally(group, name) for name in windows}
    return found


def _counted(since: datetime) -> dict[str, Any]:
    """Return the aggregates of one window."""
    short = timedelta(seconds=settings.SHORT_ABANDON_S)
    answered = Q(taken_at__gte=since)
    gave_up = Q(taken_at=None, ended_at__gte=since)
    handled = Q(state=State.DONE, ended_at__gte=since, taken_at__gte=since)
    return {
        "answered": Count("pk", filter=answered),
        "in_target": Count("pk", filter=answered & Q(taken_at__lte=F("began") + F("target"))),
        "abandoned": Count("pk", filter=gave_up),
        "abandoned_short": Count("pk", filter=gave_up & Q(ended_at__lt=F("began") + short)),
        "waited": Sum(_span(F("taken_at") - F("began")), filter=answered),
        "handled": Count("pk", filter=handled),
        "handling": Sum(_span(F("ended_at") - F("taken_at")), filter=handled),
    }


def _span(difference: CombinedExpression) -> Any:
    return ExpressionWrapper(difference, output_field=DurationField())


def _tally(group: dict[str, Any], name: str) -> Tally:
    return Tally(
        answered=group[f"{name}_answered"],
        in_target=group[f"{name}_in_target"],
        abandoned=group[f"{name}_abandoned"],
        abandoned_short=group[f"{name}_abandoned_short"],
        waited_s=max(0.0, (group[f"{name}_waited"] or NONE).total_seconds()),
        handled=group[f"{name}_handled"],
        handling_s=(group[f"{name}_handling"] or NONE).total_seconds(),
    )


# --- what was passed by
def missed_by(people: Iterable[UUID], *, since: datetime, lately: datetime) -> dict[UUID, Any]:
    """Return per operator how many offers nobody answered: (today, lately)."""
    rows = Offer.objects.filter(
        operator__in=list(people), made_at__gte=since, outcome=Offer.Outcome.MISSED
    )
    groups = rows.values("operator").annotate(
        today=Count("pk"), lately=Count("pk", filter=Q(ended_at__gte=lately))
    )
    return {group["operator"]: (group["today"], group["lately"]) for group in groups}


def midnight(now: datetime) -> datetime:
    """Return the start of the day in Moscow, which has no daylight saving."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
