"""The answer that ends the work."""

from datetime import timedelta

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, facts, refused, registered, stream
from tickets.actions._move import MoveRefused
from tickets.actions.answering import ApprovalNeeded, resolve_ticket
from tickets.actions.assignment import take_ticket
from tickets.actions.sending import Sending
from tickets.events import TicketResolved
from tickets.models.ticket import Kind
from tickets.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(ticket, olga_operator, now):
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    return ticket


def test_answers_stops_the_clocks_and_waits_for_silence(taken, olga_operator, now):
    later = now + timedelta(hours=1)
    resolve_ticket(ticket=taken, by=olga_operator, answer="Код отправлен.", now=later)
    answered = fresh(taken)
    assert (answered.status, answered.resolved_at) == (Status.RESOLVED, later)
    assert (answered.first_response_at, answered.answer_unread) == (later, True)
    assert answered.silence_at == later + timedelta(days=7)
    assert [clock.stopped_at for clock in taken.clocks.all()] == [later]
    assert stream(taken)[-2:] == [("reply", ""), ("move", "resolve")]
    answer = taken.items.get(kind="reply")
    assert (answer.body, answer.author, answer.is_public) == ("Код отправлен.", olga_operator, True)
    assert facts(taken)[-1] == TicketResolved(ticket_id=taken.pk, item_id=answer.pk)


def test_forgets_what_was_asked_and_why_it_took_long(ticket, olga_operator, now):
    waiting = brought_to(Status.WAITING_CITIZEN, ticket, by=olga_operator, now=now)
    waiting.delay_reason = "checks"
    waiting.save(update_fields=["delay_reason"])
    resolve_ticket(ticket=waiting, by=olga_operator, answer="Нашли сами.", now=now)
    assert (fresh(ticket).asked, fresh(ticket).delay_reason) == ("", "")


def test_a_repeated_submit_answers_once(taken, olga_operator, now):
    for _ in range(2):
        sending = Sending("k1")
        resolve_ticket(ticket=taken, by=olga_operator, answer="Да.", now=now, sending=sending)
    assert taken.items.filter(kind="reply").count() == 1


def test_a_second_answer_is_refused(taken, olga_operator, senior, now):
    resolve_ticket(ticket=taken, by=olga_operator, answer="Да.", now=now)
    with refused(MoveRefused, match="«Решено»"):
        resolve_ticket(ticket=taken, by=senior, answer="Нет.", now=now)


def test_an_empty_answer_is_refused(taken, olga_operator, now):
    with refused(InvalidInput):
        resolve_ticket(ticket=taken, by=olga_operator, answer="  ", now=now)


def test_an_official_one_may_need_a_second_person(desk, citizen, olga_operator, now):
    desk.needs_approval = True
    desk.save(update_fields=["needs_approval"])
    complaint = registered(citizen, now=now, kind=Kind.COMPLAINT)
    take_ticket(ticket=complaint, by=olga_operator, now=now)
    with refused(ApprovalNeeded):
        resolve_ticket(ticket=complaint, by=olga_operator, answer="Да.", now=now)
    question = registered(citizen, now=now)
    take_ticket(ticket=question, by=olga_operator, now=now)
    resolve_ticket(ticket=question, by=olga_operator, answer="Да.", now=now)
    assert fresh(question).status == Status.RESOLVED


@pytest.mark.parametrize("person", ["oleg_operator", "quality", "citizen", "anton_outsider"])
def test_others_are_refused(taken, person, request, now):
    by = request.getfixturevalue(person)
    with refused(NotAllowed):
        resolve_ticket(ticket=taken, by=getattr(by, "user", by), answer="Да.", now=now)


def test_nobody_is_not_the_system(taken, now):
    with pytest.raises(TypeError):
        resolve_ticket(ticket=taken, by=None, answer="Да.", now=now)
