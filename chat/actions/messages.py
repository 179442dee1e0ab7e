"""Doors of words: say, edit, delete. What is said is masked, sealed and numbered before anybody hears it.

No journal fact for what is said: the row is its own record. Edits and deletions leave one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from chat.actions._locking import locked, require_talking
from chat.actions.appending import NewRow, append, lock_all
from chat.events import MessageDeleted, MessageEdited
from chat.models import Dialog, File, Message
from chat.models.messages import Kind, Side
from chat.policies import can_change_words, can_note, can_write, owns
from chat.selectors.dialogs import side_of
from common.actors import SYSTEM, Acts
from common.errors import DomainError, InvalidInput
from common.masking import mask_text
from common.policies import require
from journal import facts as journal

MOST_LETTERS = 4000
MOST_FILES = 10
EDITABLE = timedelta(seconds=60)
WORDS = frozenset({Kind.TEXT, Kind.NOTE, Kind.FILE})


class TooLate(DomainError):
    """The minute in which words may be changed is over."""

    code = "too_late"


class NoSuchDialog(DomainError):
    """The dialog is not there."""

    code = "not_found"
    http_status = 404


class AlreadySaid(DomainError):
    """This sender's id is taken by somebody else's row."""

    code = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What somebody says. `cid` is the sender's own id: sent twice, it is stored once."""

    cid: UUID
    text: str = ""
    quote: int | None = None
    files: tuple[UUID, ...] = ()
    is_inner: bool = False
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One of many words stored together by the sockets of a process."""

    dialog_id: UUID
    by: Any
    words: Words


@transaction.atomic
def say(*, dialog: Dialog, words: Words, by: Acts, now: datetime) -> Message:
    """Store a message or, with `is_inner`, a note; the same `cid` again returns the same row."""
    said = say_many([Saying(dialog_id=dialog.pk, by=by, words=words)], now=now)[0]
    if isinstance(said, DomainError):
        raise said
    return said


@transaction.atomic
def say_many(sayings: Sequence[Saying], *, now: datetime) -> list[Message | DomainError]:
    """Store what many say in one transaction; a refusal concerns only its own words.

    The order is kept within a dialog. Sockets gather what comes while a batch is being stored.
    """
    dialogs = lock_all(saying.dialog_id for saying in sayings)
    known = _known(sayings)
    answers: list[Message | DomainError | None] = [None] * len(sayings)
    fresh: dict[tuple[UUID, UUID], int] = {}
    rows: list[NewRow] = []
    for at, saying in enumerate(sayings):
        key = (saying.dialog_id, saying.words.cid)
        try:
            side = side_that_may(saying, dialogs)
            if key in known:
                answers[at] = _same(known[key], saying, side)
            elif key in fresh:
                _require_same(rows[fresh[key]], saying, side)
            else:
                rows.append(row_of(dialogs[saying.dialog_id], saying, side))
                fresh[key] = len(rows) - 1
        except DomainError as refusal:
            answers[at] = refusal
    written = append(rows, now=now) if rows else []
    _attach(sayings, fresh, written)
    return [
        written[fresh[(saying.dialog_id, saying.words.cid)]] if answer is None else answer
        for answer, saying in zip(answers, sayings, strict=True)
    ]


@transaction.atomic
def say_event(
    *,
    dialog: Dialog,
    event: str,
    by: Acts,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    is_inner: bool = False,
) -> Message:
    """Write an event into the dialog: a code of `chat/event_words.py`, ids and numbers in `data`.

    A step of other doors; `by` is who caused it.
    """
    author = by if isinstance(by, User) and by.is_employee else None
    row = NewRow(
        dialog=locked(dialog),
        kind=Kind.EVENT,
        side=Side.SYSTEM,
        author=author,
        is_inner=is_inner,
        payload={"event": event, **(data or {})},
    )
    return append([row], now=now)[0]


@transaction.atomic
def say_bot(*, dialog: Dialog, words: Words, by: Acts = SYSTEM, now: datetime) -> Message:
    """Let the helper say something: a text of ours, or articles by their codes."""
    known = Message.objects.filter(dialog=dialog, cid=words.cid).first()
    if known is not None:
        return known
    row = NewRow(
        dialog=locked(dialog),
        kind=Kind.ARTICLE if words.articles else Kind.TEXT,
        side=Side.BOT,
        cid=words.cid,
        text=words.text,
        payload={"articles": list(words.articles)} if words.articles else {},
    )
    return append([row], now=now)[0]


@transaction.atomic
def edit_message(*, dialog: Dialog, target: int, words: Words, by: Acts, now: datetime) -> Message:
    """Put other words in place of one's own within a minute; both sides see that it was edited."""
    return _change(dialog=dialog, target=target, words=words, by=by, now=now)


