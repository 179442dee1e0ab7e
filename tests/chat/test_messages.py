"""Words through their doors: once, in order, masked, sealed, by who may."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from chat.actions._locking import WrongState
from chat.actions.marks import Marks, note_marks
from chat.actions.messages import (
    MOST_LETTERS,
    AlreadySaid,
    Saying,
    TooLate,
    Words,
    delete_message,
    edit_message,
    say,
    say_bot,
    say_event,
    say_many,
)
from chat.actions.opening import NewDialog, ask_operator, open_dialog
from chat.models import Dialog, Message
from chat.models.messages import Side
from chat.selectors.faces import faces_after
from common.actors import SYSTEM
from common.errors import InvalidInput, NotAllowed
from journal.models import Entry
from tests.factories.chat import make_chat_line, make_dialog, make_guest

pytestmark = pytest.mark.django_db


def words(text: str = "Здравствуйте", **fields: Any) -> Words:
    return Words(cid=uuid4(), text=text, **fields)


@pytest.fixture
def dialog(citizen: Any, olga_operator: Any, team_a: Any) -> Dialog:
    return make_dialog(citizen=citizen, operator=olga_operator, team=team_a)


def test_rows_have_numbers_without_gaps_and_the_dialog_knows_the_last(
    dialog: Dialog, citizen: Any, olga_operator: Any, now: Any
) -> None:
    said = [
        say(dialog=dialog, words=words("Раз"), by=citizen.user, now=now),
        say(dialog=dialog, words=words("Два"), by=olga_operator, now=now),
        say_event(dialog=dialog, event="operator_joined", by=olga_operator, now=now),
        say_bot(dialog=dialog, words=words("Три"), now=now),
    ]
    assert [(row.seq, row.side) for row in said] == [
        (1, "citizen"),
        (2, "operator"),
        (3, "system"),
        (4, "bot"),
    ]
    dialog.refresh_from_db()
    assert (dialog.last_seq, dialog.citizen_wrote_at, dialog.first_reply_at) == (4, now, now)
    assert not Entry.objects.filter(subject=f"dialog:{dialog.pk}").exists()


def test_the_same_cid_is_stored_once_and_answered_alike(
    dialog: Dialog, citizen: Any, olga_operator: Any, now: Any
) -> None:
    once = words("Один раз")
    first = say(dialog=dialog, words=once, by=citizen.user, now=now)
    again = say(dialog=dialog, words=once, by=citizen.user, now=now + timedelta(hours=1))
    assert (again.pk, again.seq, again.at) == (first.pk, first.seq, first.at)
    with pytest.raises(AlreadySaid):
        say(dialog=dialog, words=once, by=olga_operator, now=now)
    assert Message.objects.filter(dialog=dialog).count() == 1


def test_a_batch_stores_what_it_may_and_refuses_the_rest_one_by_one(
    dialog: Dialog, citizen: Any, olga_operator: Any, oleg_operator: Any, now: Any
) -> None:
    twice = words("Дважды")
    batch = [
        (citizen.user, twice),
        (oleg_operator, words("Чужой")),
        (olga_operator, words("Ответ")),
        (citizen.user, twice),
        (citizen.user, words("   ")),
        (citizen.user, words("а" * (MOST_LETTERS + 1))),
        (citizen.user, words("\ud800")),
    ]
    sayings = [Saying(dialog_id=dialog.pk, by=by, words=said) for by, said in batch]
    answers = say_many([*sayings, Saying(dialog_id=uuid4(), by=citizen.user, words=twice)], now=now)
    told = [getattr(answer, "seq", None) or answer.code for answer in answers]  # type: ignore[union-attr]
    assert told == [1, "forbidden", 2, 1, "invalid", "invalid", "invalid", "not_found"]
    assert Message.objects.count() == 2


def test_c14_codes_and_documents_are_masked_before_they_are_stored(
    dialog: Dialog, citizen: Any, now: Any
) -> None:
    text = "Мой СНИЛС 112-233-445 95, код из СМС 482913"
    row = say(dialog=dialog, words=words(text), by=citizen.user, now=now)
    stored = Message.objects.get(pk=row.pk)
    assert "112-233" not in stored.text
    assert "482913" not in stored.text
    assert stored.payload == {"hidden": ["snils", "code"]}


def test_words_are_edited_and_deleted_within_a_minute_by_their_author(
    dialog: Dialog, citizen: Any, olga_operator: Any, now: Any
) -> None:
    row = say(dialog=dialog, words=words("Прверка"), by=citizen.user, now=now)
    soon, late = now + timedelta(seconds=60), now + timedelta(seconds=61)
    changed = {"dialog": dialog, "target": row.seq}
    with pytest.raises(InvalidInput):
        edit_message(**changed, words=words("Не моё"), by=olga_operator, now=soon)
    edit = edit_message(**changed, words=words("Проверка"), by=citizen.user, now=soon)
    with pytest.raises(TooLate):
        edit_message(**changed, words=words("Поздно"), by=citizen.user, now=late)
    gone = delete_message(**changed, cid=uuid4(), by=citizen.user, now=soon)
    with pytest.raises(InvalidInput):
        delete_message(**changed, cid=uuid4(), by=citizen.user, now=soon)
    assert [(edit.seq, edit.kind), (gone.seq, gone.kind)] == [(2, "edit"), (3, "delete")]
    events = Entry.objects.filter(subject=f"dialog:{dialog.pk}").order_by("pk")
    assert list(events.values_list("event", flat=True)) == [
        "chat.MessageEdited",
        "chat.MessageDeleted",
    ]
    faces, _ = faces_after(dialog, 0, side=Side.OPERATOR)
    assert (faces[0]["text"], faces[0]["deleted"]) == ("", True)


def test_w18_notes_and_their_edits_never_reach_the_citizen(
    dialog: Dialog, citizen: Any, olga_operator: Any, senior: Any, now: Any
) -> None:
    note = say(dialog=dialog, words=words("Заметка", is_inner=True), by=senior, now=now)
    edit_message(dialog=dialog, target=note.seq, words=words("Другая"), by=senior, now=now)
    say(dialog=dialog, words=words("Видно"), by=olga_operator, now=now)
    seen, read = faces_after(dialog, 0, side=Side.CITIZEN)
    assert [(face["seq"], face["text"]) for face in seen] == [(3, "Видно")]
    assert read.upto == 3
    inner, _ = faces_after(dialog, 0, side=Side.OPERATOR)
    assert [(face["kind"], face["inner"]) for face in inner] == [
        ("note", True),
        ("edit", True),
        ("text", False),
    ]
    with pytest.raises(NotAllowed):
        say(dialog=dialog, words=words("Я", is_inner=True), by=citizen.user, now=now)


def test_w17_citizens_are_told_an_alias(
    dialog: Dialog, citizen: Any, olga_operator: Any, now: Any
) -> None:
    olga_operator.alias = "Оператор Ольга"
    olga_operator.save()
    say(dialog=dialog, words=words("Добрый день"), by=olga_operator, now=now)
    say_event(dialog=dialog, event="operator_joined", by=olga_operator, now=now)
    seen, _ = faces_after(dialog, 0, side=Side.CITIZEN)
    assert {face["who"] for face in seen} == {"Оператор Ольга"}
    assert olga_operator.full_name not in str(seen)
    assert str(olga_operator.pk) not in str(seen)
    known, _ = faces_after(dialog, 0, side=Side.OPERATOR)
    assert known[0]["who"] == olga_operator.full_name


def test_marks_only_grow_and_never_pass_the_last_row(
    dialog: Dialog, citizen: Any, olga_operator: Any, senior: Any, now: Any
) -> None:
    for _ in range(3):
        say(dialog=dialog, words=words(), by=olga_operator, now=now)
    for marks in (Marks(seen=2), Marks(got=99), Marks(got=1, seen=1)):
        note_marks(dialog=dialog, marks=marks, by=citizen.user, now=now)
    with pytest.raises(NotAllowed):
        note_marks(dialog=dialog, marks=Marks(seen=3), by=senior, now=now)
    dialog.refresh_from_db()
    assert (dialog.citizen_got_seq, dialog.citizen_seen_seq) == (3, 2)
    assert (dialog.operator_got_seq, dialog.operator_seen_seq) == (0, 0)


def test_a_guest_opens_one_dialog_and_asks_for_a_person(team_a: Any, now: Any) -> None:
    _, guest = make_guest()
    line = make_chat_line(team_a)
    new = NewDialog(line=line, words=words("Не приходит код"), name="Анна")
    dialog = open_dialog(new=new, by=guest, now=now)
    same = open_dialog(new=NewDialog(line=line, words=words("Ещё")), by=guest, now=now)
    assert (same.pk, Dialog.objects.count(), dialog.name) == (dialog.pk, 1, "Анна")
    asked = ask_operator(dialog=dialog, by=guest, now=now)
    ask_operator(dialog=dialog, by=guest, now=now + timedelta(seconds=5))
    assert (asked.state, asked.asked_at, asked.last_seq) == ("waiting", now, 3)
    facts = Entry.objects.filter(subject=f"dialog:{dialog.pk}").order_by("pk")
    assert [(fact.event, fact.actor_kind) for fact in facts] == [
        ("chat.DialogOpened", "guest"),
        ("chat.OperatorAsked", "guest"),
    ]


def test_nobody_speaks_in_a_dialog_that_is_over(
    dialog: Dialog, citizen: Any, olga_operator: Any, now: Any
) -> None:
    Dialog.objects.filter(pk=dialog.pk).update(state="ended")
    with pytest.raises(WrongState):
        say(dialog=dialog, words=words(), by=citizen.user, now=now)
    with pytest.raises(NotAllowed):
        say(dialog=dialog, words=words(), by=olga_operator, now=now)
    assert say_event(dialog=dialog, event="ended", by=SYSTEM, now=now).seq == 1
