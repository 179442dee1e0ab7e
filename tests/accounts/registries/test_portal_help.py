"""Help with the portal's account through its doors and over the real wire: the matrix, repeats, ends."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts import asking
from accounts.actions.contacts import end_contact
from accounts.actions.freeze import ChangesAreFrozen, freeze_changes
from accounts.actions.identification import IdentityRequired, answer_question
from accounts.actions.portal import LEASE, PAUSES_S, ask_portal, claim_operation, note_outcome
from accounts.gateways.portal import Done, Refusal, Refused
from accounts.gateways.portal_http import HttpPortal
from accounts.models import Assurance, Citizen, Contact, PersonalData, PortalOperation
from accounts.selectors.registries import account_status, operations_in, outcome_words
from common.errors import InvalidInput, NotAllowed, TooManyRequests
from journal.facts import history_of
from neighbours.registry_people import Resident, residents
from neighbours.registry_trouble import Mood

Kind = PortalOperation.Kind
State = PortalOperation.State


@pytest.fixture
def proved(call: Contact, maria: Resident, now: datetime) -> Contact:
    """A conversation in which everything was answered and the level is the highest of a call."""
    for attribute, said in (
        ("phone", call.citizen.phone),
        ("birth_date", f"{maria.birth_date:%d.%m.%Y}"),
        ("snils", maria.snils),
        ("passport", maria.passport),
    ):
        answer_question(contact=call, attribute=attribute, said=said, by=call.operator, now=now)
    call.refresh_from_db()
    assert call.assurance == Assurance.DOCUMENTS
    return call


@pytest.fixture
def become(person: Citizen) -> Any:
    """Return a function that gives the citizen the СНИЛС of another resident, so another account."""

    def change(place: int) -> None:
        PersonalData.objects.filter(pk=person.pk).delete()
        PersonalData.objects.create(
            citizen=person, snils=residents()[place].snils, updated_at=person.created_at
        )

    return change


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Any:
    def run(seconds: float = 0) -> int:
        moment = now + timedelta(seconds=seconds)
        monkeypatch.setattr(asking.timezone, "now", lambda: moment)
        return asking.ask_portal_due()

    return run


def ask(call: Contact, kind: str, now: datetime) -> PortalOperation:
    return ask_portal(contact=call, kind=kind, by=call.operator, now=now)


def facts(call: Contact) -> list[tuple[str, str, str]]:
    found = [fact.event for fact in history_of(f"contact:{call.pk}")]
    return [
        (event.kind, getattr(event, "state", "asked"), getattr(event, "outcome", ""))
        for event in found
        if hasattr(event, "operation_id")
    ]


@pytest.mark.parametrize(
    ("kind", "place", "state", "outcome", "words"),
    [
        ("check_status", 0, "done", "active", "учётная запись активна"),
        ("check_status", 7, "done", "blocked", "учётная запись заблокирована"),
        ("check_status", 11, "done", "unconfirmed", "учётная запись не подтверждена"),
        ("unlock", 7, "done", "active", "разблокирована, можно входить"),
        ("unlock", 0, "refused", "not_blocked", "портал отказал, она не заблокирована"),
        ("start_reset", 0, "done", "active", "сброс начат, ссылку портал пришлёт самому человеку"),
        ("resend_code", 11, "done", "unconfirmed", "код отправлен, человек вводит его сам"),
        ("correct_phone", 0, "done", "active", "привязан телефон из профиля"),
    ],
)
def test_what_is_asked_is_done_and_written_down(
    proved: Contact,
    portal: Any,
    clock: Any,
    become: Any,
    now: datetime,
    kind: str,
    place: int,
    state: str,
    outcome: str,
    words: str,
) -> None:
    become(place)
    operation = ask(proved, kind, now)
    assert (operation.state, facts(proved)) == ("pending", [(kind, "asked", "")])
    assert clock(1) == 1
    operation.refresh_from_db()
    assert (operation.state, operation.outcome) == (state, outcome)
    assert operation.answered_at == now + timedelta(seconds=1)
    assert outcome_words(kind, operation.state, operation.outcome) == words
    assert facts(proved) == [(kind, "asked", ""), (kind, state, outcome)]
    assert clock(3600) == 0


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (Kind.CHECK_STATUS, "Привязанный телефон"),
        (Kind.RESEND_CODE, "Привязанный телефон"),
        (Kind.START_RESET, "код на телефон"),
        (Kind.UNLOCK, "Дата рождения, код на телефон"),
        (Kind.CORRECT_PHONE, "Дата рождения, СНИЛС, Серия и номер паспорта"),
    ],
)
def test_nothing_is_done_before_the_matrix_is_met(
    call: Contact, now: datetime, kind: Kind, missing: str
) -> None:
    """The name alone has been answered; the refusal says what is still to ask."""
    with pytest.raises(IdentityRequired, match=missing):
        ask(call, kind, now)
    assert PortalOperation.objects.count() == 0
    assert facts(call) == []


def test_only_the_operator_of_the_conversation_and_only_while_it_lasts(
    proved: Contact, oleg_operator: Any, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        ask_portal(contact=proved, kind="check_status", by=oleg_operator, now=now)
    end_contact(contact=proved, by=proved.operator, now=now)
    with pytest.raises(NotAllowed):
        ask(proved, "check_status", now)
    assert PortalOperation.objects.count() == 0


def test_clicked_twice_it_is_done_once(
    proved: Contact, portal: Any, simulator: Any, clock: Any, now: datetime
) -> None:
    assert ask(proved, "start_reset", now).pk == ask(proved, "start_reset", now).pk
    assert clock() == 1
    assert [record["operation"] for record in simulator.ledger] == ["reset"]
    assert len(facts(proved)) == 2


def test_killed_between_doing_and_noting_it_is_done_once(
    proved: Contact, portal: Any, simulator: Any, clock: Any, become: Any, now: datetime
) -> None:
    become(7)
    operation = ask(proved, "unlock", now)
    claim = claim_operation(now=now)
    assert asking._perform(claim).status == "active"
    # Here the worker dies; unlocking once more would be refused, the same request is not.
    assert (clock(LEASE.total_seconds() - 1), clock(LEASE.total_seconds())) == (0, 1)
    operation.refresh_from_db()
    assert (operation.state, operation.outcome) == (State.DONE, "active")
    assert [record["id"] for record in simulator.ledger] == [str(operation.pk)]
    note_outcome(claim=claim, outcome=Refused(Refusal.FROZEN), now=now)
    operation.refresh_from_db()
    assert operation.state == State.DONE


def test_a_short_failure_is_tried_again_while_the_person_waits(
    proved: Contact, portal: Any, simulator: Any, clock: Any, now: datetime
) -> None:
    simulator.mood(Mood.ERROR)
    operation = ask(proved, "check_status", now)
    clock()
    operation.refresh_from_db()
    assert (operation.state, operation.next_try_at) == (
        State.PENDING,
        now + timedelta(seconds=PAUSES_S[0]),
    )
    simulator.mood(Mood.OK)
    clock(PAUSES_S[0])
    operation.refresh_from_db()
    assert (operation.state, operation.attempts) == (State.DONE, 2)


def test_after_three_tries_the_portal_is_unavailable(
    proved: Contact, portal: Any, simulator: Any, clock: Any, now: datetime
) -> None:
    simulator.mood(Mood.TRUNCATED)
    operation = ask(proved, "check_status", now)
    assert [clock(seconds) for seconds in (0, 5, 25, 600)] == [1, 1, 1, 0]
    operation.refresh_from_db()
    assert (operation.state, operation.outcome) == (State.UNAVAILABLE, "broken")
    assert facts(proved)[-1] == ("check_status", "unavailable", "broken")
    assert len(simulator.ledger) == 1


def test_a_portal_that_is_not_there_is_said(
    proved: Contact, clock: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.outlets.portal_gateway", lambda: HttpPortal(None))
    operation = ask(proved, "check_status", now)
    clock()
    operation.refresh_from_db()
    assert (operation.state, operation.outcome) == (State.NOT_CONFIGURED, "")


def test_frozen_changes_keep_the_phone(
    proved: Contact, portal: Any, person: Citizen, now: datetime
) -> None:
    proved.assurance = Assurance.IN_PERSON
    proved.save()
    freeze_changes(citizen=person, contact=proved, by=proved.operator, now=now)
    with pytest.raises(ChangesAreFrozen):
        ask(proved, "correct_phone", now)
    assert PortalOperation.objects.count() == 0


def test_an_account_nothing_leads_to_is_said(
    proved: Contact, person: Citizen, now: datetime
) -> None:
    PersonalData.objects.filter(pk=person.pk).delete()
    with pytest.raises(InvalidInput, match="СНИЛС или идентификатор"):
        ask(proved, "correct_phone", now)
    Citizen.objects.filter(pk=person.pk).update(phone="")
    with pytest.raises(InvalidInput, match="не найти учётную запись"):
        ask(proved, "check_status", now)


def test_what_a_page_reads(
    proved: Contact, portal: Any, clock: Any, become: Any, now: datetime
) -> None:
    become(7)
    assert account_status(proved) is None
    ask(proved, "check_status", now)
    clock()
    assert account_status(proved).outcome == "blocked"
    ask(proved, "unlock", now + timedelta(seconds=1))
    clock(1)
    assert account_status(proved).outcome == "active"
    assert [row.kind for row in operations_in(proved)] == ["unlock", "check_status"]


def test_a_frozen_account_is_said() -> None:
    assert outcome_words("check_status", "done", "active_frozen") == (
        "учётная запись активна, изменения заморожены"
    )
    assert Done("active", is_frozen=True).is_frozen


def test_the_portal_is_not_made_to_shower_the_person(
    proved: Contact, portal: Any, clock: Any, now: datetime
) -> None:
    """Sixty seconds apart and five a day, whichever of the two kinds and by whomever (A-15)."""
    ask(proved, "start_reset", now)
    clock()
    with pytest.raises(TooManyRequests, match="через 30 с"):
        ask(proved, "resend_code", now + timedelta(seconds=31))
    for minute in range(1, 5):
        ask(proved, "resend_code", now + timedelta(minutes=minute))
        clock(minute * 60)
    with pytest.raises(TooManyRequests, match="пять раз"):
        ask(proved, "start_reset", now + timedelta(minutes=10))
    ask(proved, "check_status", now + timedelta(minutes=10))
    assert PortalOperation.objects.filter(kind__in=["start_reset", "resend_code"]).count() == 5
    ask(proved, "start_reset", now + timedelta(days=1, seconds=1))
