"""Where a level begins: sign-up, login by code, the cabinet; and how a conversation ends by itself."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actions.codes import CodeFor, check_code, request_code
from accounts.actions.contacts import end_forgotten_contacts, open_contact
from accounts.actions.profiles import FullName, SignUp, sign_up_citizen
from accounts.identifiers import SMS, Identifier
from accounts.models import Contact
from accounts.selectors import code_for_delivery
from common.actors import SYSTEM
from journal.facts import history_of
from tests.factories.accounts import make_profile
from tests.tickets.helpers import new_ticket, registered
from tickets.actions.registration import register_ticket

pytestmark = pytest.mark.django_db


def test_a_code_at_sign_up_is_the_first_level(now: Any) -> None:
    proved = Identifier(SMS, "+79160000055")
    citizen = sign_up_citizen(
        new=SignUp(FullName("Новых", "Ника"), proved, password="hash"), now=now
    )
    assert (citizen.assurance, citizen.assured_at, citizen.assured_by) == (1, now, "code")


@pytest.mark.parametrize(("purpose", "level"), [("login", 1), ("recovery", 1), ("signup", 0)])
def test_a_code_at_login_is_the_first_level(
    citizen: Any, now: Any, purpose: str, level: int
) -> None:
    wanted = CodeFor(purpose, "sms", citizen.phone, "browser")
    code = request_code(wanted=wanted, by=SYSTEM, now=now)
    given = code_for_delivery(code.pk)
    assert given is not None
    check_code(
        code_id=code.pk,
        purpose=purpose,
        session_key="browser",
        code=given.code,
        by=SYSTEM,
        now=now,
    )
    citizen.refresh_from_db()
    assert citizen.assurance == level


def test_the_cabinet_begins_at_the_first_level_when_an_address_is_proved(
    desk: Any, citizen: Any, now: Any
) -> None:
    citizen.phone_verified_at = citizen.email_verified_at = None
    citizen.save()
    assert registered(citizen, now=now).contact.assurance == 0
    citizen.phone_verified_at = now
    citizen.save()
    assert registered(citizen, now=now).contact.assurance == 1


@pytest.mark.parametrize(("channel", "is_open"), [("phone", True), ("mfc", True), ("email", False)])
def test_an_operator_registers_inside_a_conversation(
    desk: Any, olga_operator: Any, now: Any, channel: str, is_open: bool
) -> None:
    caller = make_profile(phone="+79160000056")
    new = new_ticket(caller, channel=channel)
    ticket = register_ticket(new=new, by=olga_operator, now=now)
    contact = ticket.contact
    assert (contact.ended_at is None, contact.assurance) == (is_open, 0)
    assert contact.operator == (olga_operator if is_open else None)


def test_two_appeals_of_one_talk_share_the_conversation(
    desk: Any, olga_operator: Any, now: Any
) -> None:
    caller = make_profile(phone="+79160000056")
    call = open_contact(citizen=caller, channel="phone", by=olga_operator, now=now)
    tickets = [
        register_ticket(new=new_ticket(caller, channel="phone"), by=olga_operator, now=now)
        for _ in range(2)
    ]
    assert {ticket.contact_id for ticket in tickets} == {call.pk}


def test_a_forgotten_conversation_ends_after_four_hours(call: Any, now: Any) -> None:
    assert end_forgotten_contacts(now=now + timedelta(hours=3, minutes=59)) == 0
    late = now + timedelta(hours=4)
    assert [end_forgotten_contacts(now=late), end_forgotten_contacts(now=late)] == [1, 0]
    assert Contact.objects.get(pk=call.pk).ended_at == late
    last = history_of(f"contact:{call.pk}")[-1]
    assert (type(last.event).__name__, last.actor.kind) == ("ContactEnded", "system")
