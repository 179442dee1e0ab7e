"""Who is who among colleagues: names and teams the desk shows on every page.

Small reference data, kept in the process for a short time, so that no page asks for it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Membership, Team
from accounts.policies import LEADERS, WORKERS
from accounts.selectors import staff
from common.memo import Memo
from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague as lists show them."""

    id: UUID
    name: str
    role: str
    is_away: bool
    teams: frozenset[UUID]

    @property
    def works(self) -> bool:
        return self.role in WORKERS

    @property
    def leads(self) -> bool:
        return self.role in LEADERS


@dataclass(frozen=True, slots=True)
class Directory:
    """Active colleagues in the order of names; all teams."""

    people: Mapping[UUID, Person]
    teams: Mapping[UUID, Team]

    def name(self, key: object) -> str:
        """Return a colleague's name or a team's title by an id as text; empty when unknown."""
        try:
            known = UUID(str(key))
        except ValueError:
            return ""
        if known in self.people:
            return self.people[known].name
        return self.teams[known].title if known in self.teams else ""

    def workers_of(self, *teams: UUID | None) -> list[Person]:
        """Return who works in any of these teams."""
        wanted = set(teams)
        return [who for who in self.people.values() if who.works and who.teams & wanted]

    def lines_but(self, ticket: Ticket) -> list[Team]:
        """Return the lines an appeal can be moved to."""
        return [
            team
            for team in self.teams.values()
            if team.kind == Team.LINE and team.is_active and team.pk != ticket.team_id
        ]

    def departments(self) -> list[Team]:
        return [
            team for team in self.teams.values() if team.kind == Team.DEPARTMENT and team.is_active
        ]


def directory() -> Directory:
    """Return the colleagues and teams, at most 15 seconds old."""
    return _kept.get()


def _load() -> Directory:
    places: dict[UUID, set[UUID]] = {}
    for user_id, team_id in Membership.objects.values_list("user_id", "team_id"):
        places.setdefault(user_id, set()).add(team_id)
    rows = staff().values_list("pk", "full_name", "role", "is_away")
    people = {
        key: Person(key, name, role, is_away, frozenset(places.get(key, ())))
        for key, name, role, is_away in rows
    }
    return Directory(people, {team.pk: team for team in Team.objects.order_by("title")})


_kept = Memo(_load)
