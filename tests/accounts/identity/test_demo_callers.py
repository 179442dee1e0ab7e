"""The demo's past conversations: asked through the doors, traced in the appeal."""

from typing import Any

import pytest

from accounts.models import Contact
from accounts.reference import load_reference
from gosuslugi_support.demo.callers import identify, is_asked
from gosuslugi_support.demo.papers import give_papers
from journal.reactions import silence
from neighbours.registry_people import residents
from tests.factories.accounts import make_profile
from tests.tickets.helpers import new_ticket
from tickets.actions.registration import register_ticket
from tickets.selectors.timeline import timeline_for

pytestmark = pytest.mark.django_db


def test_a_caller_of_the_demo_was_asked_who_they_are(
    desk: Any, olga_operator: Any, oleg_operator: Any, now: Any
) -> None:
    who = residents()[1]
    caller = make_profile(
        last_name=who.last_name,
        first_name=who.first_name,
        middle_name=who.middle_name,
        phone=who.phone,
    )
    load_reference(now)
    give_papers([caller], now=now)
    new = new_ticket(caller, channel="phone")
    ticket = register_ticket(new=new, by=olga_operator, now=now)
    assert is_asked(ticket) == (ticket.number % 3 == 0)
    with silence():
        identify(ticket, oleg_operator, now)  # another line: nothing happens
        identify(ticket, olga_operator, now)
    call = Contact.objects.get(operator=olga_operator)
    assert (call.assurance, call.ended_at is not None) == (2, True)
    titles = [entry.title for entry in timeline_for(olga_operator, ticket)]
    assert "Проверка личности: СНИЛС — совпало. Документы сверены" in titles
    assert titles[-1] == "Разговор окончен"
    assert Contact.objects.filter(operator=oleg_operator).count() == 0
