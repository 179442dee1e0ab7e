"""What the SMS centre says later, in any order and any number of times."""

import pytest

from notifications.actions import (
    apply_open_receipts,
    claim_next,
    mark_sent,
    notify,
    of_citizen,
    record_receipt,
)
from notifications.models import Delivery, Receipt
from notifications.states import Status
from tests.notifications.conftest import CONTEXT


@pytest.fixture
def claim(make_entry, citizen, now):
    """A claimed SMS."""
    notify(
        entry_id=make_entry(),
        recipient=of_citizen(citizen),
        template="ticket_registered",
        context=CONTEXT,
        now=now,
    )
    return claim_next(channel="sms", now=now)


def taken(claim, now, *names):
    mark_sent(delivery_id=claim.delivery.pk, attempt=claim.attempt, provider_ids=names, now=now)


def said(name, outcome, now):
    record_receipt(provider_id=name, outcome=outcome, error="000", now=now)


def state(claim):
    row = Delivery.objects.get(pk=claim.delivery.pk)
    return row.status, row.error


def test_delivered_when_every_part_is(claim, now):
    taken(claim, now, "a", "b")
    said("a", "DELIVRD", now)
    assert state(claim) == (Status.SENT, "")
    said("b", "DELIVRD", now)
    assert state(claim) == (Status.DELIVERED, "")
    assert Delivery.objects.get(pk=claim.delivery.pk).delivered_at == now


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("UNDELIV", "Абонент недоступен."),
        ("EXPIRED", "Абонент не появился в сети за время хранения."),
        ("REJECTD", "Оператор связи отклонил сообщение."),
    ],
)
def test_one_lost_part_loses_the_whole(claim, now, outcome, words):
    taken(claim, now, "a", "b")
    said("a", "DELIVRD", now)
    said("b", outcome, now)
    assert state(claim) == (Status.UNDELIVERED, words)


def test_a_receipt_may_come_before_the_answer(claim, now):
    said("a", "DELIVRD", now)
    assert state(claim) == (Status.SENDING, "")
    taken(claim, now, "a")
    assert state(claim) == (Status.DELIVERED, "")


def test_what_two_transactions_missed_the_sweep_joins(claim, now):
    taken(claim, now, "a")
    Receipt.objects.create(provider_id="a", outcome="DELIVRD", received_at=now)
    assert apply_open_receipts(now=now) == 1
    assert state(claim) == (Status.DELIVERED, "")
    assert apply_open_receipts(now=now) == 0


def test_the_same_receipt_twice_changes_nothing(claim, now):
    taken(claim, now, "a")
    said("a", "DELIVRD", now)
    said("a", "DELIVRD", now)
    assert (state(claim), Receipt.objects.count()) == ((Status.DELIVERED, ""), 1)


def test_an_interim_state_is_not_the_end(claim, now):
    taken(claim, now, "a")
    said("a", "ENROUTE", now)
    assert state(claim) == (Status.SENT, "")
    said("a", "DELIVRD", now)
    assert state(claim) == (Status.DELIVERED, "")


def test_a_stranger_s_receipt_is_kept_and_harms_nobody(claim, now):
    taken(claim, now, "a")
    said("zzz", "UNDELIV", now)
    assert state(claim) == (Status.SENT, "")
