"""What was guessed against what people chose: kept without anybody's words."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from common.actors import SYSTEM
from common.errors import NotAllowed
from journal.models import Entry
from tests.factories.accounts import make_staff
from topics.actions import Contact, note_topic
from topics.models import CorrectedWord, Guess
from topics.reference import load_reference

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TEXT = "Иван Кузнецов из Казани, 89161234567: забыл пароль и не могу войти в кабинет"


@pytest.fixture(autouse=True)
def _topics() -> None:
    load_reference(NOW)


def test_right_guess_keeps_nothing_of_the_text() -> None:
    note_topic(contact=Contact(uuid4(), TEXT, "login"), by=SYSTEM, now=NOW)

    guess = Guess.objects.get()
    assert (guess.guessed, guess.chosen) == ("login", "")
    assert CorrectedWord.objects.count() == 0
    assert not Entry.objects.filter(event="topics.TopicCorrected").exists()


def test_words_of_corrected_contacts_are_common_and_nobodys() -> None:
    note_topic(contact=Contact(uuid4(), TEXT, "otp_codes"), by=SYSTEM, now=NOW)
    note_topic(contact=Contact(uuid4(), "пароль", "login"), by=SYSTEM, now=NOW)

    rows = CorrectedWord.objects.values_list("word", "guessed", "chosen", "times")
    assert set(rows) == {
        (word, "login", "otp_codes", 1) for word in ("войти", "забыть", "кабинет", "мочь", "пароль")
    }


def test_another_choice_is_one_correction_however_often_it_is_told() -> None:
    key = uuid4()
    for _ in range(2):
        note_topic(contact=Contact(key, TEXT, "otp_codes"), by=SYSTEM, now=NOW)

    guess = Guess.objects.get()
    assert (guess.guessed, guess.chosen, guess.chosen_at) == ("login", "otp_codes", NOW)
    assert CorrectedWord.objects.get(word="пароль").times == 1
    fact = Entry.objects.get(event="topics.TopicCorrected")
    assert fact.data == {"contact": str(key), "guessed": "login", "chosen": "otp_codes"}


def test_choice_taken_back_is_right_again() -> None:
    key = uuid4()
    note_topic(contact=Contact(key, TEXT, "payment"), by=SYSTEM, now=NOW)
    note_topic(contact=Contact(key, TEXT, "login"), by=SYSTEM, now=NOW)

    assert Guess.objects.get().chosen == "login"


def test_people_do_not_write_guesses() -> None:
    contact, admin = Contact(uuid4(), TEXT, "login"), make_staff(role="administrator")
    with pytest.raises(NotAllowed):
        note_topic(contact=contact, by=admin, now=NOW)

    assert Guess.objects.count() == 0


def test_report_counts_weeks_and_proposes_words(capsys: pytest.CaptureFixture[str]) -> None:
    now = timezone.now()
    for place in range(4):
        text = "забыл пароль от калитки, не могу войти в кабинет"
        topic = "login" if place == 3 else "outage"
        note_topic(contact=Contact(uuid4(), text, topic), by=SYSTEM, now=now)

    call_command("topics_report")

    out = capsys.readouterr().out
    assert "accuracy 0.250 (1 of 4)" in out
    assert "outage приняли за login: 3" in out
    assert "outage: «калитка» — в 3 исправленных обращениях (100%)" in out
    assert "«пароль» — в" not in out  # a stem speaks for it already


def test_report_without_guesses_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("topics_report")

    assert "тем не определяли" in capsys.readouterr().out
