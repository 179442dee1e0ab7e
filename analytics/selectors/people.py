"""Everybody of some teams: what they do now, since when, how loaded they are. Two statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Role, User
from accounts.policies import WORKERS
from routing.models import Presence, WorkItem

OFFLINE, READY = Presence.State.OFFLINE, Presence.State.READY
WRAP_UP, PAUSED = Presence.State.WRAP_UP, Presence.State.PAUSED
# What a tile says: states of presence, and two that follow from the load.
BUSY, OFFERED = "busy", "offered"
LOOKS = (READY, OFFERED, BUSY, WRAP_UP, PAUSED, OFFLINE)


@dataclass(slots=True)
class Person:
    """One operator at a moment. `items` are what they have in work, `oldest_at` since when the first."""

    id: UUID
    name: str
    role: str = ""
    teams: list[UUID] = field(default_factory=list)
    state: str = OFFLINE
    reason: str = ""
    since: datetime | None = None
    until: datetime | None = None
    load: int = 0
    capacity: int = 100
    is_offered: bool = False
    items: int = 0
    oldest_at: datetime | None = None
    missed: int = 0
    skills: dict[str, int] = field(default_factory=dict)
    is_over: bool = False

    @property
    def is_here(self) -> bool:
        return self.state != OFFLINE

    @property
    def look(self) -> str:
        """Return one of LOOKS."""
        if self.state == READY and self.is_offered:
            return OFFERED
        return BUSY if self.state == READY and self.load else self.state

    @property
    def load_share(self) -> int:
        """Return how full the person is, in percent of what they can take."""
        return min(100, round(100 * self.load / self.capacity)) if self.capacity else 0

    @property
    def counts_from(self) -> datetime | None:
        """Return the moment the tile's timer counts from."""
        return self.oldest_at if self.look == BUSY and self.oldest_at else self.since


def people_of(teams: Iterable[UUID], *, now: datetime) -> list[Person]:
    """Return the workers of these teams by name, and whoever serves their queues for a while."""
    rows = _with_work(_workers(list(teams)))
    people = [_person(row, now=now) for row in rows.order_by("full_name", "pk")]
    # A supervisor is somebody of the line only while they are on it.
    return [one for one in people if one.is_here or one.role != Role.SUPERVISOR.label]


def person_of(operator_id: UUID, *, now: datetime) -> Person:
    """Return one of them."""
    return _person(_with_work(User.objects.filter(pk=operator_id)).get(), now=now)


def _with_work(rows: QuerySet[User]) -> QuerySet[User]:
    return rows.select_related("presence__reason").annotate(
        own_teams=Coalesce(ArrayAgg("memberships__team", distinct=True), []),
        in_work=Coalesce(Subquery(_taken().annotate(n=Count("pk")).values("n")), 0),
        oldest_taken=Subquery(_taken().annotate(at=Min("taken_at")).values("at")),
    )


def _workers(teams: list[UUID]) -> QuerySet[User]:
    lent = Q(presence__teams__overlap=teams) & ~Q(presence__state=OFFLINE)
    mine = Q(pk__in=User.objects.filter(memberships__team__in=teams).values("pk"))
    return User.objects.filter(mine | lent, is_active=True, role__in=sorted(WORKERS))


def _taken() -> Any:
    rows = WorkItem.objects.filter(owner=OuterRef("pk"), state=WorkItem.State.TAKEN)
    return rows.order_by().values("owner")


def _person(row: Any, *, now: datetime) -> Person:
    person = Person(row.pk, row.full_name, row.get_role_display(), row.own_teams)
    person.items, person.oldest_at = row.in_work, row.oldest_taken
    presence: Presence | None = getattr(row, "presence", None)
    if presence is None:
        return person
    person.state, person.since, person.until = presence.state, presence.since, presence.until
    person.reason = presence.reason.title if presence.reason else ""
    person.load, person.capacity = presence.load, presence.capacity
    person.is_offered, person.skills = presence.is_offered, presence.skills
    if presence.state != OFFLINE:
        person.teams = list(presence.teams)
    person.is_over = bool(person.is_here and presence.until and presence.until < now)
    return person


# --- as samples keep them
def kept(person: Person) -> dict[str, Any]:
    """Return what a sample keeps of somebody on the line: ids and codes, no name."""
    return {
        "id": str(person.id),
        "teams": [str(team) for team in person.teams],
        "look": person.look,
        "state": person.state,
        "reason": person.reason,
        "load": person.load,
        "capacity": person.capacity,
        "items": person.items,
        "since": person.counts_from.isoformat() if person.counts_from else None,
        "is_over": person.is_over,
    }
