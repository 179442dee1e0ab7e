"""Changing personal data: verified, by a second person where set, exactly once (R-187…R-191, C13)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.actions.changes import (
    AlreadyWaiting,
    ChangeOver,
    ChangeStale,
    approve_change,
    refuse_change,
    request_change,
    withdraw_change,
)
from accounts.actions.contacts import end_contact, open_contact
from accounts.actions.identification import IdentityRequired
from accounts.actions.writing import ContactTaken
from accounts.models import Citizen, Contact, DataChange, PersonalData
from accounts.selectors import find_citizens
from common.errors import InvalidInput, NotAllowed
from journal.models import Entry

NEW = {
    "full_name": "Белова Мария Петровна",
    "phone": "8 (925) 555-44-33",
    "email": "New@Example.org",
    "birth_date": "03.03.1985",
    "snils": "98765432183",
    "passport": "45 20 654321",
    "passport_issued_on": "01.06.2020",
    "passport_code": "770-002",
    "inn": "771234567859",
    "address": "г. Казань, ул. Баумана, д. 1",
    "account_id": "1000123456",
}
STAFF = (
    "olga_operator", "oleg_operator", "senior", "lawyer", "sveta_supervisor", "supervisor_b",
    "quality", "editor", "auditor", "data_officer", "administrator", "anton_outsider", "former",
)  # fmt: skip


def ask(contact: Contact, attribute: str, now: datetime, value: str = "", by: Any = None) -> Any:
    return request_change(
        citizen=contact.citizen,
        attribute=attribute,
        value=value or NEW[attribute],
        contact=contact,
        by=by or contact.operator,
        now=now,
    )


def state(citizen: Citizen) -> tuple[Any, ...]:
    """Everything a change could touch."""
    row = Citizen.objects.filter(pk=citizen.pk).values().get()
    data = PersonalData.objects.filter(pk=citizen.pk).values().get()
    plain = {**row, **{f"data_{name}": value for name, value in data.items()}}
    opened = Citizen.objects.get(pk=citizen.pk)
    return (
        opened.full_name, opened.phone, opened.email, opened.inn,
        {name: value for name, value in plain.items() if isinstance(value, bytes | memoryview)}
        .keys(),
        DataChange.objects.count(),
        Entry.objects.exclude(event__contains="Identity").count(),
    )  # fmt: skip


@pytest.mark.parametrize("attribute", NEW)
def test_nothing_changes_before_the_person_is_identified(
    attribute: str, call: Contact, citizen: Citizen, now: datetime
) -> None:
    before = state(citizen)
    with pytest.raises(IdentityRequired) as refusal:
        ask(call, attribute, now)
    assert str(refusal.value).startswith("Сначала подтвердите личность: ")
    assert state(citizen) == before


@pytest.mark.parametrize("who", [*STAFF, "citizen", "other_citizen"])
@pytest.mark.parametrize("attribute", ["phone", "snils"])
def test_nobody_changes_outside_their_own_conversation(
    who: str, attribute: str, proved_call: Contact, citizen: Citizen, now: datetime, request: Any
) -> None:
    """Every role at the door, with somebody else's conversation, an ended one, or another person's."""
    person = request.getfixturevalue(who)
    by, before = getattr(person, "user", person), state(citizen)
    if who != "olga_operator":
        with pytest.raises(NotAllowed):
            ask(proved_call, attribute, now, by=by)
    other = request.getfixturevalue("other_citizen")
    with pytest.raises(NotAllowed):
        request_change(
            citizen=other, attribute=attribute, value=NEW[attribute], contact=proved_call, by=by,
            now=now,
        )  # fmt: skip
    end_contact(contact=proved_call, by=proved_call.operator, now=now)
    ended = Contact.objects.get(pk=proved_call.pk)
    with pytest.raises(NotAllowed):
        ask(ended, attribute, now, by=by)
    assert state(citizen)[:4] == before[:4]
    assert DataChange.objects.count() == 0


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("attribute", NEW)
def test_change_is_written_with_its_indexes_and_history(
    attribute: str, proved_call: Contact, citizen: Citizen, now: datetime
) -> None:
    from accounts.attributes import parsed, value_of

    old = value_of(citizen, attribute)
    change = ask(proved_call, attribute, now)
    citizen = Citizen.objects.get(pk=citizen.pk)
    stored = parsed(attribute, NEW[attribute], today=now.date())
    assert value_of(citizen, attribute) == stored == change.new_value
    assert (change.state, change.old_value, change.requested_by) == (
        "applied",
        old,
        proved_call.operator,
    )
    fact = Entry.objects.order_by("pk").last()
    assert (fact.event, fact.data) == (
        "accounts.DataChanged",
        {
            "citizen_id": str(citizen.pk),
            "change_id": str(change.pk),
            "attribute": attribute,
            "contact_id": str(proved_call.pk),
        },
    )


@pytest.mark.usefixtures("alone")
def test_changed_person_is_found_by_the_new_and_not_by_the_old(
    proved_call: Contact, citizen: Citizen, now: datetime
) -> None:
    for attribute in NEW:
        ask(proved_call, attribute, now)
    assert find_citizens("Белова") == [citizen]
    assert find_citizens("Морозова") == []
    assert find_citizens("+79255554433") == [citizen]
    assert find_citizens("+79161234567") == []
    assert find_citizens("new@example.org") == [citizen]
    assert find_citizens("771234567859") == [citizen]
    data = PersonalData.objects.get(snils_index="98765432183")
    assert data == PersonalData.objects.get(passport_index="4520654321")
    assert data == PersonalData.objects.get(account_id_index="1000123456")
    assert data.sources["snils"] == ["staff", now.isoformat()]
    assert not PersonalData.objects.filter(snils_index="11223344595").exists()


@pytest.mark.usefixtures("alone")
def test_new_contact_is_unproved_and_ends_the_sessions(
    proved_call: Contact, citizen: Citizen, now: datetime
) -> None:
    epoch = citizen.user.sessions_epoch
    ask(proved_call, "phone", now)
    fresh = Citizen.objects.get(pk=citizen.pk)
    assert fresh.phone_verified_at is None
    assert fresh.email_verified_at is not None
    assert fresh.user.sessions_epoch == epoch + 1
    ask(proved_call, "address", now)
    assert Citizen.objects.get(pk=citizen.pk).user.sessions_epoch == epoch + 1


@pytest.mark.usefixtures("alone")
def test_contact_of_another_sign_in_is_refused(
    proved_call: Contact, citizen: Citizen, other_citizen: Citizen, now: datetime
) -> None:
    before = state(citizen)
    with pytest.raises(ContactTaken):
        ask(proved_call, "phone", now, value=other_citizen.phone)
    assert state(citizen) == before


@pytest.mark.parametrize(
    ("attribute", "value", "words"),
    [
        ("snils", "112-233-445 96", "Контрольное число не сходится"),
        ("inn", "500100732250", "онтрольн"),
        ("birth_date", "31.02.1985", "дня в календаре нет"),
        ("birth_date", "01.01.2030", "ещё не наступила"),
        ("passport", "45 10 12", "цифр"),
        ("passport_issued_on", "01.01.2030", "ещё не наступила"),
        ("phone", "+7 916 12", "цифр"),
        ("email", "not-an-address", "адрес почты"),
        ("full_name", "Одинслог", "Впишите фамилию, имя"),
        ("full_name", "Белова М4рия", "только буквы"),
        ("inn", "7707083893", "12 цифр"),
        ("address", "  ", "Впишите новое значение"),
        ("snils", "112-233-445 95", "менять нечего"),
    ],
)
def test_what_cannot_be_is_refused(
    attribute: str, value: str, words: str, proved_call: Contact, citizen: Citizen, now: datetime
) -> None:
    before = state(citizen)
    with pytest.raises(InvalidInput, match=words):
        ask(proved_call, attribute, now, value=value)
    assert state(citizen) == before


@pytest.mark.usefixtures("alone")
def test_pressed_twice_it_is_one_change(proved_call: Contact, now: datetime) -> None:
    first, second = ask(proved_call, "phone", now), ask(proved_call, "phone", now)
    assert first == second
    assert DataChange.objects.count() == 1
    assert Entry.objects.filter(event="accounts.DataChanged").count() == 1


class TestSecondPerson:
    def test_waits_and_changes_nothing(self, proved_call, citizen, now):
        change = ask(proved_call, "phone", now)
        assert (change.state, change.decided_by) == ("waiting_second", None)
        assert Citizen.objects.get(pk=citizen.pk).phone == "+79161234567"
        assert Entry.objects.last().event == "accounts.ChangeRequested"
        assert ask(proved_call, "phone", now) == change
        with pytest.raises(AlreadyWaiting):
            ask(proved_call, "phone", now, value="+79255554434")
        assert DataChange.objects.count() == 1

    @pytest.mark.parametrize("who", ["senior", "sveta_supervisor", "supervisor_b", "data_officer"])
    def test_another_approves(self, who, request, proved_call, citizen, now):
        change = ask(proved_call, "phone", now)
        second = request.getfixturevalue(who)
        done = approve_change(change=change, by=second, now=now)
        assert (done.state, done.decided_by) == ("applied", second)
        assert Citizen.objects.get(pk=citizen.pk).phone == "+79255554433"
        with pytest.raises(ChangeOver, match="применено"):
            approve_change(change=change, by=second, now=now)
        assert Entry.objects.filter(event="accounts.DataChanged").count() == 1

    @pytest.mark.parametrize(
        "who", sorted({*STAFF} - {"senior", "sveta_supervisor", "supervisor_b", "data_officer"})
    )
    def test_others_decide_nothing(self, who, request, proved_call, citizen, now):
        change, by = ask(proved_call, "phone", now), request.getfixturevalue(who)
        for door, more in ((approve_change, {}), (refuse_change, {"reason": "нет"})):
            with pytest.raises(NotAllowed):
                door(change=change, by=by, now=now, **more)
        change.refresh_from_db()
        assert change.state == "waiting_second"
        assert Citizen.objects.get(pk=citizen.pk).phone == "+79161234567"

    def test_nobody_is_their_own_second_person(self, papers, senior, citizen, now):
        contact = open_contact(citizen=citizen, channel="phone", by=senior, now=now)
        Contact.objects.filter(pk=contact.pk).update(assurance=3)
        change = ask(Contact.objects.get(pk=contact.pk), "phone", now)
        with pytest.raises(NotAllowed):
            approve_change(change=change, by=senior, now=now)
        assert Citizen.objects.get(pk=citizen.pk).phone == "+79161234567"

    def test_refused_with_a_reason(self, proved_call, senior, citizen, now):
        change = ask(proved_call, "phone", now)
        with pytest.raises(InvalidInput):
            refuse_change(change=change, reason=" ", by=senior, now=now)
        refused = refuse_change(change=change, reason="Голос другой", by=senior, now=now)
        assert (refused.state, refused.refusal) == ("refused", "Голос другой")
        assert Citizen.objects.get(pk=citizen.pk).phone == "+79161234567"
        with pytest.raises(ChangeOver):
            approve_change(change=change, by=senior, now=now)
        assert "Голос" not in str(list(Entry.objects.values_list("data", flat=True)))

    def test_withdrawn_by_who_asked_alone(self, proved_call, senior, olga_operator, now):
        change = ask(proved_call, "phone", now)
        with pytest.raises(NotAllowed):
            withdraw_change(change=change, by=senior, now=now)
        assert withdraw_change(change=change, by=olga_operator, now=now).state == "withdrawn"
        with pytest.raises(ChangeOver):
            approve_change(change=change, by=senior, now=now)
        assert ask(proved_call, "phone", now + timedelta(minutes=1)).state == "waiting_second"

    def test_stale_value_is_not_written_over(self, proved_call, senior, citizen, now):
        change = ask(proved_call, "phone", now)
        citizen.phone = "+79030000000"
        citizen.save()
        with pytest.raises(ChangeStale):
            approve_change(change=change, by=senior, now=now)
        assert Citizen.objects.get(pk=citizen.pk).phone == "+79030000000"
        change.refresh_from_db()
        assert change.state == "waiting_second"
