"""Everything the wallboard shows, of some lines at a moment: six statements however many rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from operator import add
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, Sum

from accounts.models import Team, User
from analytics.indicators import Tally, occupancy
from analytics.models import QueueSample
from analytics.selectors.people import Person, people_of
from analytics.selectors.queue_now import LATELY, Queue, midnight, missed_by, queue_of, tallies
from common.memo import Memo
from routing.selectors.desk import all_skills
from tickets.selectors.board import board_teams, late_by_team

TREND = timedelta(minutes=15)
skill_titles = Memo(lambda: {skill.code: skill.title for skill in all_skills()})
NOW, TODAY = "now", "today"


@dataclass(slots=True)
class Wall:
    """The board at `at`. `before` is the waiting and the longest wait a quarter of an hour ago."""

    at: datetime
    teams: Sequence[Team]
    queue: Queue
    people: list[Person]
    by_team: dict[UUID, dict[str, Tally]]
    late: dict[UUID, tuple[int, int]]
    missed_lately: int = 0
    before: tuple[int, int] | None = None
    occupancy: float | None = None
    looks: Counter[str] = field(default_factory=Counter)

    def tally(self, window: str) -> Tally:
        """Return the figures of all teams together; who waits too long now counts as failed."""
        return reduce(add, (self.of_team(team.pk, window) for team in self.teams), Tally())

    def of_team(self, team: UUID, window: str) -> Tally:
        return self.by_team[team][window] + Tally(late=self.queue.by_team[team].late)

    @property
    def here(self) -> list[Person]:
        return [person for person in self.people if person.is_here]

    @property
    def missed_today(self) -> int:
        return sum(person.missed for person in self.people)

    @property
    def at_risk(self) -> int:
        return sum(at_risk for at_risk, _ in self.late.values())

    @property
    def breached(self) -> int:
        return sum(breached for _, breached in self.late.values())


def wall_teams(user: User) -> list[Team]:
    """Return the lines this person answers for: departments have no queue of their own."""
    return [team for team in board_teams(user) if team.kind == Team.LINE]


def wall_of(teams: Sequence[Team], *, now: datetime) -> Wall:
    """Count the board of these lines."""
    keys = [team.pk for team in teams]
    today = midnight(now)
    people = people_of(keys, now=now)
    missed = missed_by((person.id for person in people), since=today, lately=now - LATELY)
    for person in people:
        person.missed = missed.get(person.id, (0, 0))[0]
    kept = _samples(keys, today=today, now=now)
    return Wall(
        at=now,
        teams=teams,
        queue=queue_of(keys, now=now),
        people=people,
        by_team=tallies(keys, {NOW: now - LATELY, TODAY: today}, now=now),
        late=late_by_team(teams, now),
        missed_lately=sum(lately for _, lately in missed.values()),
        before=None if kept["waiting"] is None else (kept["waiting"], kept["longest"]),
        occupancy=occupancy(handling=kept["busy"] or 0, idle=kept["idle"] or 0),
        looks=Counter(person.look for person in people),
    )


def _samples(teams: list[UUID], *, today: datetime, now: datetime) -> dict[str, Any]:
    """Return what samples say of a quarter of an hour ago, and of how busy people were today."""
    earlier = Q(at=(now - TREND).replace(second=0, microsecond=0))
    since = min(today, now - TREND - timedelta(minutes=1))
    rows = QueueSample.objects.filter(team__in=teams, at__gte=since, at__lte=now)
    return rows.aggregate(
        waiting=Sum("waiting", filter=earlier),
        longest=Max("longest_s", filter=earlier),
        busy=Sum("busy", filter=Q(at__gte=today)),
        idle=Sum("idle", filter=Q(at__gte=today)),
    )
