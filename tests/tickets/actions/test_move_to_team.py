"""To another line: the old one loses sight at once (Z-10)."""

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.accounts import make_team
from tests.factories.tickets import fresh, make_route, make_topic
from tests.tickets.helpers import brought_to, facts, refused
from tickets.actions._move import MoveRefused
from tickets.actions.details import Details, change_details
from tickets.actions.transfer import escalate_ticket, move_to_team
from tickets.events import TicketMovedToTeam
from tickets.selectors.visibility import visible_to
from tickets.states import Status

pytestmark = pytest.mark.django_db


def test_work_in_progress_joins_the_other_queue(
    ticket, olga_operator, senior, oleg_operator, team_a, team_b, now
):
    brought_to(Status.IN_PROGRESS, ticket, by=olga_operator, now=now)
    escalate_ticket(ticket=ticket, by=olga_operator, reason="Сложно", now=now)
    move_to_team(ticket=ticket, team=team_b, by=senior, now=now)
    moved = fresh(ticket)
    assert (moved.status, moved.team, moved.assignee) == (Status.QUEUED, team_b, None)
    assert moved.escalated_to is None
    assert visible_to(oleg_operator).get() == ticket
    assert not visible_to(olga_operator).exists()
    assert not visible_to(senior).exists()
    assert facts(ticket)[-1] == TicketMovedToTeam(
        ticket_id=ticket.pk, team_id=team_b.pk, previous_team_id=team_a.pk
    )


def test_a_fresh_appeal_stays_registered(ticket, senior, team_b, now):
    move_to_team(ticket=ticket, team=team_b, by=senior, now=now)
    assert (fresh(ticket).status, fresh(ticket).team) == (Status.REGISTERED, team_b)


def test_a_worker_moves_it_to_the_line_of_its_topic_only(ticket, olga_operator, team_b, now):
    elsewhere = make_team()
    payment = make_topic("payment")
    make_route(payment, team_b)
    change_details(ticket=ticket, details=Details(topic=payment), by=olga_operator, now=now)
    with refused(NotAllowed):
        move_to_team(ticket=ticket, team=elsewhere, by=olga_operator, now=now)
    move_to_team(ticket=ticket, team=team_b, by=olga_operator, now=now)
    assert fresh(ticket).team == team_b


def test_a_department_is_no_line(ticket, senior, department, now):
    with refused(InvalidInput):
        move_to_team(ticket=ticket, team=department, by=senior, now=now)


def test_its_own_line_is_refused(ticket, senior, team_a, now):
    with refused(InvalidInput):
        move_to_team(ticket=ticket, team=team_a, by=senior, now=now)


def test_what_is_at_a_department_comes_back_first(ticket, olga_operator, senior, team_b, now):
    brought_to(Status.AT_DEPARTMENT, ticket, by=olga_operator, now=now)
    with refused(MoveRefused, match="сначала верните"):
        move_to_team(ticket=ticket, team=team_b, by=senior, now=now)


def test_a_worker_and_a_foreign_leader_are_refused(
    ticket, olga_operator, supervisor_b, team_b, now
):
    for person in (olga_operator, supervisor_b):
        with refused(NotAllowed):
            move_to_team(ticket=ticket, team=team_b, by=person, now=now)
