"""Questions compared by the system, levels, mistakes; refusals change nothing (C19, R-187)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.actions.contacts import end_contact, open_contact
from accounts.actions.identification import (
    IdentityRequired,
    answer_question,
    confirm_in_person,
    require_identified,
)
from accounts.models import Contact, IdentityAnswer
from accounts.selectors.identity import need_of, needs_of
from common.errors import InvalidInput, NotAllowed, TooManyRequests
from journal.facts import history_of


def say(call: Contact, attribute: str, said: str, now: datetime, by: Any = None) -> str:
    row = answer_question(
        contact=call, attribute=attribute, said=said, by=by or call.operator, now=now
    )
    return str(row.outcome)


@pytest.mark.parametrize(
    ("attribute", "said", "outcome"),
    [
        ("full_name", "морозова мария  ПЕТРОВНА", "match"),
        ("full_name", "Морозова Мария", "mismatch"),
        ("phone", "8 (916) 123-45-67", "match"),
        ("snils", "112-233-445 95", "match"),
        ("snils", "112-233-446 96", "mismatch"),
        ("passport", "45 10 123456", "match"),
        ("birth_date", "02.03.1985", "match"),
        ("birth_date", "03.02.1985", "mismatch"),
        ("address", "Казань", "not_on_file"),
        ("inn", "500100732259", "not_on_file"),
    ],
)
def test_an_answer_is_compared_and_not_kept(
    call: Contact, now: datetime, attribute: str, said: str, outcome: str
) -> None:
    assert say(call, attribute, said, now) == outcome
    [fact] = [
        fact
        for fact in history_of(f"contact:{call.pk}")
        if type(fact.event).__name__ == "IdentityAnswered"
    ]
    assert (fact.event.attribute, fact.event.outcome) == (attribute, outcome)


@pytest.mark.parametrize("said", ["", "1122", "112-233-445 9512", "112-233-445 96"])
def test_what_can_be_no_answer_costs_no_try(call: Contact, now: datetime, said: str) -> None:
    with pytest.raises(InvalidInput):
        say(call, "snils", said, now)
    assert IdentityAnswer.objects.count() == 0


def test_two_papers_raise_the_level_of_the_call_and_of_the_profile(
    call: Contact, citizen: Any, now: datetime
) -> None:
    say(call, "snils", "11223344595", now)
    call.refresh_from_db()
    assert call.assurance == 0
    say(call, "birth_date", "02.03.1985", now)
    call.refresh_from_db()
    citizen.refresh_from_db()
    assert (call.assurance, citizen.assurance, citizen.assured_by) == (2, 2, "documents")


def test_the_next_call_begins_from_nothing(call: Contact, citizen: Any, now: datetime) -> None:
    say(call, "snils", "11223344595", now)
    say(call, "passport", "4510123456", now)
    end_contact(contact=call, by=call.operator, now=now)
    again = open_contact(citizen=citizen, channel="phone", by=call.operator, now=now)
    assert (again.pk != call.pk, again.assurance) == (True, 0)


def test_only_what_is_missing_is_asked(call: Contact, now: datetime) -> None:
    assert need_of(call, "correct_phone", now=now).codes == [
        "full_name", "birth_date", "snils", "passport", "level:2",
    ]  # fmt: skip
    say(call, "full_name", "Морозова Мария Петровна", now)
    say(call, "snils", "11223344595", now)
    assert need_of(call, "correct_phone", now=now).words == "Дата рождения, Серия и номер паспорта"
    assert need_of(call, "unlock", now=now).words == "Дата рождения, код на телефон"


def test_an_operation_is_refused_until_its_need_is_met(call: Contact, now: datetime) -> None:
    with pytest.raises(IdentityRequired, match="ФИО как в профиле, Привязанный телефон"):
        require_identified(contact=call, operation="check_account", now=now)
    say(call, "full_name", "Морозова Мария Петровна", now)
    say(call, "phone", "+79161234567", now)
    require_identified(contact=call, operation="check_account", now=now)


def test_three_mistakes_end_the_questions_of_a_call(call: Contact, now: datetime) -> None:
    for said in ("111-111-111 45", "222-222-222 90", "333-333-333 34"):
        assert say(call, "snils", said, now) == "mismatch"
    with pytest.raises(TooManyRequests):
        say(call, "snils", "11223344595", now)
    assert IdentityAnswer.objects.filter(outcome="match").count() == 0


def test_six_mistakes_a_day_close_the_person(
    call: Contact, citizen: Any, senior: Any, now: datetime
) -> None:
    for operator_call in (call, open_contact(citizen=citizen, channel="mfc", by=senior, now=now)):
        for wrong in ("11122233372", "11122233473", "11122233574"):
            say(operator_call, "snils", wrong, now)
    third = open_contact(citizen=citizen, channel="chat", by=senior, now=now)
    with pytest.raises(TooManyRequests):
        say(third, "snils", "11223344595", now)
    say(third, "snils", "11223344595", now + timedelta(days=1, seconds=1))


def test_nobody_asks_outside_a_conversation_of_their_own(
    call: Contact, oleg_operator: Any, citizen: Any, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        say(call, "snils", "11223344595", now, by=oleg_operator)
    end_contact(contact=call, by=call.operator, now=now)
    with pytest.raises(NotAllowed):
        say(call, "snils", "11223344595", now)
    assert IdentityAnswer.objects.count() == 0


def test_the_original_is_seen_only_at_a_counter(
    call: Contact, citizen: Any, olga_operator: Any, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        confirm_in_person(contact=call, by=olga_operator, now=now)
    visit = open_contact(citizen=citizen, channel="mfc", by=olga_operator, now=now)
    assert confirm_in_person(contact=visit, by=olga_operator, now=now) == 3
    visit.refresh_from_db()
    assert all(need.is_met for need in needs_of(visit))


def test_the_matrix_takes_three_queries_however_long(
    call: Contact, django_assert_num_queries: Any
) -> None:
    call.citizen  # noqa: B018  loaded with the page
    with django_assert_num_queries(3):
        needs_of(call)
