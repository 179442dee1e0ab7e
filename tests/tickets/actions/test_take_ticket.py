"""Of several who try, one begins the work."""

from datetime import timedelta

import pytest

from common.errors import NotAllowed
from tests.factories.accounts import make_staff
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, fact_names, facts, refused, stream
from tickets.actions._move import MoveRefused
from tickets.actions.assignment import AlreadyTaken, take_ticket
from tickets.actions.transfer import escalate_ticket
from tickets.events import TicketAssigned
from tickets.states import Status

pytestmark = pytest.mark.django_db


def test_begins_the_work(ticket, olga_operator, now):
    later = now + timedelta(minutes=5)
    take_ticket(ticket=ticket, by=olga_operator, now=later)
    taken = fresh(ticket)
    assert (taken.status, taken.assignee) == (Status.IN_PROGRESS, olga_operator)
    assert taken.status_changed_at == taken.activity_at == later
    assert stream(ticket) == [("message", ""), ("move", "take")]
    assert facts(ticket)[1:] == [
        TicketAssigned(ticket_id=ticket.pk, assignee_id=olga_operator.pk, previous_id=None)
    ]


def test_twice_by_the_same_person_changes_nothing(ticket, olga_operator, now):
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    take_ticket(ticket=ticket, by=olga_operator, now=now + timedelta(minutes=1))
    assert fresh(ticket).activity_at == now
    assert fact_names(ticket) == ["TicketRegistered", "TicketAssigned"]


def test_the_second_is_told_who_was_first(ticket, olga_operator, team_a, now):
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    second = make_staff("kirill@example.org", full_name="Кирилл Котов", teams=[team_a])
    with refused(AlreadyTaken, match="Ольга Соколова"):
        take_ticket(ticket=ticket, by=second, now=now)


def test_the_senior_it_was_brought_to_takes_it_from_the_assignee(
    ticket, olga_operator, senior, now
):
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    escalate_ticket(ticket=ticket, by=olga_operator, reason="Сложный случай", now=now)
    take_ticket(ticket=ticket, by=senior, now=now)
    taken = fresh(ticket)
    assert taken.assignee == senior
    assert facts(ticket)[-1] == TicketAssigned(
        ticket_id=ticket.pk, assignee_id=senior.pk, previous_id=olga_operator.pk
    )


def test_a_departments_worker_takes_what_is_at_the_department(
    ticket, olga_operator, department, now
):
    brought_to(Status.AT_DEPARTMENT, ticket, by=olga_operator, now=now)
    expert = make_staff(teams=[department])
    take_ticket(ticket=ticket, by=expert, now=now)
    taken = fresh(ticket)
    assert (taken.status, taken.assignee) == (Status.AT_DEPARTMENT, expert)
    assert taken.home_assignee == olga_operator


def test_the_line_does_not_take_it_from_the_department(ticket, olga_operator, now):
    brought_to(Status.AT_DEPARTMENT, ticket, by=olga_operator, now=now)
    with refused(NotAllowed):
        take_ticket(ticket=ticket, by=olga_operator, now=now)


def test_another_team_is_refused(ticket, oleg_operator, now):
    with refused(NotAllowed):
        take_ticket(ticket=ticket, by=oleg_operator, now=now)


def test_what_is_over_is_refused_with_its_state(ticket, olga_operator, now):
    brought_to(Status.CLOSED, ticket, by=olga_operator, now=now)
    with refused(MoveRefused, match="«Закрыто»"):
        take_ticket(ticket=ticket, by=olga_operator, now=now)


def test_nobody_is_not_the_system(ticket, now):
    with pytest.raises(TypeError):
        take_ticket(ticket=ticket, by=None, now=now)
