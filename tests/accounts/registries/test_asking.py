"""Inquiries through their doors and over the real wire: states, rechecks, kills, who is told."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts import asking
from accounts.actions import registries as doors
from accounts.actions.contacts import end_contact
from accounts.actions.identification import IdentityRequired
from accounts.actions.registries import (
    LEASE,
    MAX_ATTEMPTS,
    PAUSES_S,
    ask_registry,
    claim_inquiry,
    note_answer,
)
from accounts.gateways.registries import Match, Mismatch, Question
from accounts.gateways.registries_http import HttpRegistries
from accounts.models import Citizen, Contact, PersonalData, RegistryInquiry
from accounts.registry_data import question_data
from accounts.selectors.registries import inquiries_of
from common.errors import InvalidInput, NotAllowed
from common.gateways import breaker, wire
from journal.facts import history_of
from journal.models import Entry
from neighbours.registry_people import Resident
from neighbours.registry_trouble import Mood
from notifications.models import Delivery
from notifications.rechecks import tell_recheck

State = RegistryInquiry.State
TOLD = (
    "Мы повторно проверили ваши данные, СНИЛС: сведения совпали, ничего делать не нужно. "
    "Вопросы: 88001007010. Госуслуги"
)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Any:
    """Return a function that carries due inquiries out as if it were so many seconds later."""

    def run(seconds: float = 0) -> int:
        moment = now + timedelta(seconds=seconds)
        monkeypatch.setattr(asking.timezone, "now", lambda: moment)
        return asking.ask_registries()

    return run


def ask(call: Contact, registry: str, now: datetime) -> RegistryInquiry:
    return ask_registry(contact=call, registry=registry, by=call.operator, now=now)


def change(person: Citizen, **values: str) -> None:
    """Change what the profile holds behind everybody's back."""
    data = PersonalData.objects.get(pk=person.pk)
    for name, value in values.items():
        setattr(data, name, value)
    data.save()


def facts(call: Contact) -> list[tuple[str, ...]]:
    found = [fact.event for fact in history_of(f"contact:{call.pk}")]
    return [
        (event.registry, getattr(event, "state", "asked"), getattr(event, "reason", ""))
        for event in found
        if hasattr(event, "inquiry_id")
    ]


@pytest.mark.parametrize("registry", ["snils", "passport", "inn"])
def test_a_match_is_noted_and_vouched_for(
    call: Contact, registries: Any, clock: Any, now: datetime, registry: str
) -> None:
    inquiry = ask(call, registry, now)
    assert (inquiry.state, inquiry.next_try_at) == (State.PENDING, now)
    assert clock(1) == 1
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.mismatched, inquiry.reason) == (State.MATCH, [], "")
    assert (inquiry.attempts, inquiry.next_try_at) == (1, None)
    assert inquiry.answered_at == now + timedelta(seconds=1)
    assert 0 <= inquiry.latency_ms < 1000
    assert facts(call) == [(registry, "asked", ""), (registry, "match", "")]
    assert clock(60) == 0


def test_both_papers_raise_the_profile_and_not_the_conversation(
    call: Contact, registries: Any, clock: Any, now: datetime, person: Citizen
) -> None:
    for registry, level in (("snils", 0), ("inn", 0), ("passport", 2)):
        ask(call, registry, now)
        clock()
        person.refresh_from_db()
        assert person.assurance == level
    call.refresh_from_db()
    assert (person.assured_by, call.assurance) == ("registry", 0)


def test_a_mismatch_names_what_and_where_to_go(
    call: Contact, registries: Any, clock: Any, now: datetime, person: Citizen
) -> None:
    change(person, passport_code="000099")
    ask(call, "passport", now)
    clock()
    shown = {row.registry: row for row in inquiries_of(person, now=now)}["passport"]
    assert (shown.state, shown.mismatched) == ("mismatch", ["Код подразделения"])
    assert shown.office.names == "МВД или МФЦ"
    person.refresh_from_db()
    assert person.assurance == 0


@pytest.mark.parametrize(
    ("registry", "names"),
    [("snils", "СФР или МФЦ"), ("passport", "МВД или МФЦ"), ("inn", "ФНС или МФЦ")],
)
def test_the_routing_table(person: Citizen, now: datetime, registry: str, names: str) -> None:
    shown = {row.registry: row for row in inquiries_of(person, now=now)}[registry]
    assert (shown.office.names, shown.state, shown.inquiry) == (names, "", None)


