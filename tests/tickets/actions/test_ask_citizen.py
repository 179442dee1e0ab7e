"""Something is asked of the citizen: service time stands still."""

from datetime import timedelta

import pytest

from common.errors import InvalidInput, NotAllowed
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, facts, refused, stream
from tickets.actions._move import MoveRefused
from tickets.actions.answering import ask_citizen
from tickets.actions.assignment import take_ticket
from tickets.actions.sending import Sending
from tickets.events import CitizenAsked
from tickets.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(ticket, olga_operator, now):
    take_ticket(ticket=ticket, by=olga_operator, now=now)
    return ticket


def test_says_what_is_asked_and_pauses_the_clock(taken, olga_operator, now):
    ask_citizen(ticket=taken, by=olga_operator, question="Какой телефон?", now=now)
    asked = fresh(taken)
    assert (asked.status, asked.asked) == (Status.WAITING_CITIZEN, "Какой телефон?")
    assert (asked.first_response_at, asked.answer_unread) == (now, True)
    assert taken.clocks.get(kind="service").paused_at == now
    assert asked.silence_at == now + timedelta(days=3)
    assert stream(taken)[-2:] == [("reply", ""), ("move", "ask_citizen")]
    question = taken.items.get(kind="reply")
    assert facts(taken)[-1] == CitizenAsked(ticket_id=taken.pk, item_id=question.pk)


def test_a_repeated_submit_asks_once(taken, olga_operator, now):
    for _ in range(2):
        ask_citizen(
            ticket=taken,
            by=olga_operator,
            question="Какой телефон?",
            now=now,
            sending=Sending("k1"),
        )
    assert taken.items.filter(kind="reply").count() == 1


def test_a_fresh_appeal_is_taken_first(ticket, olga_operator, now):
    with refused(MoveRefused, match="«Принято»"):
        ask_citizen(ticket=ticket, by=olga_operator, question="?", now=now)


def test_an_empty_question_is_refused(taken, olga_operator, now):
    with refused(InvalidInput):
        ask_citizen(ticket=taken, by=olga_operator, question="\r\n ", now=now)


def test_twice_is_refused(ticket, olga_operator, now):
    waiting = brought_to(Status.WAITING_CITIZEN, ticket, by=olga_operator, now=now)
    with refused(MoveRefused):
        ask_citizen(ticket=waiting, by=olga_operator, question="Ещё?", now=now)


@pytest.mark.parametrize("person", ["oleg_operator", "quality", "citizen", "administrator"])
def test_others_are_refused(taken, person, request, now):
    by = request.getfixturevalue(person)
    with refused(NotAllowed):
        ask_citizen(ticket=taken, by=getattr(by, "user", by), question="?", now=now)
