"""To a senior specialist (R-062, R-121)."""

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.accounts import make_staff
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, facts, refused, registered, stream
from tickets.actions.assignment import take_ticket
from tickets.actions.transfer import AlreadyEscalated, NoSenior, escalate_ticket
from tickets.events import TicketEscalated
from tickets.selectors.visibility import visible_to
from tickets.states import Status

pytestmark = pytest.mark.django_db


def test_the_senior_of_the_team_sees_it_and_the_assignee_stays(ticket, olga_operator, senior, now):
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    escalate_ticket(ticket=ticket, by=olga_operator, reason="Двойная запись", now=now)
    brought = fresh(ticket)
    assert (brought.escalated_to, brought.assignee) == (senior, olga_operator)
    assert stream(ticket)[-2:] == [("note", ""), ("move", "escalate")]
    assert not ticket.items.filter(seq__gt=2, is_public=True).exists()
    assert facts(ticket)[-1] == TicketEscalated(ticket_id=ticket.pk, senior_id=senior.pk)


def test_the_least_busy_senior_is_chosen(desk, citizen, olga_operator, senior, team_a, now):
    second = make_staff("second@example.org", full_name="Юрий Я.", role="senior", teams=[team_a])
    brought = [registered(citizen, now=now) for _ in range(3)]
    for each in brought:
        escalate_ticket(ticket=each, by=olga_operator, reason="Сложно", now=now)
    assert [fresh(each).escalated_to for each in brought] == [senior, second, senior]


def test_without_a_senior_the_supervisor_gets_it(ticket, olga_operator, sveta_supervisor, now):
    escalate_ticket(ticket=ticket, by=olga_operator, reason="Сложно", now=now)
    assert fresh(ticket).escalated_to == sveta_supervisor


def test_an_absent_senior_is_passed_over(ticket, olga_operator, senior, sveta_supervisor, now):
    senior.is_away = True
    senior.save(update_fields=["is_away"])
    escalate_ticket(ticket=ticket, by=olga_operator, reason="Сложно", now=now)
    assert fresh(ticket).escalated_to == sveta_supervisor


def test_nobody_to_bring_it_to_is_said(ticket, olga_operator, now):
    with refused(NoSenior):
        escalate_ticket(ticket=ticket, by=olga_operator, reason="Сложно", now=now)


def test_an_operator_is_no_senior(ticket, olga_operator, senior, team_a, now):
    with refused(InvalidInput):
        escalate_ticket(
            ticket=ticket, by=olga_operator, reason="?", now=now, to=make_staff(teams=[team_a])
        )


def test_to_the_same_senior_twice_is_refused(ticket, olga_operator, senior, now):
    escalate_ticket(ticket=ticket, by=olga_operator, reason="Сложно", now=now)
    with refused(AlreadyEscalated, match="Светлана Новикова"):
        escalate_ticket(ticket=ticket, by=olga_operator, reason="Сложно", now=now)


def test_a_reason_is_needed(ticket, olga_operator, senior, now):
    with refused(InvalidInput, match="в чём нужна помощь"):
        escalate_ticket(ticket=ticket, by=olga_operator, reason=" ", now=now)


def test_the_senior_of_the_line_follows_to_the_department(
    ticket, olga_operator, senior, department, now
):
    brought_to(Status.AT_DEPARTMENT, ticket, by=olga_operator, now=now)
    escalate_ticket(ticket=ticket, by=olga_operator, reason="Долго", now=now)
    assert fresh(ticket).escalated_to == senior
    assert visible_to(senior).get() == ticket


def test_another_team_is_refused(ticket, oleg_operator, senior, now):
    with refused(NotAllowed):
        escalate_ticket(ticket=ticket, by=oleg_operator, reason="?", now=now)