def test_an_unconfigured_registry_is_said(
    call: Contact, clock: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.outlets.registry_gateway", lambda: HttpRegistries({}))
    inquiry = ask(call, "inn", now)
    clock()
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.next_try_at) == (State.NOT_CONFIGURED, None)
    assert facts(call)[-1] == ("inn", "not_configured", "")


def test_a_recheck_runs_by_itself_and_the_person_is_told(
    call: Contact, registries: Any, simulator: Any, clock: Any, now: datetime
) -> None:
    simulator.mood(Mood.ERROR)
    inquiry = ask(call, "snils", now)
    clock()
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.reason) == (State.UNAVAILABLE, "failed")
    assert inquiry.next_try_at == now + timedelta(seconds=PAUSES_S[0])
    assert (clock(PAUSES_S[0] - 1), clock(PAUSES_S[0])) == (0, 1)
    inquiry.refresh_from_db()
    assert inquiry.next_try_at == now + timedelta(seconds=PAUSES_S[0] + PAUSES_S[1])
    end_contact(contact=call, by=call.operator, now=now + timedelta(seconds=40))
    simulator.mood(Mood.OK)
    assert clock(PAUSES_S[0] + PAUSES_S[1]) == 1
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.attempts) == (State.MATCH, 3)
    assert facts(call) == [
        ("snils", "asked", ""),
        ("snils", "unavailable", "failed"),
        ("snils", "match", ""),
    ]
    assert [tell(call, number) for number in range(2)] == [[], [TOLD]]
    assert len(simulator.ledger) == 1


def tell(call: Contact, number: int) -> list[str]:
    """Run the reaction to the numbered answer; return the SMS it made."""
    answers = [
        fact
        for fact in history_of(f"contact:{call.pk}")
        if type(fact.event).__name__ == "RegistryAnswered"
    ]
    fact = answers[number]
    Citizen.objects.filter(pk=fact.event.citizen_id).update(email="")
    for _ in range(2):
        tell_recheck(fact)
    return [row.body for row in Delivery.objects.filter(entry_id=fact.entry_id, channel="sms")]


def test_after_a_day_it_gives_up_and_says_so(
    call: Contact,
    registries: Any,
    simulator: Any,
    clock: Any,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(breaker, "FAILURES_TO_REST", 100)
    simulator.mood(Mood.BAD_JSON)
    inquiry = ask(call, "snils", now)
    passed, rounds = 0.0, 0
    while True:
        clock(passed)
        inquiry.refresh_from_db()
        rounds += 1
        if inquiry.next_try_at is None or rounds > 60:
            break
        passed = (inquiry.next_try_at - now).total_seconds()
    assert (inquiry.state, inquiry.reason) == (State.UNAVAILABLE, "gave_up")
    assert inquiry.attempts == MAX_ATTEMPTS
    assert 20 * 3600 < passed < 26 * 3600
    assert facts(call) == [
        ("snils", "asked", ""),
        ("snils", "unavailable", "broken"),
        ("snils", "unavailable", "gave_up"),
    ]


def test_a_registry_that_asks_to_wait_is_given_the_time(
    call: Contact, registries: Any, simulator: Any, clock: Any, now: datetime
) -> None:
    simulator.mood(Mood.BUSY)
    inquiry = ask(call, "inn", now)
    clock()
    inquiry.refresh_from_db()
    assert (inquiry.reason, inquiry.next_try_at) == ("busy", now + timedelta(seconds=30))


def test_a_resting_registry_costs_no_attempt(
    call: Contact, registries: Any, simulator: Any, clock: Any, now: datetime
) -> None:
    simulator.mood(Mood.ERROR)
    for _ in range(3):
        registries.check(doors_question(call))
    inquiry = ask(call, "snils", now)
    clock()
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.reason, inquiry.attempts) == ("unavailable", "resting", 0)
    assert 15 <= (inquiry.next_try_at - now).total_seconds() <= 21


def doors_question(call: Contact) -> Any:
    return Question("snils", uuid4(), question_data(call.citizen, "snils"))


