"""A-13, A-14, A-16: whatever opens something opens it once, however many try at the same moment."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection

from accounts.actions.codes import CodeFor, DeadCode, WrongCode, check_code, request_code
from accounts.models import OneTimeCode
from common.actors import SYSTEM
from common.errors import TooManyRequests
from tests.accounts.test_second_factor import SECRET, half_minute, totp
from tests.security.parallel import at_once

__all__ = ["half_minute"]
pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PHONE = "+79161234567"


def asked(at: datetime = NOW, session: str = "s" * 32, address: str = PHONE) -> tuple[Any, str]:
    wanted = CodeFor("login", "sms", address, session)
    row = request_code(wanted=wanted, by=SYSTEM, now=at)
    return row, row.code


def tried(row: Any, digits: str, *, at: datetime = NOW, session: str = "s" * 32) -> str:
    try:
        check_code(
            code_id=row.pk, purpose="login", session_key=session, code=digits, by=SYSTEM, now=at
        )
    except (DeadCode, WrongCode) as error:
        return str(error.code)
    return "in"


class TestSecondFactor:
    """A-13."""

    @pytest.mark.usefixtures("half_minute")
    def test_a13_twenty_uses_of_one_totp_code_let_in_once(self, olga_operator: Any) -> None:
        factor = TOTP.activate(olga_operator, SECRET).instance
        code = totp()

        def use(_: int) -> bool:
            return bool(Authenticator.objects.get(pk=factor.pk).wrap().validate_code(code))

        assert at_once(use, 20).count(True) == 1
        assert use(0) is False

    def test_a13_twenty_uses_of_one_recovery_code_let_in_once(self, olga_operator: Any) -> None:
        codes = RecoveryCodes.activate(olga_operator)
        first, second = codes.generate_codes()[:2]

        def use(code: str) -> bool:
            row = Authenticator.objects.get(pk=codes.instance.pk)
            return bool(row.wrap().validate_code(code))

        assert at_once(lambda _: use(first), 20).count(True) == 1
        assert (use(first), use(second), use(second)) == (False, True, False)

    def test_a13_secrets_lie_sealed(self, olga_operator: Any) -> None:
        TOTP.activate(olga_operator, SECRET)
        RecoveryCodes.activate(olga_operator)
        with connection.cursor() as cursor:
            cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
            text = cursor.fetchone()[0]
        assert SECRET not in text
        assert not any(
            code in text for code in RecoveryCodes.activate(olga_operator).generate_codes()
        )


class TestOneTimeCode:
    """A-14 and A-16."""

    def test_a14_twenty_uses_at_once_let_in_once(self) -> None:
        row, digits = asked()
        answers = at_once(lambda _: tried(row, digits), 20)
        assert answers.count("in") == 1
        assert set(answers) == {"in", "dead_code"}

    def test_a14_ten_guesses_at_once_leave_it_dead_after_five(self) -> None:
        row, digits = asked()
        wrong = "000000" if digits != "000000" else "111111"
        answers = at_once(lambda _: tried(row, wrong), 10)
        assert (answers.count("wrong_code"), answers.count("dead_code")) == (4, 6)
        assert tried(row, digits) == "dead_code"

    def test_a14_another_browser_and_a_late_hour_are_refused(self) -> None:
        row, digits = asked()
        assert tried(row, digits, session="t" * 32) == "dead_code"
        assert tried(row, digits, at=NOW + timedelta(minutes=10)) == "dead_code"
        assert tried(row, digits, at=NOW + timedelta(minutes=9, seconds=59)) == "in"

    def test_a14_storm_of_requests_sends_one_a_minute_and_five_a_day(self) -> None:
        def ask(number: int) -> bool:
            try:
                asked(session=f"{number:032}")
            except TooManyRequests:
                return False
            return True

        assert at_once(ask, 10).count(True) == 1
        for minute in range(1, 5):
            asked(NOW + timedelta(minutes=minute))
        with pytest.raises(TooManyRequests, match="пять кодов"):
            asked(NOW + timedelta(minutes=10))
        asked(NOW + timedelta(days=1, minutes=1))

    @pytest.mark.parametrize("given", ["", "null", "0", "None", "      "])
    def test_a16_empty_and_truncated_open_nothing(self, given: str) -> None:
        row, digits = asked()
        assert tried(row, given) == "wrong_code"
        assert tried(row, digits[:5]) == "wrong_code"

    def test_a16_of_another_person_opens_nothing(self) -> None:
        row, digits = asked()
        other, theirs = asked(address="+79160000002")
        if theirs != digits:
            assert tried(row, theirs) == "wrong_code"
        assert tried(other, theirs) == "in"

    def test_a16_open_digits_are_nowhere_in_its_row(self) -> None:
        row, digits = asked()
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM accounts_onetimecode WHERE id = %s", [row.pk])
            values = cursor.fetchone()
        texts = [bytes(value) if isinstance(value, memoryview) else str(value) for value in values]
        assert not any(digits.encode() in value for value in texts if isinstance(value, bytes))
        kept = {name.name: text for name, text in zip(cursor.description or [], texts, strict=True)}
        assert digits not in str(kept.get("code_digest"))
        tried(row, digits)
        assert OneTimeCode.objects.get(pk=row.pk).code == ""
