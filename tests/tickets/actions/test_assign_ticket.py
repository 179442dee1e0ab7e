"""Giving an appeal to a colleague, or to who stands in for them."""

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.accounts import make_staff
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, fact_names, facts, refused, stream
from tickets.actions.assignment import assign_ticket, take_ticket
from tickets.events import TicketAssigned
from tickets.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def kirill(team_a):
    return make_staff("kirill@example.org", full_name="Кирилл Котов", teams=[team_a])


def test_a_leader_gives_a_fresh_appeal(ticket, senior, kirill, now):
    assign_ticket(ticket=ticket, to=kirill, by=senior, now=now)
    given = fresh(ticket)
    assert (given.status, given.assignee) == (Status.IN_PROGRESS, kirill)
    assert stream(ticket)[-1] == ("move", "assign")


def test_a_worker_gives_their_own_on(ticket, olga_operator, kirill, now):
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    assign_ticket(ticket=ticket, to=kirill, by=olga_operator, now=now)
    assert fresh(ticket).assignee == kirill
    assert facts(ticket)[-1] == TicketAssigned(
        ticket_id=ticket.pk, assignee_id=kirill.pk, previous_id=olga_operator.pk
    )


def test_a_worker_cannot_give_what_is_not_theirs(ticket, olga_operator, kirill, now):
    with refused(NotAllowed):
        assign_ticket(ticket=ticket, to=kirill, by=olga_operator, now=now)


def test_the_substitute_gets_what_an_absent_colleague_would(ticket, senior, kirill, team_a, now):
    absent = make_staff(full_name="Вера Белова", teams=[team_a], is_away=True, substitute=kirill)
    assign_ticket(ticket=ticket, to=absent, by=senior, now=now)
    assert fresh(ticket).assignee == kirill


def test_an_absent_colleague_without_a_substitute_is_refused(ticket, senior, team_a, now):
    absent = make_staff(full_name="Вера Белова", teams=[team_a], is_away=True)
    with refused(InvalidInput, match="Вера Белова сейчас не может взять"):
        assign_ticket(ticket=ticket, to=absent, by=senior, now=now)


def test_substitutes_in_a_ring_are_nobody(ticket, senior, team_a, now):
    one = make_staff(teams=[team_a], is_away=True)
    other = make_staff(teams=[team_a], is_away=True, substitute=one)
    one.substitute = other
    one.save(update_fields=["substitute"])
    with refused(InvalidInput):
        assign_ticket(ticket=ticket, to=one, by=senior, now=now)


def test_a_colleague_of_another_team_is_refused(ticket, senior, oleg_operator, now):
    with refused(InvalidInput, match="не работает в команде «Линия А»"):
        assign_ticket(ticket=ticket, to=oleg_operator, by=senior, now=now)


@pytest.mark.parametrize("person", ["quality", "former", "citizen"])
def test_somebody_who_does_no_such_work_is_refused(ticket, senior, person, request, now):
    to = request.getfixturevalue(person)
    with refused(InvalidInput):
        assign_ticket(ticket=ticket, to=getattr(to, "user", to), by=senior, now=now)


def test_to_whom_it_belongs_changes_nothing(ticket, senior, kirill, now):
    assign_ticket(ticket=ticket, to=kirill, by=senior, now=now)
    assign_ticket(ticket=ticket, to=kirill, by=senior, now=now)
    assert fact_names(ticket) == ["TicketRegistered", "TicketAssigned"]


def test_leaves_a_waiting_appeal_waiting(ticket, olga_operator, kirill, now):
    brought_to(Status.WAITING_CITIZEN, ticket, by=olga_operator, now=now)
    assign_ticket(ticket=ticket, to=kirill, by=olga_operator, now=now)
    given = fresh(ticket)
    assert (given.status, given.assignee) == (Status.WAITING_CITIZEN, kirill)
    assert ticket.items.get(seq=given.items_count).is_public is False
