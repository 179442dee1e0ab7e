"""The portal's accounts over the real wire: operations, refusals, repeats, restarts."""

from uuid import uuid4

import pytest

from accounts.gateways.portal import AccountStatus, Done, Order, Refusal, Refused
from accounts.gateways.portal_http import HttpPortal
from common.gateways.answers import NotConfigured, Reason, Unavailable
from neighbours.registry_people import residents
from neighbours.registry_trouble import Mood

ACTIVE, BLOCKED, UNCONFIRMED = residents()[0], residents()[7], residents()[11]


def order(operation, person, **data):
    return Order(operation, uuid4(), {"account_id": person.account_id} | data)


@pytest.mark.parametrize(
    ("operation", "person", "outcome"),
    [
        ("check_status", ACTIVE, Done(AccountStatus.ACTIVE)),
        ("check_status", BLOCKED, Done(AccountStatus.BLOCKED)),
        ("check_status", UNCONFIRMED, Done(AccountStatus.UNCONFIRMED)),
        ("unlock", BLOCKED, Done(AccountStatus.ACTIVE)),
        ("unlock", ACTIVE, Refused(Refusal.NOT_BLOCKED)),
        ("start_reset", ACTIVE, Done(AccountStatus.ACTIVE)),
        ("start_reset", BLOCKED, Refused(Refusal.BLOCKED)),
        ("start_reset", UNCONFIRMED, Refused(Refusal.UNCONFIRMED)),
        ("resend_code", UNCONFIRMED, Done(AccountStatus.UNCONFIRMED)),
        ("resend_code", BLOCKED, Refused(Refusal.BLOCKED)),
        ("freeze", ACTIVE, Done(AccountStatus.ACTIVE, is_frozen=True)),
    ],
)
def test_operations_and_refusals(portal, operation, person, outcome):
    assert portal.perform(order(operation, person)) == outcome


def test_an_account_is_found_by_id_or_snils_or_phone(portal):
    for data in ({"snils": BLOCKED.snils}, {"phone": BLOCKED.phone}):
        outcome = portal.perform(Order("check_status", uuid4(), data))
        assert outcome == Done(AccountStatus.BLOCKED)
    nobody = Order("check_status", uuid4(), {"snils": "11223344595"})
    assert portal.perform(nobody) == Refused(Refusal.UNKNOWN_ACCOUNT)


def test_a_repeat_changes_nothing_twice_also_after_a_restart(portal, simulator):
    unlock = order("unlock", BLOCKED)
    simulator.mood(Mood.LOST, "portal")
    assert portal.perform(unlock) == Unavailable(Reason.UNREACHABLE)
    simulator.mood(Mood.OK)
    simulator.restart()
    again = HttpPortal(simulator.endpoint("portal"))
    assert again.perform(unlock) == Done(AccountStatus.ACTIVE)
    assert again.perform(order("check_status", BLOCKED)) == Done(AccountStatus.ACTIVE)
    assert [record["operation"] for record in simulator.ledger] == ["unlock", "status"]


def test_a_corrected_phone_finds_the_account_and_a_frozen_one_keeps_its_own(portal):
    new = "+79000099999"
    assert portal.perform(order("correct_phone", ACTIVE, new_phone=new)) == Done(
        AccountStatus.ACTIVE
    )
    assert portal.perform(Order("check_status", uuid4(), {"phone": new})) == Done(
        AccountStatus.ACTIVE
    )
    portal.perform(order("freeze", ACTIVE))
    assert portal.perform(order("correct_phone", ACTIVE, new_phone=ACTIVE.phone)) == Refused(
        Refusal.FROZEN
    )


@pytest.mark.parametrize("phone", ["", "89001234567", "+7900", "+7900123456x"])
def test_a_phone_that_is_none_is_refused(portal, simulator, phone):
    answer = portal.perform(order("correct_phone", ACTIVE, new_phone=phone))
    assert answer == Unavailable(Reason.REFUSED)
    assert simulator.ledger == []


@pytest.mark.parametrize(
    ("mood", "outcome"),
    [
        (Mood.SLOW, Done(AccountStatus.ACTIVE)),
        (Mood.MISMATCH, Refused(Refusal.UNKNOWN_ACCOUNT)),
        (Mood.BUSY, Unavailable(Reason.BUSY, 30)),
        (Mood.ERROR, Unavailable(Reason.FAILED)),
        (Mood.BAD_JSON, Unavailable(Reason.BROKEN)),
        (Mood.WRONG_TYPE, Unavailable(Reason.BROKEN)),
        (Mood.TRUNCATED, Unavailable(Reason.BROKEN)),
        (Mood.HUGE, Unavailable(Reason.BROKEN)),
        (Mood.REDIRECT, Unavailable(Reason.BROKEN)),
        (Mood.TRICKLE, Unavailable(Reason.TIMEOUT)),
        (Mood.HANG, Unavailable(Reason.TIMEOUT)),
        (Mood.LOST, Unavailable(Reason.UNREACHABLE)),
        (Mood.DOWN, Unavailable(Reason.UNREACHABLE)),
    ],
)
def test_every_trouble_has_its_own_outcome(portal, simulator, mood, outcome):
    simulator.mood(mood, "portal")
    assert portal.perform(order("check_status", ACTIVE)) == outcome


def test_without_an_address_it_is_not_configured():
    assert HttpPortal(None).perform(order("unlock", BLOCKED)) == NotConfigured()