@transaction.atomic
def delete_message(*, dialog: Dialog, target: int, cid: UUID, by: Acts, now: datetime) -> Message:
    """Take one's own words back within a minute; that something stood there remains visible."""
    return _change(dialog=dialog, target=target, words=Words(cid=cid), by=by, now=now)


# --- steps of the doors
def _known(sayings: Sequence[Saying]) -> dict[tuple[UUID, UUID], Message]:
    """Return the rows already stored under these senders' ids."""
    ids = {saying.dialog_id for saying in sayings}
    cids = {saying.words.cid for saying in sayings}
    found = Message.objects.filter(dialog__in=ids, cid__in=cids)
    return {(row.dialog_id, row.cid): row for row in found}


def side_that_may(saying: Saying, dialogs: Mapping[UUID, Dialog]) -> Side:
    """Return whose words these are; asked of the locked dialog, so a change by SQL alone counts."""
    dialog = dialogs.get(saying.dialog_id)
    if dialog is None:
        raise NoSuchDialog("Разговор не найден.")
    if saying.words.is_inner:
        require(can_note, saying.by, dialog)
    else:
        if owns(saying.by, dialog):
            require_talking(dialog)
        require(can_write, saying.by, dialog)
    return side_of(saying.by, dialog)


def _same(row: Message, saying: Saying, side: Side) -> Message:
    _require_same(row, saying, side)
    return row


def _require_same(row: Message | NewRow, saying: Saying, side: Side) -> None:
    """Raise AlreadySaid when the id is somebody else's: its owner's row is not theirs to learn of."""
    if row.side != side or row.is_inner != saying.words.is_inner:
        raise AlreadySaid("Этот номер сообщения уже занят. Отправьте сообщение ещё раз.")


def row_of(dialog: Dialog, saying: Saying, side: Side) -> NewRow:
    """Return what is to be stored: masked, or why not."""
    words = saying.words
    shown = mask_text(clean(words.text))
    if not (shown.text or words.files or words.articles):
        raise InvalidInput("Напишите сообщение.", field="text")
    if len(words.files) > MOST_FILES:
        raise InvalidInput(f"Не больше {MOST_FILES} файлов в одном сообщении.", field="files")
    payload: dict[str, Any] = {}
    if words.quote is not None:
        if not 0 < words.quote <= dialog.last_seq:
            raise InvalidInput("Сообщение, на которое вы отвечаете, не найдено.", field="quote")
        payload["quote"] = words.quote
    if shown.hidden:
        payload["hidden"] = [str(kind) for kind in shown.hidden]
    if words.articles:
        if side == Side.CITIZEN:
            raise InvalidInput("Статьи прикладывает оператор.", field="articles")
        payload["articles"] = list(words.articles)
    if words.files:
        _require_files(dialog, words.files, side)
        payload["files"] = len(words.files)
    return NewRow(
        dialog=dialog,
        kind=_kind(words),
        side=side,
        cid=words.cid,
        author=saying.by if isinstance(saying.by, User) and side == Side.OPERATOR else None,
        is_inner=words.is_inner,
        text=shown.text,
        payload=payload,
    )


