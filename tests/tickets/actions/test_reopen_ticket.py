"""Back to work: reopened by a worker, or checked again at somebody's wish (R-062)."""

from datetime import timedelta

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.accounts import make_limit
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, facts, refused, stream
from tickets.actions._limits import CitizenLimited
from tickets.actions._move import MoveRefused
from tickets.actions.answering import resolve_ticket
from tickets.actions.ending import (
    AlreadyRequested,
    TooLateToRecheck,
    reopen_ticket,
    request_recheck,
)
from tickets.events import RecheckRequested, TicketReopened
from tickets.states import REOPENABLE, Status

pytestmark = pytest.mark.django_db


class TestReopen:
    @pytest.mark.parametrize("status", sorted(REOPENABLE))
    def test_new_terms_run(self, ticket, olga_operator, senior, status, now):
        brought_to(status, ticket, by=olga_operator, now=now)
        later = now + timedelta(days=3)
        reopen_ticket(ticket=ticket, by=senior, reason="Ответ неполон", now=later)
        again = fresh(ticket)
        assert (again.status, again.reopened_count) == (Status.IN_PROGRESS, 1)
        assert [clock.started_at for clock in ticket.clocks.all()] == [later]
        assert stream(ticket)[-2:] == [("note", ""), ("move", "reopen")]
        assert facts(ticket)[-1] == TicketReopened(ticket_id=ticket.pk)

    def test_who_answered_may_and_a_colleague_may_not(self, ticket, olga_operator, lawyer, now):
        brought_to(Status.RESOLVED, ticket, by=olga_operator, now=now)
        with refused(NotAllowed):
            reopen_ticket(ticket=ticket, by=lawyer, reason="Ошибка", now=now)
        reopen_ticket(ticket=ticket, by=olga_operator, reason="Ошибка", now=now)
        assert fresh(ticket).assignee == olga_operator

    def test_a_reason_is_needed(self, ticket, olga_operator, senior, now):
        brought_to(Status.RESOLVED, ticket, by=olga_operator, now=now)
        with refused(InvalidInput, match="почему возобновляете"):
            reopen_ticket(ticket=ticket, by=senior, reason="", now=now)

    def test_an_open_one_is_refused(self, ticket, senior, now):
        with refused(MoveRefused):
            reopen_ticket(ticket=ticket, by=senior, reason="Ошибка", now=now)

    @pytest.mark.parametrize("person", ["citizen", "supervisor_b", "quality"])
    def test_others_are_refused(self, ticket, olga_operator, person, request, now):
        brought_to(Status.RESOLVED, ticket, by=olga_operator, now=now)
        by = request.getfixturevalue(person)
        with refused(NotAllowed):
            reopen_ticket(ticket=ticket, by=getattr(by, "user", by), reason="Ещё", now=now)


class TestRecheck:
    def test_the_citizen_asks_in_public_and_it_is_reopened(
        self, ticket, citizen, olga_operator, now
    ):
        brought_to(Status.RESOLVED, ticket, by=olga_operator, now=now)
        request_recheck(ticket=ticket, by=citizen.user, reason="Сумма неверна", now=now)
        again = fresh(ticket)
        assert (again.status, again.recheck_requested_at) == (Status.IN_PROGRESS, now)
        assert stream(ticket)[-2:] == [("message", ""), ("move", "reopen")]
        assert facts(ticket)[-1] == RecheckRequested(ticket_id=ticket.pk)

    def test_a_worker_asks_in_a_note_and_an_open_one_is_marked(self, ticket, olga_operator, now):
        request_recheck(ticket=ticket, by=olga_operator, reason="Сверить с банком", now=now)
        marked = fresh(ticket)
        assert (marked.status, marked.recheck_requested_at) == (Status.REGISTERED, now)
        assert stream(ticket)[-2:] == [("note", ""), ("move", "recheck")]

    def test_twice_is_refused_until_the_answer(self, ticket, citizen, olga_operator, now):
        brought_to(Status.IN_PROGRESS, ticket, by=olga_operator, now=now)
        request_recheck(ticket=ticket, by=citizen.user, reason="Сумма", now=now)
        with refused(AlreadyRequested):
            request_recheck(ticket=ticket, by=citizen.user, reason="Сумма", now=now)
        resolve_ticket(ticket=ticket, by=olga_operator, answer="Сверили.", now=now)
        assert fresh(ticket).recheck_requested_at is None
        request_recheck(ticket=ticket, by=citizen.user, reason="Всё равно", now=now)
        assert fresh(ticket).recheck_requested_at == now

    def test_after_a_month_the_citizen_writes_anew(self, ticket, citizen, olga_operator, now):
        brought_to(Status.RESOLVED, ticket, by=olga_operator, now=now)
        late = now + timedelta(days=30, seconds=1)
        with refused(TooLateToRecheck, match=str(ticket.number)):
            request_recheck(ticket=ticket, by=citizen.user, reason="Сумма", now=late)
        request_recheck(ticket=ticket, by=olga_operator, reason="Сумма", now=late)
        assert fresh(ticket).status == Status.IN_PROGRESS

    def test_a_limited_citizen_is_refused(self, ticket, citizen, senior, now):
        make_limit(citizen, set_by=senior, now=now)
        with refused(CitizenLimited):
            request_recheck(ticket=ticket, by=citizen.user, reason="Сумма", now=now)

    def test_a_redirected_one_is_refused(self, ticket, citizen, olga_operator, now):
        brought_to(Status.REDIRECTED, ticket, by=olga_operator, now=now)
        with refused(MoveRefused):
            request_recheck(ticket=ticket, by=citizen.user, reason="Сумма", now=now)

    @pytest.mark.parametrize("person", ["other_citizen", "oleg_operator", "editor"])
    def test_others_are_refused(self, ticket, person, request, now):
        by = request.getfixturevalue(person)
        with refused(NotAllowed):
            request_recheck(ticket=ticket, by=getattr(by, "user", by), reason="?", now=now)
