"""Whose shifts a leader may hand over, and how much is open in each."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count

from accounts.models import User
from accounts.policies import LEADERS
from tickets.models import Ticket
from tickets.selectors.directory import Person, directory
from tickets.states import OPEN


def open_work(people: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many open appeals each of these people has."""
    rows = Ticket.objects.filter(assignee__in=list(people), status__in=sorted(OPEN))
    return dict(rows.order_by().values_list("assignee").annotate(Count("pk")))


def shifts_of_colleagues(user: User) -> list[tuple[Person, int]]:
    """Return workers of a leader's teams with open appeals, the absent first; for others nobody."""
    if user.role not in LEADERS:
        return []
    people = [who for who in directory().workers_of(*user.team_ids()) if who.id != user.pk]
    counts = open_work(who.id for who in people)
    busy = [(who, counts[who.id]) for who in people if who.id in counts]
    return sorted(busy, key=lambda row: (not row[0].is_away, row[0].name))
