"""One-time codes: single use, bound, few tries, few sendings (A-14, A-15)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.actions import codes
from accounts.actions.codes import CodeFor, DeadCode, Purpose, WrongCode
from accounts.models import OneTimeCode
from accounts.selectors import code_for_delivery
from common.actors import SYSTEM
from common.errors import TooManyRequests
from journal.models import Entry

pytestmark = pytest.mark.django_db
PHONE = "+79161234567"


def ask(now: datetime, **changes: Any) -> OneTimeCode:
    wanted = {
        "purpose": Purpose.LOGIN,
        "channel": "sms",
        "address": PHONE,
        "session_key": "browser",
    }
    return codes.request_code(wanted=CodeFor(**(wanted | changes)), by=SYSTEM, now=now)


def check(row: OneTimeCode, code: str, now: datetime, **changes: Any) -> OneTimeCode:
    given = {"purpose": row.purpose, "session_key": "browser"} | changes
    return codes.check_code(code_id=row.pk, code=code, by=SYSTEM, now=now, **given)


def wrong(row: OneTimeCode) -> str:
    return f"{(int(row.code) + 1) % 10**6:06}"


def test_right_code_opens_once(now: datetime) -> None:
    row = ask(now)
    assert len(row.code) == 6
    assert check(row, f"{row.code[:3]} {row.code[3:]}", now).used_at == now
    with pytest.raises(DeadCode):
        check(row, row.code, now)
    assert list(Entry.objects.order_by("pk").values_list("event", flat=True)) == [
        "accounts.CodeRequested",
        "accounts.CodeUsed",
    ]


def test_digits_are_nowhere_in_the_tables(now: datetime) -> None:
    row = ask(now)
    stored = OneTimeCode.objects.filter(pk=row.pk).values().get()
    assert row.code not in str(stored)
    assert PHONE not in str(stored)
    assert row.code not in str(list(Entry.objects.values()))


def test_five_wrong_tries_kill_it(now: datetime) -> None:
    row = ask(now)
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongCode, match=f"Осталось попыток: {left}"):
            check(row, wrong(row), now)
    with pytest.raises(DeadCode):
        check(row, wrong(row), now)
    with pytest.raises(DeadCode):
        check(row, row.code, now)
    assert Entry.objects.filter(event="accounts.CodeRefused").count() == 5


@pytest.mark.parametrize(
    ("change", "later"),
    [
        ({"session_key": "another browser"}, timedelta()),
        ({"purpose": Purpose.RECOVERY}, timedelta()),
        ({}, timedelta(minutes=10)),
    ],
)
def test_other_session_purpose_or_time_finds_it_dead(
    now: datetime, change: dict[str, str], later: timedelta
) -> None:
    row = ask(now)
    with pytest.raises(DeadCode):
        check(row, row.code, now + later, **change)
    assert OneTimeCode.objects.get().attempts == 0


def test_sendings_are_a_minute_apart_and_five_a_day(now: datetime) -> None:
    ask(now)
    with pytest.raises(TooManyRequests) as refused:
        ask(now + timedelta(seconds=59), purpose=Purpose.RECOVERY, session_key="another")
    assert refused.value.retry_after_s == 2
    for minute in (1, 2, 3, 4):
        ask(now + timedelta(minutes=minute))
    with pytest.raises(TooManyRequests, match="пять кодов"):
        ask(now + timedelta(hours=20))
    ask(now + timedelta(hours=24, seconds=1))
    assert OneTimeCode.objects.count() == 6
    assert Entry.objects.filter(event="accounts.CodeRequested").count() == 6


def test_delivery_gets_the_digits_until_they_are_sent(now: datetime) -> None:
    row = ask(now)
    given = code_for_delivery(row.pk)
    assert given is not None
    assert (given.code, given.address, given.channel) == (row.code, PHONE, "sms")
    codes.note_delivery(code_id=row.pk, outcome="sent")
    assert code_for_delivery(row.pk) is None
    assert (OneTimeCode.objects.get().code, OneTimeCode.objects.get().delivery) == ("", "sent")
    assert check(row, row.code, now).used_at == now


def test_decoy_is_never_sent_and_never_opens(now: datetime) -> None:
    row = ask(now, deliver=False)
    assert code_for_delivery(row.pk) is None
    codes.note_delivery(code_id=row.pk, outcome="sent")
    assert OneTimeCode.objects.get().delivery == OneTimeCode.WITHHELD
    for guess in ("", "000000", "123456"):
        with pytest.raises(WrongCode):
            check(row, guess, now)


def test_decoy_counts_like_a_real_one(now: datetime) -> None:
    ask(now, deliver=False)
    with pytest.raises(TooManyRequests):
        ask(now + timedelta(seconds=30))


def test_old_codes_are_forgotten(now: datetime) -> None:
    ask(now)
    assert codes.purge_codes(now=now + timedelta(days=2, seconds=1)) == 1
    assert OneTimeCode.objects.count() == 0


def test_without_a_session_nothing_is_made(now: datetime) -> None:
    with pytest.raises(TypeError):
        ask(now, session_key="")
    assert OneTimeCode.objects.count() == 0
