"""A-18: whoever changes a password or a second factor is noticed by the owner, who cannot switch it off."""

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.actions.sessions import change_password, note_second_factor
from journal.facts import fact_of
from journal.models import Entry
from notifications.handlers import warn_of_password, warn_of_second_factor
from notifications.models import Delivery, Preference

pytestmark = pytest.mark.django_db
# Past midnight in Moscow: quiet hours.
NIGHT = datetime(2026, 11, 20, 22, 5, tzinfo=UTC)
WORDS = "21.11.2026 01:05"


def changed(user: Any) -> Any:
    change_password(user=user, password="sovsem-drugoy-2026", by=user, now=NIGHT)
    return fact_of(Entry.objects.get(event="accounts.PasswordChanged"))


def sent() -> list[tuple[str, str, datetime]]:
    return [(row.channel, row.address, row.due_at) for row in Delivery.objects.order_by("channel")]


def test_citizen_hears_of_a_new_password_at_once_by_every_way(citizen: Any) -> None:
    fact = changed(citizen.user)
    warn_of_password(fact)
    warn_of_password(fact)
    assert sent() == [
        ("email", "maria@example.org", NIGHT),
        ("sms", "+79161234567", NIGHT),
    ]
    assert all(WORDS in row.body for row in Delivery.objects.all())


def test_switched_off_notices_do_not_hide_it(citizen: Any) -> None:
    Preference.objects.create(
        person_kind="citizen", person_id=citizen.pk, by_email=False, by_sms=False, updated_at=NIGHT
    )
    warn_of_password(changed(citizen.user))
    assert [channel for channel, _, _ in sent()] == ["email", "sms"]


def test_colleague_hears_by_letter(olga_operator: Any) -> None:
    Preference.objects.create(
        person_kind="staff", person_id=olga_operator.pk, by_email=False, updated_at=NIGHT
    )
    warn_of_password(changed(olga_operator))
    assert sent() == [("email", "olga@example.org", NIGHT)]


@pytest.mark.parametrize(
    ("change", "method", "words"),
    [
        ("added", "totp", "подключено: приложение с кодами"),
        ("removed", "webauthn", "отключено: ключ доступа"),
        ("reset", "recovery_codes", "заменено: резервные коды"),
    ],
)
def test_second_factor_is_named(olga_operator: Any, change: str, method: str, words: str) -> None:
    note_second_factor(user=olga_operator, change=change, method=method, now=NIGHT)
    warn_of_second_factor(fact_of(Entry.objects.get(event="accounts.SecondFactorChanged")))
    letter = Delivery.objects.get()
    assert (letter.address, letter.subject) == ("olga@example.org", "Изменён второй фактор входа")
    assert words in letter.body
    assert WORDS in letter.body


def test_english_is_spoken_to_who_chose_it(citizen: Any) -> None:
    citizen.language = "en"
    citizen.save()
    note_second_factor(user=citizen.user, change="added", method="totp", now=NIGHT)
    warn_of_second_factor(fact_of(Entry.objects.get(event="accounts.SecondFactorChanged")))
    letter = Delivery.objects.get(channel="email")
    assert "added: authenticator app" in letter.body