def test_killed_between_asking_and_noting_it_is_asked_again_and_counted_once(
    call: Contact, registries: Any, simulator: Any, clock: Any, now: datetime
) -> None:
    inquiry = ask(call, "snils", now)
    claim = claim_inquiry(now=now)
    assert asking._check(claim) == Match()
    # Here the worker dies. Nobody takes the row until its lease is over.
    assert clock(LEASE.total_seconds() - 1) == 0
    assert clock(LEASE.total_seconds()) == 1
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.attempts) == (State.MATCH, 2)
    assert [record["id"] for record in simulator.ledger] == [str(inquiry.pk)]
    # The dead worker's answer, come late, changes nothing.
    note_answer(claim=claim, answer=Mismatch(("snils",)), latency_ms=1, now=now)
    inquiry.refresh_from_db()
    assert inquiry.state == State.MATCH
    assert len(facts(call)) == 2


def test_data_changed_while_it_was_asked_are_not_vouched_for(
    call: Contact, registries: Any, simulator: Any, clock: Any, now: datetime, person: Citizen
) -> None:
    inquiry = ask(call, "snils", now)
    claim = claim_inquiry(now=now)
    answer = asking._check(claim)
    change(person, snils="11223344595")
    note_answer(claim=claim, answer=answer, latency_ms=1, now=now)
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.reason) == (State.UNAVAILABLE, "reused")
    assert inquiry.next_try_at is None
    assert PersonalData.objects.get(pk=person.pk).sources.get("snils") is None


def test_data_erased_meanwhile_are_not_asked_about(
    call: Contact, registries: Any, simulator: Any, clock: Any, now: datetime, person: Citizen
) -> None:
    inquiry = ask(call, "snils", now)
    change(person, snils="")
    clock()
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.reason) == (State.UNAVAILABLE, "no_data")
    assert simulator.ledger == []


def test_asked_twice_it_is_one_question(
    call: Contact, registries: Any, simulator: Any, clock: Any, now: datetime
) -> None:
    first, again = ask(call, "snils", now), ask(call, "snils", now)
    assert first.pk == again.pk
    simulator.mood(Mood.ERROR)
    clock()
    later = now + timedelta(seconds=5)
    third = ask(call, "snils", later)
    assert (third.pk, third.state, third.next_try_at) == (first.pk, State.PENDING, later)
    assert facts(call) == [
        ("snils", "asked", ""),
        ("snils", "unavailable", "failed"),
        ("snils", "asked", ""),
    ]


def test_refusals_change_nothing(
    call: Contact, person: Citizen, oleg_operator: Any, now: datetime
) -> None:
    before = Entry.objects.count()
    with pytest.raises(NotAllowed):
        ask_registry(contact=call, registry="snils", by=oleg_operator, now=now)
    with pytest.raises(InvalidInput, match="Такого реестра нет"):
        ask(call, "salary", now)
    change(person, snils="")
    with pytest.raises(InvalidInput, match="В профиле нет: СНИЛС"):
        ask(call, "snils", now)
    call.answers.all().delete()
    with pytest.raises(IdentityRequired, match="ФИО"):
        ask(call, "passport", now)
    end_contact(contact=call, by=call.operator, now=now)
    with pytest.raises(NotAllowed):
        ask(call, "passport", now)
    assert RegistryInquiry.objects.count() == 0
    assert Entry.objects.count() == before + 1  # the end of the conversation


def test_no_fact_and_no_row_holds_the_data(
    call: Contact, registries: Any, clock: Any, now: datetime, maria: Resident
) -> None:
    inquiry = ask(call, "passport", now)
    clock()
    inquiry.refresh_from_db()
    kept = str(list(Entry.objects.values())) + str(
        RegistryInquiry.objects.filter(pk=inquiry.pk).values()
    )
    for text in (maria.passport, maria.last_name, maria.snils, maria.birth_date.isoformat()):
        assert text not in kept


def test_an_unforeseen_error_loses_no_row(
    call: Contact, clock: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.outlets.registry_gateway", lambda: None)
    inquiry = ask(call, "snils", now)
    clock()
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.reason) == (State.UNAVAILABLE, "failed")
    assert inquiry.next_try_at is not None


def test_a_slow_answer_is_shown_as_slow(call: Contact, now: datetime, person: Citizen) -> None:
    ask(call, "snils", now)
    [at_once, *_] = inquiries_of(person, now=now)
    [later, *_] = inquiries_of(person, now=now + timedelta(seconds=5))
    assert (at_once.state, at_once.is_slow, later.is_slow) == ("pending", False, True)


def test_a_lease_outlives_the_longest_exchange() -> None:
    longest = wire.CONNECT_TRIES * wire.CONNECT_TIMEOUT_S + wire.WHOLE_TIMEOUT_S
    assert doors.LEASE.total_seconds() > 2 * longest
