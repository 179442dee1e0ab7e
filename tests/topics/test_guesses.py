"""What was guessed against what people chose: kept without anybody's words."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from common.actors import SYSTEM
from common.errors import NotAllowed
from journal.models import Entry
from tests.factories.accounts import make_staff
from topics.actions import Contact, note_topic
from topics.models import Guess
from topics.reference import load_reference

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TEXT = "Иван Кузнецов из Казани, 89161234567: забыл пароль и не могу войти в кабинет"


@pytest.fixture(autouse=True)
def _topics() -> None:
    load_reference(NOW)


def test_guess_keeps_plain_words_and_nobodys() -> None:
    note_topic(contact=Contact(uuid4(), TEXT, "login"), by=SYSTEM, now=NOW)

    guess = Guess.objects.get()
    assert (guess.guessed, guess.chosen) == ("login", "")
    assert {"забыть", "пароль", "войти"} <= set(guess.words)
    assert not {"иван", "кузнецов", "казань", "89161234567"} & set(guess.words)
    assert not Entry.objects.filter(event="topics.TopicCorrected").exists()


def test_another_choice_is_one_correction_however_often_it_is_told() -> None:
    key = uuid4()
    for _ in range(2):
        note_topic(contact=Contact(key, TEXT, "otp_codes"), by=SYSTEM, now=NOW)

    guess = Guess.objects.get()
    assert (guess.guessed, guess.chosen, guess.chosen_at) == ("login", "otp_codes", NOW)
    fact = Entry.objects.get(event="topics.TopicCorrected")
    assert fact.data == {"contact": str(key), "guessed": "login", "chosen": "otp_codes"}


def test_choice_taken_back_is_right_again() -> None:
    key = uuid4()
    note_topic(contact=Contact(key, TEXT, "payment"), by=SYSTEM, now=NOW)
    note_topic(contact=Contact(key, TEXT, "login"), by=SYSTEM, now=NOW)

    assert Guess.objects.get().chosen == "login"


def test_people_do_not_write_guesses() -> None:
    with pytest.raises(NotAllowed):
        contact = Contact(uuid4(), TEXT, "login")
        note_topic(contact=contact, by=make_staff(role="administrator"), now=NOW)

    assert Guess.objects.count() == 0
