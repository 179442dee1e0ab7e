"""The end: confirmed or withdrawn."""

import pytest

from common.errors import NotAllowed
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, facts, refused, stream
from tickets.actions._move import MoveRefused
from tickets.actions.ending import close_ticket, withdraw_ticket
from tickets.events import TicketClosed, TicketWithdrawn
from tickets.states import OPEN, Status

pytestmark = pytest.mark.django_db


class TestClose:
    @pytest.mark.parametrize("person", ["citizen", "olga_operator"])
    def test_confirms_that_it_is_over(self, ticket, olga_operator, person, request, now):
        brought_to(Status.RESOLVED, ticket, by=olga_operator, now=now)
        by = request.getfixturevalue(person)
        close_ticket(ticket=ticket, by=getattr(by, "user", by), now=now)
        closed = fresh(ticket)
        assert (closed.status, closed.closed_at, closed.resolved_at) == (Status.CLOSED, now, now)
        assert closed.silence_at is None
        assert stream(ticket)[-1] == ("move", "close")
        assert facts(ticket)[-1] == TicketClosed(ticket_id=ticket.pk, by_silence=False)

    def test_before_an_answer_is_refused(self, ticket, citizen, now):
        with refused(MoveRefused):
            close_ticket(ticket=ticket, by=citizen.user, now=now)

    @pytest.mark.parametrize("person", ["other_citizen", "oleg_operator", "quality"])
    def test_others_are_refused(self, ticket, olga_operator, person, request, now):
        brought_to(Status.RESOLVED, ticket, by=olga_operator, now=now)
        by = request.getfixturevalue(person)
        with refused(NotAllowed):
            close_ticket(ticket=ticket, by=getattr(by, "user", by), now=now)


class TestWithdraw:
    @pytest.mark.parametrize("status", sorted(OPEN))
    def test_ends_it_in_any_open_state(self, ticket, citizen, olga_operator, status, now):
        brought_to(status, ticket, by=olga_operator, now=now)
        withdraw_ticket(ticket=ticket, by=citizen.user, now=now)
        ended = fresh(ticket)
        assert (ended.status, ended.closed_at, ended.resolved_at) == (Status.CLOSED, now, None)
        assert {clock.stopped_at for clock in ticket.clocks.all()} == {now}
        assert facts(ticket)[-1] == TicketWithdrawn(ticket_id=ticket.pk)

    def test_after_an_answer_is_refused(self, ticket, citizen, olga_operator, now):
        brought_to(Status.RESOLVED, ticket, by=olga_operator, now=now)
        with refused(MoveRefused):
            withdraw_ticket(ticket=ticket, by=citizen.user, now=now)

    @pytest.mark.parametrize("person", ["other_citizen", "olga_operator", "sveta_supervisor"])
    def test_others_are_refused(self, ticket, person, request, now):
        by = request.getfixturevalue(person)
        with refused(NotAllowed):
            withdraw_ticket(ticket=ticket, by=getattr(by, "user", by), now=now)
