"""To an expert department, followed to the end by the line (R-042)."""

import pytest

from common import memo
from common.errors import InvalidInput, NotAllowed
from tests.factories.accounts import make_staff, make_team
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, facts, refused, stream
from tickets.actions._move import MoveRefused
from tickets.actions.assignment import take_ticket
from tickets.actions.transfer import send_to_department
from tickets.events import TicketSentToDepartment
from tickets.policies import can_reply
from tickets.selectors.visibility import visible_to
from tickets.states import Status

pytestmark = pytest.mark.django_db


def test_goes_to_the_department_of_its_topic(ticket, olga_operator, team_a, department, now):
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    send_to_department(ticket=ticket, by=olga_operator, now=now, note="Проверьте паспорт")
    sent = fresh(ticket)
    assert (sent.status, sent.team, sent.assignee) == (Status.AT_DEPARTMENT, department, None)
    assert (sent.home_team, sent.home_assignee) == (team_a, olga_operator)
    assert stream(ticket)[-2:] == [("note", ""), ("move", "send_to_department")]
    assert facts(ticket)[-1] == TicketSentToDepartment(
        ticket_id=ticket.pk, team_id=department.pk, previous_team_id=team_a.pk
    )


def test_both_sides_see_it_and_may_answer(ticket, olga_operator, department, now):
    expert = make_staff(teams=[department])
    assert not visible_to(expert).exists()
    brought_to(Status.AT_DEPARTMENT, ticket, by=olga_operator, now=now)
    for person in (expert, olga_operator):
        assert visible_to(person).get() == ticket
        assert can_reply(person, fresh(ticket))


def test_a_named_department_wins_over_the_route(ticket, olga_operator, now):
    other = make_team(title="Отдел выплат", kind="department")
    send_to_department(ticket=ticket, by=olga_operator, now=now, department=other)
    assert fresh(ticket).team == other


def test_a_line_is_no_department(ticket, olga_operator, team_b, now):
    with refused(InvalidInput):
        send_to_department(ticket=ticket, by=olga_operator, now=now, department=team_b)


def test_a_topic_without_a_department_asks_for_one(ticket, desk, olga_operator, now):
    desk.department = None
    desk.save(update_fields=["department"])
    memo.forget_everything()
    with refused(InvalidInput, match="Выберите экспертный отдел"):
        send_to_department(ticket=ticket, by=olga_operator, now=now)


def test_twice_is_refused(ticket, olga_operator, now):
    brought_to(Status.AT_DEPARTMENT, ticket, by=olga_operator, now=now)
    with refused(MoveRefused, match="«Передано в экспертный отдел»"):
        send_to_department(ticket=ticket, by=olga_operator, now=now)


def test_another_team_is_refused(ticket, oleg_operator, now):
    with refused(NotAllowed):
        send_to_department(ticket=ticket, by=oleg_operator, now=now)
