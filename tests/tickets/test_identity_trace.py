"""What is done in a conversation is a quiet line of the appeals it is about (R-067, decisions 5)."""

from typing import Any

import pytest
from django.http import Http404

from accounts.actions.contacts import end_contact, open_contact
from accounts.actions.identification import answer_question
from accounts.models import Contact, PersonalData
from common.errors import InvalidInput
from journal.facts import history_of
from tests.tickets.helpers import fact_names, refused, registered, stream
from tickets.handlers import note_identity_step
from tickets.models import Conversation
from tickets.selectors.timeline import timeline_for


@pytest.fixture
def call(ticket: Any, citizen: Any, olga_operator: Any, now: Any) -> Contact:
    PersonalData.objects.create(citizen=citizen, snils="11223344595", updated_at=now)
    return open_contact(
        citizen=citizen, channel="phone", by=olga_operator, now=now, matter=str(ticket.number)
    )


def react(contact: Contact) -> None:
    """Run the reaction to every fact of the conversation, as the worker does: more than once."""
    traced = {"IdentityAnswered", "ContactEnded"}
    for fact in history_of(f"contact:{contact.pk}"):
        if type(fact.event).__name__ in traced:
            note_identity_step(fact)
            note_identity_step(fact)


def titles(ticket: Any, by: Any) -> list[str]:
    return [entry.title for entry in timeline_for(by, ticket)][1:]


def test_a_conversation_is_traced_in_its_appeal(ticket, call, olga_operator, now) -> None:
    answer_question(
        contact=call, attribute="snils", said="112-233-445 95", by=olga_operator, now=now
    )
    end_contact(contact=call, by=olga_operator, now=now)
    react(call)
    assert titles(ticket, olga_operator) == [
        "Разговор: телефон",
        "Проверка личности: СНИЛС — совпало",
        "Разговор окончен",
    ]
    assert stream(ticket)[1:] == [("move", "talk"), ("move", "identity"), ("move", "identity")]
    assert {entry.author for entry in timeline_for(olga_operator, ticket)[1:]} == {"Ольга Соколова"}


def test_the_citizen_sees_nothing_of_it(ticket, call, citizen, olga_operator, now) -> None:
    answer_question(contact=call, attribute="snils", said="11223344595", by=olga_operator, now=now)
    react(call)
    assert [entry.kind for entry in timeline_for(citizen.user, ticket)] == ["message"]


def test_the_line_keeps_the_appeals_place_and_no_document(ticket, call, olga_operator, now) -> None:
    before = ticket.activity_at
    answer_question(contact=call, attribute="snils", said="11223344595", by=olga_operator, now=now)
    react(call)
    ticket.refresh_from_db()
    assert ticket.activity_at == before
    assert [item.data for item in ticket.items.filter(data__verb="identity")] == [
        {
            "verb": "identity",
            "step": "IdentityAnswered",
            "attribute": "snils",
            "outcome": "match",
            "level": 0,
            "lifted": False,
        }
    ]


def test_one_conversation_may_be_about_two_appeals(ticket, call, citizen, olga_operator, now):
    other = registered(citizen, now=now)
    again = open_contact(
        citizen=citizen, channel="phone", by=olga_operator, now=now, matter=str(other.number)
    )
    assert again == call
    assert fact_names(other)[-1] == "ConversationLinked"
    assert Conversation.objects.filter(contact=call).count() == 2


def test_an_appeal_of_somebody_else_is_not_talked_about(
    ticket, call, other_citizen, olga_operator, oleg_operator, now
) -> None:
    foreign = registered(other_citizen, now=now)
    with refused(InvalidInput):
        open_contact(
            citizen=call.citizen,
            channel="phone",
            by=olga_operator,
            now=now,
            matter=str(foreign.number),
        )
    with pytest.raises(Http404):  # line A's appeal does not exist for line B
        open_contact(
            citizen=call.citizen,
            channel="phone",
            by=oleg_operator,
            now=now,
            matter=str(ticket.number),
        )
    assert Conversation.objects.count() == 1
