"""One-time codes: sent, reported, wiped, never kept."""

import json
from datetime import timedelta

import pytest

from accounts.actions.codes import CodeFor, request_code
from accounts.models import OneTimeCode
from common.actors import SYSTEM
from journal.facts import fact_of
from journal.models import Entry, Reaction
from notifications import carrier
from notifications.actions import (
    ReplayRefused,
    claim_next,
    mark_failed,
    record_receipt,
    replay_dead_letter,
)
from notifications.handlers import send_code
from notifications.models import Delivery
from notifications.states import Status
from tests.notifications.conftest import refusal

PHONE = "+79161234567"


@pytest.fixture
def ask_code(db, now):
    """Return a function that asks for a code and runs its reaction."""

    def ask(purpose="login", at=now, **fields):
        wanted = CodeFor(purpose, "sms", PHONE, "session-1", **fields)
        code = request_code(wanted=wanted, by=SYSTEM, now=at)
        entry = Entry.objects.get(event="accounts.CodeRequested", subject=f"code:{code.pk}")
        send_code(fact_of(entry))
        return code

    return ask


def test_the_code_leaves_and_nothing_of_it_stays(ask_code, gateways, now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    code = ask_code()
    digits = OneTimeCode.objects.get(pk=code.pk).code
    assert carrier.carry_out("sms") == 1
    (sms,) = gateways.sms.sent
    delivery = Delivery.objects.get()
    assert sms.text == f"Код {digits}. Никому его не сообщайте. Госуслуги"
    assert sms.valid_for == timedelta(minutes=10)
    assert (delivery.status, delivery.body, delivery.context) == (Status.SENT, "", "")
    assert OneTimeCode.objects.get(pk=code.pk).delivery == "sent"
    assert OneTimeCode.objects.get(pk=code.pk).code == ""


@pytest.mark.parametrize(
    ("outcome", "delivery", "reason"),
    [
        ("DELIVRD", "delivered", ""),
        ("UNDELIV", "undelivered", "undeliv"),
        ("EXPIRED", "undelivered", "expired"),
    ],
)
def test_a_receipt_reaches_the_code(
    ask_code, gateways, now, monkeypatch, outcome, delivery, reason
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    code = ask_code()
    carrier.carry_out("sms")
    for part in Delivery.objects.get().taken.all():
        record_receipt(provider_id=part.provider_id, outcome=outcome, error="001", now=now)
    code.refresh_from_db()
    assert (code.delivery, code.delivery_reason, code.code) == (delivery, reason, "")


def test_a_callers_code_says_where_to_type_it(ask_code, gateways, now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    code = ask_code("caller", context="3f0b0c1e-0000-4000-8000-000000000000")
    digits = OneTimeCode.objects.get(pk=code.pk).code
    carrier.carry_out("sms")
    (sms,) = gateways.sms.sent
    assert sms.text == (
        f"Код {digits}. Введите его на http://localhost:8000/confirm/ "
        "Никому не называйте, даже оператору"
    )


def test_the_journal_never_sees_the_digits(ask_code):
    code = ask_code()
    digits = OneTimeCode.objects.get(pk=code.pk).code
    everything = json.dumps(list(Entry.objects.values_list("data", "subject")))
    assert digits not in everything.replace(str(code.pk), "")
    assert Reaction.objects.exclude(handler__startswith="notifications.").count() == 0


def test_the_same_fact_twice_is_one_message(ask_code):
    code = ask_code()
    entry = Entry.objects.get(event="accounts.CodeRequested", subject=f"code:{code.pk}")
    send_code(fact_of(entry))
    assert Delivery.objects.count() == 1


def test_a_code_too_old_to_use_is_not_sent(ask_code, gateways, now):
    code = ask_code()
    assert claim_next(channel="sms", now=now + timedelta(minutes=10)) is None
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.body) == (Status.SKIPPED, "")
    assert OneTimeCode.objects.get(pk=code.pk).delivery == "failed"


def test_a_decoy_is_never_sent(ask_code):
    ask_code(deliver=False)
    assert Delivery.objects.count() == 0


def test_codes_ignore_the_night(ask_code, now):
    ask_code(at=now + timedelta(hours=12))
    assert Delivery.objects.get().due_at == now + timedelta(hours=12)


def test_a_stranger_s_codes_stop_at_three_a_day(ask_code, now):
    for number in range(5):
        ask_code("recovery", at=now + timedelta(minutes=number * 2))
    statuses = Delivery.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["queued"] * 3 + ["skipped"] * 2


def test_a_dead_code_cannot_be_replayed(ask_code, sveta_supervisor, now):
    ask_code()
    claim = claim_next(channel="sms", now=now)
    mark_failed(delivery_id=claim.delivery.pk, attempt=1, error=refusal(permanent=True), now=now)
    with pytest.raises(ReplayRefused, match="Код уже не действует"):
        replay_dead_letter(
            delivery_id=claim.delivery.pk, by=sveta_supervisor, now=now + timedelta(minutes=11)
        )
    assert Delivery.objects.get().status == Status.DEAD
