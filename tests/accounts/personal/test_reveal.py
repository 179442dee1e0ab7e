"""Masked by default; a reveal is one row with a reason, for one conversation, thirty an hour (D-05)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.actions.contacts import end_contact
from accounts.actions.identification import IdentityRequired
from accounts.actions.reveal import reveal, reveal_change
from accounts.attributes import MASKED
from accounts.models import Citizen, Contact, DataChange, Reveal
from accounts.selectors.personal import known_of, shown
from common.errors import DomainError, InvalidInput, NotAllowed, TooManyRequests
from journal.models import Entry

MASKS = {
    "phone": "+7 916 ***-**-67",
    "email": "m***@example.org",
    "birth_date": "**.**.1985",
    "snils": "***-***-*** 95",
    "passport": "45** ***456",
    "passport_issued_on": "**.**.****",
    "passport_code": "***-***",
    "inn": "**********59",
}
OPEN = {
    "phone": "+7 916 123-45-67",
    "email": "maria@example.org",
    "birth_date": "02.03.1985",
    "snils": "112-233-445 95",
    "passport": "45 10 123456",
    "passport_issued_on": "20.05.2010",
    "passport_code": "770-001",
    "inn": "500100732259",
    "address": "г. Москва, ул. Лесная, д. 5, кв. 12",
}


def ask(contact: Contact | None, citizen: Citizen, now: datetime, **more: Any) -> Reveal:
    values = {
        "attributes": ["phone"], "reason": "call_back", "by": contact.operator if contact else None,
    }  # fmt: skip
    return reveal(citizen=citizen, contact=contact, now=now, **(values | more))


def facts(name: str) -> list[dict[str, Any]]:
    return list(Entry.objects.filter(event=name).order_by("pk").values_list("data", flat=True))


def test_everything_is_masked_before_and_after(proved_call, citizen, olga_operator, now):
    before = {row.attribute.value: row.text for row in known_of(citizen, olga_operator, now=now)}
    assert {name: before[name] for name in MASKS} == MASKS
    assert "Лесная" not in before["address"]
    assert "12" not in before["address"]
    row = ask(proved_call, citizen, now, attributes=list(OPEN), reason="identity")
    opened = {row.attribute.value: row.text for row in known_of(citizen, olga_operator, now=now)}
    assert {name: opened[name] for name in OPEN} == OPEN
    later = {x.attribute.value: x.text for x in known_of(citizen, olga_operator, now=row.until)}
    assert later == before


def test_one_row_and_one_fact(proved_call, citizen, olga_operator, now):
    ask(proved_call, citizen, now, attributes=["snils", "phone"], reason="answer")
    row = Reveal.objects.get()
    assert (row.shown_to, row.contact, row.attributes, row.reason) == (
        olga_operator,
        proved_call,
        ["phone", "snils"],
        "answer",
    )
    assert row.until == now + timedelta(minutes=30)
    assert facts("accounts.PersonalDataRevealed") == [
        {
            "citizen_id": str(citizen.pk),
            "contact_id": str(proved_call.pk),
            "attributes": ["phone", "snils"],
            "reason": "answer",
        }
    ]


def test_nobody_else_sees_what_was_opened(proved_call, citizen, senior, now):
    ask(proved_call, citizen, now, attributes=["phone"])
    assert shown(citizen, "phone", senior, now=now) == MASKS["phone"]
    assert shown(citizen, "phone", proved_call.operator, now=now) == OPEN["phone"]
    assert shown(citizen, "snils", proved_call.operator, now=now) == MASKS["snils"]


def test_end_of_the_conversation_masks(proved_call, citizen, now):
    ask(proved_call, citizen, now)
    end_contact(contact=proved_call, by=proved_call.operator, now=now)
    assert shown(citizen, "phone", proved_call.operator, now=now) == MASKS["phone"]


def test_documents_want_identity_and_a_number_to_call_back_does_not(call, citizen, now):
    with pytest.raises(IdentityRequired):
        ask(call, citizen, now, attributes=["snils"], reason="call_back")
    with pytest.raises(IdentityRequired):
        ask(call, citizen, now, attributes=["phone"], reason="answer")
    assert Reveal.objects.count() == 0
    ask(call, citizen, now, attributes=["phone", "email"], reason="call_back")
    assert Reveal.objects.count() == 1


@pytest.mark.parametrize(
    "who",
    ["oleg_operator", "senior", "lawyer", "sveta_supervisor", "quality", "editor", "auditor",
     "data_officer", "administrator", "anton_outsider", "former", "citizen"],
)  # fmt: skip
def test_only_ones_own_conversation_opens(who, request, proved_call, citizen, now):
    person = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        ask(proved_call, citizen, now, by=getattr(person, "user", person))
    assert (Reveal.objects.count(), facts("accounts.PersonalDataRevealed")) == (0, [])


def test_own_conversation_opens_nobody_elses_data(proved_call, other_citizen, now):
    with pytest.raises(NotAllowed):
        ask(proved_call, other_citizen, now)
    end_contact(contact=proved_call, by=proved_call.operator, now=now)
    with pytest.raises(NotAllowed):
        ask(Contact.objects.get(pk=proved_call.pk), proved_call.citizen, now)


@pytest.mark.parametrize(
    ("who", "allowed"),
    [("sveta_supervisor", True), ("data_officer", True), ("senior", False), ("olga_operator", False),
     ("administrator", False), ("auditor", False), ("quality", False)],
)  # fmt: skip
def test_without_a_conversation_only_for_a_complaint(who, allowed, request, papers, citizen, now):
    by = request.getfixturevalue(who)
    if not allowed:
        with pytest.raises(NotAllowed):
            ask(None, citizen, now, by=by, reason="complaint")
        assert Reveal.objects.count() == 0
        return
    with pytest.raises(DomainError, match="по жалобе"):
        ask(None, citizen, now, by=by, reason="answer")
    row = ask(None, citizen, now, by=by, reason="complaint", attributes=["snils"])
    assert (row.contact, shown(citizen, "snils", by, now=now)) == (None, OPEN["snils"])


@pytest.mark.parametrize("attributes", [[], ["full_name"], ["phone", "nonsense"]])
def test_nonsense_opens_nothing(attributes, proved_call, citizen, now):
    with pytest.raises(InvalidInput):
        ask(proved_call, citizen, now, attributes=attributes)
    with pytest.raises(InvalidInput):
        ask(proved_call, citizen, now, reason="curiosity")
    assert Reveal.objects.count() == 0


def test_thirty_an_hour_then_429_and_an_alert(
    proved_call, citizen, olga_operator, sveta_supervisor, supervisor_b, data_officer, now
):
    from accounts.selectors.signals import signals_for
    from journal.facts import fact_of
    from notifications.models import Delivery
    from notifications.protection import alert_guardians

    for minute in range(30):
        ask(proved_call, citizen, now + timedelta(minutes=minute))
    at = now + timedelta(minutes=30)
    for _ in range(70):
        with pytest.raises(TooManyRequests) as refusal:
            ask(proved_call, citizen, at)
    assert "тридцать раз" in str(refusal.value)
    assert refusal.value.retry_after_s == 30 * 60 + 1
    assert Reveal.objects.count() == 30
    assert len(facts("accounts.PersonalDataRevealed")) == 30
    refused = Entry.objects.filter(event="accounts.RevealLimitReached").order_by("pk")
    assert [row.data["refused"] for row in refused] == list(range(1, 71))
    for row in refused:
        alert_guardians(fact_of(row))
    told = [(row.address, row.template) for row in Delivery.objects.all()]
    assert sorted(told) == [
        ("officer@example.org", "data_alert"),
        ("sveta@example.org", "data_alert"),
    ]
    for by, seen in (
        (sveta_supervisor, 1),
        (data_officer, 1),
        (supervisor_b, 0),
        (olga_operator, 0),
    ):
        found = signals_for(by, now=at)
        assert [(row.user, row.times) for row in found] == [(olga_operator, 70)] * seen
    ask(proved_call, citizen, now + timedelta(minutes=61))
    assert signals_for(sveta_supervisor, now=at + timedelta(days=1)) == []


def test_second_person_opens_the_change_they_decide(
    proved_call, citizen, senior, olga_operator, now
):
    from tests.accounts.personal.test_changes import ask as change

    waiting = change(proved_call, "phone", now)
    with pytest.raises(NotAllowed):
        reveal_change(change=waiting, by=olga_operator, now=now)
    row = reveal_change(change=waiting, by=senior, now=now)
    assert (row.attributes, row.reason, row.contact) == (["phone"], "fix_data", None)
    assert shown(citizen, "phone", senior, now=now) == OPEN["phone"]
    DataChange.objects.update(state="applied")
    with pytest.raises(DomainError, match="уже решено"):
        reveal_change(change=waiting, by=senior, now=now)


@pytest.mark.django_db(transaction=True)
def test_parallel_reveals_never_exceed_the_limit(proved_call, citizen, now):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    for second in range(27):
        ask(proved_call, citizen, now + timedelta(seconds=second))

    def attempt(_: int) -> bool:
        try:
            ask(proved_call, citizen, now + timedelta(minutes=1))
        except TooManyRequests:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(12))) == 3
    assert Reveal.objects.count() == 30


def test_card_knows_every_masked_attribute(proved_call, citizen, olga_operator, now):
    rows = known_of(citizen, olga_operator, now=now)
    assert tuple(row.attribute for row in rows) == MASKED
    by_name = {row.attribute.value: row for row in rows}
    assert (by_name["snils"].source, by_name["snils"].level) == ("Реестр", "сверено")
    assert (by_name["phone"].source, by_name["phone"].level) == ("Код", "подтверждено")
    assert (by_name["inn"].source, by_name["inn"].level) == ("Со слов заявителя", "не подтверждено")
    assert by_name["account_id"].text == ""
