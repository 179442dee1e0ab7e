"""What the chat knows of a person: given out whole, and taken out of everything (D-08, D-09)."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.subjects import Subject
from chat.actions.messages import Words, say
from chat.actions.subject import PART
from chat.models import Dialog, Message
from tests.factories.chat import make_dialog

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject(citizen: Any) -> Subject:
    return Subject((citizen.pk,), (citizen.user_id,))


def test_words_of_both_sides_are_given_out_and_notes_are_not(
    citizen: Any, olga_operator: Any, team_a: Any, subject: Subject, now: Any
) -> None:
    dialog = make_dialog(citizen=citizen, operator=olga_operator, team=team_a)
    for by, text, inner in (
        (citizen.user, "Мой вопрос", False),
        (olga_operator, "Ответ", False),
        (olga_operator, "Заметка", True),
    ):
        words = Words(cid=uuid4(), text=text, is_inner=inner)
        say(dialog=dialog, words=words, by=by, now=now)
    sections = {section.code: list(section.rows()) for section in PART.sections(subject)}
    assert [row["text"] for row in sections["chat_messages"]] == ["Мой вопрос", "Ответ"]
    assert sections["chat_messages"][0]["author"] == "вы"
    assert len(sections["dialogs"]) == 1
    assert [hold.why for hold in PART.holds(subject, now=now)] == ["ещё не окончен"]


def test_erasing_takes_words_and_names_and_leaves_times(
    citizen: Any, other_citizen: Any, team_a: Any, subject: Subject, now: Any
) -> None:
    phone = "+79160000001"
    mine = make_dialog(
        citizen=citizen, team=team_a, name="Мария", phone=phone, rating_word="Хорошо"
    )
    other = make_dialog(citizen=other_citizen, team=team_a)
    for dialog, person in ((mine, citizen), (other, other_citizen)):
        say(dialog=dialog, words=Words(cid=uuid4(), text="Тайна"), by=person.user, now=now)
    Dialog.objects.update(state="ended")
    assert PART.holds(subject, now=now) == []
    PART.erase(subject, now=now)
    mine = Dialog.objects.get(pk=mine.pk)
    assert (mine.name, mine.phone, mine.rating_word, mine.phone_index) == ("", "", "", None)
    texts = {row.dialog_id: row.text for row in Message.objects.all()}
    assert (texts[mine.pk], texts[other.pk]) == ("", "Тайна")
