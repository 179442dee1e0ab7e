"""Back from the department to who followed the appeal."""

import pytest

from common.errors import NotAllowed
from tests.factories.accounts import make_staff
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, facts, refused, stream
from tickets.actions._move import MoveRefused
from tickets.actions.transfer import return_from_department, send_to_department
from tickets.events import TicketReturnedFromDepartment
from tickets.selectors.visibility import visible_to
from tickets.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert(department):
    return make_staff("expert@example.org", teams=[department])


@pytest.fixture
def sent(ticket, olga_operator, now):
    return brought_to(Status.AT_DEPARTMENT, ticket, by=olga_operator, now=now)


def test_who_followed_has_it_again(sent, expert, olga_operator, team_a, department, now):
    return_from_department(ticket=sent, by=expert, now=now, note="Паспорт действителен")
    back = fresh(sent)
    assert (back.status, back.team, back.assignee) == (Status.IN_PROGRESS, team_a, olga_operator)
    assert (back.home_team, back.home_assignee) == (None, None)
    assert stream(sent)[-2:] == [("note", ""), ("move", "return_from_department")]
    assert facts(sent)[-1] == TicketReturnedFromDepartment(
        ticket_id=sent.pk, team_id=team_a.pk, previous_team_id=department.pk
    )


def test_the_department_loses_sight(sent, expert, now):
    return_from_department(ticket=sent, by=expert, now=now)
    assert not visible_to(expert).exists()


def test_an_absent_workers_substitute_gets_it(sent, expert, olga_operator, senior, now):
    olga_operator.is_away, olga_operator.substitute = True, senior
    olga_operator.save(update_fields=["is_away", "substitute"])
    return_from_department(ticket=sent, by=expert, now=now)
    assert fresh(sent).assignee == senior


def test_it_is_free_when_nobody_followed_it(ticket, senior, expert, now):
    send_to_department(ticket=ticket, by=senior, now=now)
    return_from_department(ticket=ticket, by=expert, now=now)
    assert fresh(ticket).assignee is None


def test_the_line_may_take_it_back(sent, olga_operator, now):
    return_from_department(ticket=sent, by=olga_operator, now=now)
    assert fresh(sent).status == Status.IN_PROGRESS


def test_what_is_not_there_is_refused(ticket, olga_operator, now):
    with refused(MoveRefused):
        return_from_department(ticket=ticket, by=olga_operator, now=now)


def test_another_line_is_refused(sent, oleg_operator, now):
    with refused(NotAllowed):
        return_from_department(ticket=sent, by=oleg_operator, now=now)