def _kind(words: Words) -> Kind:
    if words.is_inner:
        return Kind.NOTE
    if words.articles:
        return Kind.ARTICLE
    return Kind.FILE if words.files and not words.text.strip() else Kind.TEXT


def clean(text: str) -> str:
    """Return a text as it may be stored: no NUL, no halves of letters, not too long."""
    text = text.replace("\x00", "").strip()
    if len(text) > MOST_LETTERS:
        raise InvalidInput(
            f"Не больше {MOST_LETTERS} знаков в одном сообщении. Разделите его на части.",
            field="text",
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput("В сообщении есть знаки, которых не бывает.", field="text") from error
    return text


def _unsent(dialog_ids: set[UUID], ids: set[UUID]) -> dict[UUID, File]:
    found = File.objects.filter(pk__in=ids, dialog__in=dialog_ids, message=None)
    return {file.pk: file for file in found.exclude(state=File.State.INFECTED)}


def _require_files(dialog: Dialog, ids: tuple[UUID, ...], side: Side) -> None:
    found = _unsent({dialog.pk}, set(ids))
    if set(found) != set(ids) or any(file.side != side for file in found.values()):
        raise InvalidInput(
            "Файл не найден или уже отправлен. Приложите его ещё раз.", field="files"
        )


def _attach(
    sayings: Sequence[Saying], fresh: Mapping[tuple[UUID, UUID], int], written: Sequence[Message]
) -> None:
    """Give the files to their messages; the dialogs are locked, so nobody else has taken them."""
    for saying in sayings:
        key = (saying.dialog_id, saying.words.cid)
        if saying.words.files and key in fresh:
            loose = File.objects.filter(pk__in=saying.words.files, message=None)
            loose.update(message=written[fresh[key]])


def _change(*, dialog: Dialog, target: int, words: Words, by: Acts, now: datetime) -> Message:
    """Write an edit, or without words a deletion, of one's own row; the caller is atomic."""
    dialog = locked(dialog)
    row = _own_row(dialog, target, by=by)
    require(_can_change(row), by, dialog)
    known = Message.objects.filter(dialog=dialog, cid=words.cid).first()
    if known is not None:
        if known.payload.get("target") != target or known.side != row.side:
            raise AlreadySaid("Этот номер правки уже занят. Попробуйте ещё раз.")
        return known
    if now - row.at > EDITABLE:
        raise TooLate("Исправить или удалить сообщение можно только в течение минуты.")
    removals = Message.objects.filter(dialog=dialog, kind=Kind.DELETE, seq__gt=target)
    if removals.filter(payload__target=target).exists():
        raise InvalidInput("Сообщение уже удалено.", field="target")
    shown = mask_text(clean(words.text))
    hidden = {"hidden": [str(kind) for kind in shown.hidden]} if shown.hidden else {}
    change = NewRow(
        dialog=dialog,
        kind=Kind.EDIT if shown.text else Kind.DELETE,
        side=Side(row.side),
        cid=words.cid,
        author=row.author,
        is_inner=row.is_inner,
        text=shown.text,
        payload={"target": target, **hidden},
    )
    written = append([change], now=now)[0]
    event = MessageEdited if shown.text else MessageDeleted
    journal.record(event(dialog_id=dialog.pk, seq=target), by=by, at=now)
    return written


def _can_change(row: Message) -> Any:
    def can_change_own_words(by: Any, dialog: Dialog) -> bool:
        return can_change_words(by, dialog, is_inner=row.is_inner)

    return can_change_own_words


def _own_row(dialog: Dialog, target: int, *, by: Acts) -> Message:
    row = Message.objects.filter(dialog=dialog, seq=target, kind__in=WORDS).first()
    mine = row is not None and (
        row.author_id == by.pk
        if isinstance(by, User) and by.is_employee
        else row.side == Side.CITIZEN and owns(by, dialog)
    )
    if row is None or not mine:
        raise InvalidInput("Своё сообщение с таким номером не найдено.", field="target")
    return row
