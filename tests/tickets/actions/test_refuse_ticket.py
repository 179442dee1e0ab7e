"""A refusal with its reason."""

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, facts, refused, registered
from tickets.actions._move import MoveRefused
from tickets.actions.answering import ApprovalNeeded, refuse_ticket
from tickets.events import TicketRefused
from tickets.models.ticket import Kind
from tickets.states import Status

pytestmark = pytest.mark.django_db


def test_tells_the_reason_and_ends(ticket, olga_operator, now):
    refuse_ticket(ticket=ticket, by=olga_operator, reason="Нет обязательного снимка.", now=now)
    ended = fresh(ticket)
    assert (ended.status, ended.closed_at, ended.resolved_at) == (Status.REFUSED, now, None)
    assert (ended.answer_unread, ended.silence_at) == (True, None)
    assert [clock.stopped_at for clock in ticket.clocks.all()] == [now]
    reason = ticket.items.get(kind="reply")
    assert reason.body == "Нет обязательного снимка."
    assert facts(ticket)[-1] == TicketRefused(ticket_id=ticket.pk, item_id=reason.pk)


def test_a_reason_is_needed(ticket, olga_operator, now):
    with refused(InvalidInput):
        refuse_ticket(ticket=ticket, by=olga_operator, reason="", now=now)


def test_an_official_one_may_need_a_second_person(desk, citizen, olga_operator, now):
    desk.needs_approval = True
    desk.save(update_fields=["needs_approval"])
    complaint = registered(citizen, now=now, kind=Kind.COMPLAINT)
    with refused(ApprovalNeeded):
        refuse_ticket(ticket=complaint, by=olga_operator, reason="Нет.", now=now)


def test_what_waits_for_the_citizen_is_not_refused(ticket, olga_operator, now):
    waiting = brought_to(Status.WAITING_CITIZEN, ticket, by=olga_operator, now=now)
    with refused(MoveRefused):
        refuse_ticket(ticket=waiting, by=olga_operator, reason="Нет.", now=now)


def test_another_team_is_refused(ticket, oleg_operator, now):
    with refused(NotAllowed):
        refuse_ticket(ticket=ticket, by=oleg_operator, reason="Нет.", now=now)
