"""Back to the pool of the team."""

import pytest

from common.errors import NotAllowed
from tests.factories.accounts import make_staff
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, fact_names, facts, refused
from tickets.actions.assignment import take_ticket, unassign_ticket
from tickets.events import TicketAssigned
from tickets.states import Status

pytestmark = pytest.mark.django_db


def test_returns_the_work_to_the_queue(ticket, olga_operator, now):
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    unassign_ticket(ticket=ticket, by=olga_operator, now=now)
    pooled = fresh(ticket)
    assert (pooled.status, pooled.assignee) == (Status.QUEUED, None)
    assert facts(ticket)[-1] == TicketAssigned(
        ticket_id=ticket.pk, assignee_id=None, previous_id=olga_operator.pk
    )


def test_a_waiting_appeal_goes_on_waiting_without_an_owner(ticket, olga_operator, now):
    brought_to(Status.WAITING_CITIZEN, ticket, by=olga_operator, now=now)
    unassign_ticket(ticket=ticket, by=olga_operator, now=now)
    pooled = fresh(ticket)
    assert (pooled.status, pooled.assignee) == (Status.WAITING_CITIZEN, None)


def test_without_an_owner_changes_nothing(ticket, senior, now):
    unassign_ticket(ticket=ticket, by=senior, now=now)
    assert fact_names(ticket) == ["TicketRegistered"]


def test_a_colleagues_work_is_refused(ticket, olga_operator, team_a, now):
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    with refused(NotAllowed):
        unassign_ticket(ticket=ticket, by=make_staff(teams=[team_a]), now=now)
