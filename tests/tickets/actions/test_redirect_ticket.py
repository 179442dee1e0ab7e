"""To whom it concerns, within 7 days (59-ФЗ art. 8 part 3)."""

from datetime import UTC, datetime, timedelta

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, facts, refused, registered
from tickets.actions._move import MoveRefused
from tickets.actions.answering import RedirectTooLate, redirect_ticket
from tickets.events import TicketRedirected
from tickets.models.ticket import Kind
from tickets.states import Status

pytestmark = pytest.mark.django_db
# The last second of 27 November in Moscow: the seventh day after 20 November.
LAST = datetime(2026, 11, 27, 20, 59, 59, tzinfo=UTC)


@pytest.fixture
def complaint(desk, citizen, now):
    return registered(citizen, now=now, kind=Kind.COMPLAINT)


def test_tells_the_citizen_where_it_went(complaint, olga_operator, now):
    redirect_ticket(
        ticket=complaint, by=olga_operator, to="МВД России", text="Паспорта выдаёт МВД.", now=now
    )
    ended = fresh(complaint)
    assert (ended.status, ended.closed_at) == (Status.REDIRECTED, now)
    letter = complaint.items.get(kind="reply")
    assert letter.body == (
        "Обращение направлено по компетенции: МВД России.\n\nПаспорта выдаёт МВД."
    )
    assert {clock.stopped_at for clock in complaint.clocks.all()} == {now}
    assert facts(complaint)[-1] == TicketRedirected(ticket_id=complaint.pk, item_id=letter.pk)


def test_the_seventh_day_is_in_time(complaint, olga_operator):
    redirect_ticket(ticket=complaint, by=olga_operator, to="МВД", text="", now=LAST)
    assert fresh(complaint).status == Status.REDIRECTED


def test_the_eighth_day_is_too_late_for_an_official_one(complaint, olga_operator):
    with refused(RedirectTooLate, match=r"можно было до 27\.11\.2026"):
        redirect_ticket(
            ticket=complaint,
            by=olga_operator,
            to="МВД",
            text="",
            now=LAST + timedelta(seconds=1),
        )


def test_a_question_has_no_such_term(ticket, olga_operator):
    redirect_ticket(
        ticket=ticket, by=olga_operator, to="МВД", text="", now=LAST + timedelta(days=9)
    )
    assert fresh(ticket).status == Status.REDIRECTED


def test_says_to_whom(complaint, olga_operator, now):
    with refused(InvalidInput, match="кому направлено"):
        redirect_ticket(ticket=complaint, by=olga_operator, to=" ", text="Текст", now=now)


def test_what_is_at_a_department_comes_back_first(complaint, olga_operator, now):
    brought_to(Status.AT_DEPARTMENT, complaint, by=olga_operator, now=now)
    with refused(MoveRefused):
        redirect_ticket(ticket=complaint, by=olga_operator, to="МВД", text="", now=now)


def test_another_team_is_refused(complaint, oleg_operator, now):
    with refused(NotAllowed):
        redirect_ticket(ticket=complaint, by=oleg_operator, to="МВД", text="", now=now)
