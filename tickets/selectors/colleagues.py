"""Who can do the work: substitutes of the absent, seniors, departments (decisions 6)."""

from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Role, Team, User
from accounts.policies import WORKERS
from accounts.selectors import staff
from tickets.models import Ticket
from tickets.states import OPEN

MOST_SUBSTITUTES = 5


def stand_in_for(user: User | None) -> User | None:
    """Return who works instead of a person right now: themselves, a present substitute, or nobody."""
    for _ in range(MOST_SUBSTITUTES):
        if user is None or (_can_work(user) and not user.is_away):
            return user
        user = user.substitute
    return None


def colleagues_of(ticket: Ticket) -> QuerySet[User]:
    """Return the workers of the appeal's team who are here, in the order of names."""
    present: QuerySet[User] = staff().filter(role__in=WORKERS, is_away=False)
    return present.filter(memberships__team=ticket.team_id)


def senior_for(ticket: Ticket, *, but: User | None = None) -> User | None:
    """Return the senior of the appeal's team with the fewest appeals brought to them.

    Without one, the team's supervisor; then the same of the line that follows it.
    """
    teams = [team for team in (ticket.team_id, ticket.home_team_id) if team]
    for team in teams:
        for role in (Role.SENIOR, Role.SUPERVISOR):
            found = [person for person in _least_busy(team, role)[:2] if person != but]
            if found:
                return found[0]
    return None


def departments() -> QuerySet[Team]:
    """Return the departments an appeal can be sent to."""
    return Team.objects.filter(kind=Team.DEPARTMENT, is_active=True)


def lines() -> QuerySet[Team]:
    """Return the lines an appeal can be moved to."""
    return Team.objects.filter(kind=Team.LINE, is_active=True)


def _least_busy(team_id: UUID, role: str) -> QuerySet[User]:
    present: QuerySet[User] = staff().filter(role=role, is_away=False, memberships__team=team_id)
    brought = Ticket.objects.filter(escalated_to=OuterRef("pk"), status__in=sorted(OPEN))
    busy = brought.order_by().values("escalated_to").annotate(number=Count("pk")).values("number")
    return present.annotate(busy=Coalesce(Subquery(busy), 0)).order_by("busy", "full_name", "pk")


def _can_work(user: User) -> bool:
    return user.is_employee and user.role in WORKERS
