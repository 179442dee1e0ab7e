"""A code for a caller: started by the operator, typed by the citizen alone (C14, A-14, A-10)."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actions.caller_codes import enter_caller_code, note_code_spoken, start_caller_code
from accounts.actions.codes import WrongCode, note_delivery
from accounts.actions.contacts import end_contact
from accounts.models import OneTimeCode
from accounts.selectors import code_for_delivery
from accounts.selectors.caller_codes import code_of
from common.actors import SYSTEM
from common.errors import InvalidInput, NotAllowed, TooManyRequests
from journal.facts import history_of
from journal.models import Entry

pytestmark = pytest.mark.django_db(transaction=False)
PHONE = "+79161234567"


def start(call: Any, now: Any, channel: str = "sms", by: Any = None) -> tuple[OneTimeCode, str]:
    code = start_caller_code(contact=call, channel=channel, by=by or call.operator, now=now)
    given = code_for_delivery(code.pk)
    assert given is not None
    return code, given.code


def enter(digits: str, now: Any, address: str = PHONE) -> None:
    enter_caller_code(address=address, code=digits, by=SYSTEM, now=now)


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 10**6:06}"


def level(call: Any) -> tuple[int, int]:
    call.refresh_from_db()
    call.citizen.refresh_from_db()
    return call.assurance, call.citizen.assurance


def facts(call: Any) -> list[str]:
    return [type(fact.event).__name__ for fact in history_of(f"contact:{call.pk}")]


@pytest.mark.parametrize(("channel", "address"), [("sms", PHONE), ("email", "maria@example.org")])
def test_the_right_code_raises_the_call_and_the_profile(call, now, channel, address) -> None:
    code, digits = start(call, now, channel)
    assert (code.address, code.purpose, code.context) == (address, "caller", str(call.pk))
    assert level(call) == (0, 0)
    enter(digits, now, address)
    assert level(call) == (1, 1)
    assert facts(call)[-2:] == ["CallerCodeStarted", "CallerCodeEntered"]
    assert code_of(call, now=now).label == "введён верно"


def test_a_code_opens_once(call, now) -> None:
    _, digits = start(call, now)
    enter(digits, now)
    with pytest.raises(WrongCode):
        enter(digits, now)


def test_five_wrong_tries_kill_it_and_the_operator_counts_them(call, now) -> None:
    _, digits = start(call, now)
    seen = []
    for _ in range(5):
        with pytest.raises(WrongCode) as refusal:
            enter(wrong(digits), now)
        seen.append(code_of(call, now=now).label)
        assert "осталось" not in str(refusal.value).lower()
    assert seen[0] == "введён неверно, осталось попыток: 4"
    assert seen[-1] == "заблокирован: пять неверных попыток"
    with pytest.raises(WrongCode):
        enter(digits, now)
    assert level(call) == (0, 0)


def test_it_lives_ten_minutes(call, now) -> None:
    _, digits = start(call, now)
    late = now + timedelta(minutes=10)
    with pytest.raises(WrongCode):
        enter(digits, late)
    assert code_of(call, now=late).label == "истёк: прошло 10 минут"


def test_known_and_unknown_phones_get_one_answer(call, now) -> None:
    _, digits = start(call, now)
    answers = set()
    for address, code in ((PHONE, wrong(digits)), ("+79160000077", digits)):
        with pytest.raises(WrongCode) as refusal:
            enter(code, now, address)
        answers.add((str(refusal.value), refusal.value.field))
    assert len(answers) == 1


def test_a_code_is_of_its_own_conversation(call, now) -> None:
    _, digits = start(call, now)
    end_contact(contact=call, by=call.operator, now=now)
    with pytest.raises(WrongCode):
        enter(digits, now)
    assert level(call) == (0, 0)


def test_a_new_code_kills_the_one_before(call, now) -> None:
    _, first = start(call, now)
    later = now + timedelta(seconds=61)
    _, second = start(call, later)
    if first != second:
        with pytest.raises(WrongCode):
            enter(first, later)
    enter(second, later)
    assert level(call)[0] == 1


def test_sends_are_a_minute_apart_and_five_a_day(call, now) -> None:
    start(call, now)
    with pytest.raises(TooManyRequests):
        start(call, now + timedelta(seconds=59))
    for number in range(1, 5):
        start(call, now + timedelta(minutes=number + 1))
    with pytest.raises(TooManyRequests, match="пять кодов"):
        start(call, now + timedelta(hours=1))
    assert OneTimeCode.objects.count() == 5


def test_what_was_heard_proves_nothing(call, now) -> None:
    _, digits = start(call, now)
    note_code_spoken(contact=call, by=call.operator, now=now)
    with pytest.raises(WrongCode):
        enter(digits, now)
    assert facts(call)[-1] == "CallerCodeSpoken"
    assert code_of(call, now=now).label == "отменён"
    assert level(call) == (0, 0)


@pytest.mark.parametrize(
    ("outcome", "reason", "shown"),
    [
        ("sent", "", "отправлен"),
        ("delivered", "", "доставлен, ждём ввода"),
        ("undelivered", "undeliv", "не доставлен: абонент недоступен"),
        ("undelivered", "rejectd", "не доставлен: оператор связи отклонил сообщение"),
        ("failed", "dead", "не доставлен: отправить не получилось"),
    ],
)
def test_the_operator_sees_how_it_fares(call, now, outcome, reason, shown) -> None:
    code, _ = start(call, now)
    assert code_of(call, now=now).label == "отправляется"
    note_delivery(code_id=code.pk, outcome=outcome, reason=reason)
    face = code_of(call, now=now)
    assert (face.label, face.address) == (shown, "+7 916 ***-**-67")


def test_nobody_else_starts_or_kills_it(call, oleg_operator, now) -> None:
    facts_before = Entry.objects.count()
    with pytest.raises(NotAllowed):
        start(call, now, by=oleg_operator)
    with pytest.raises(NotAllowed):
        note_code_spoken(contact=call, by=oleg_operator, now=now)
    assert (OneTimeCode.objects.count(), Entry.objects.count()) == (0, facts_before)


def test_without_an_address_there_is_no_code(call, now) -> None:
    call.citizen.email = ""
    call.citizen.save()
    with pytest.raises(InvalidInput, match="нет почты"):
        start(call, now, "email")
    assert OneTimeCode.objects.count() == 0
