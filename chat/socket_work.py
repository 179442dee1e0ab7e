"""What sockets ask of the database, each call one job of `chat/pool.py`. Rights are asked here, every time.

A `Seat` is a socket as the database knows it. Nothing here knows of sockets, frames come out as text.
"""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from accounts.selectors import stamps_of, users_of_sessions
from chat import hints, protocol
from chat.actions.marks import Marks, note_marks
from chat.actions.messages import Saying, Words, delete_message, edit_message, say_many
from chat.guests import Guest
from chat.models import Dialog, Message
from chat.models.messages import Side
from chat.policies import can_mark, can_read, keep_profiles
from chat.protocol import Code
from chat.selectors.dialogs import dialog_for, side_of, visible_to
from chat.selectors.faces import face_of, marks_of
from chat.selectors.rows import MOST_ROWS, deleted_among, with_files
from chat.selectors.states import state_of
from chat.selectors.voice import alive_calls, may_signal
from chat.statements import RIGHTS
from common.errors import DomainError

KNOWN_FOR_S = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """On which side a seat is in a dialog, and whether it talks or only looks on."""

    side: Side
    talks: bool


class Stood(NamedTuple):
    """Who somebody was when it was last asked, and when; the stamp says later whether they still are."""

    by: Any
    at: float = float("-inf")
    stamp: str | None = None


@dataclass(slots=True, eq=False)
class Seat:
    """Who sits at a socket. `told` is up to which row each open dialog has been told."""

    session_key: str | None
    guest: Guest | None
    stood: Stood
    told: dict[UUID, int] = field(default_factory=dict)
    places: dict[UUID, Place] = field(default_factory=dict)
    # How each dialog stood at the last heartbeat: a change whose hint was lost is told again.
    stamps: dict[UUID, Any] = field(default_factory=dict)

    @property
    def by(self) -> Any:
        return self.stood.by


Watchers = Mapping[UUID, Sequence[Seat]]
Standing = dict[Seat, Any]


@dataclass(slots=True)
class News:
    """What is to be told, and to whom no longer."""

    ended: set[Seat] = field(default_factory=set)
    standing: Standing = field(default_factory=dict)
    lost: list[tuple[Seat, UUID]] = field(default_factory=list)
    places: dict[tuple[Seat, UUID], Place] = field(default_factory=dict)
    # Dialog -> (seq, text by side), oldest first; a side nobody here is on has none.
    rows: dict[UUID, list[tuple[int, dict[Side, str]]]] = field(default_factory=dict)
    upto: dict[UUID, int] = field(default_factory=dict)
    unread: set[UUID] = field(default_factory=set)
    # Dialogs whose rows were stored here just now, not read from a number on.
    stored: set[UUID] = field(default_factory=set)
    # Dialog -> side -> frames about it.
    about: dict[UUID, dict[Side, list[str]]] = field(default_factory=dict)


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def text_of(frame: Mapping[str, Any]) -> str:
    return _JSON.encode(frame)


# --- who it is
def standing(seats: Iterable[Seat], *, anew: bool = False) -> Standing:
    """Ask who they all are now; whose session ended or who was switched off is not among them (W-05).

    Who is read again is only whose stamp has changed. Whose profiles a citizen acts for is asked
    `anew` by the heartbeat, and kept between two of them.
    """
    seats = set(seats)
    asked_at = time.monotonic()
    people = {seat.session_key: seat.by.pk for seat in seats if seat.session_key}
    stamps = stamps_of(people)  # before they are read: what changes in between is noticed later
    same = {
        seat
        for seat in seats
        if seat.guest or stamps.get(seat.session_key or "", "") == seat.stood.stamp
    }
    changed = {seat.session_key for seat in seats - same if seat.session_key}
    users = users_of_sessions(changed) if changed else {}
    found: Standing = {}
    for seat in seats:
        by = seat.by if seat in same else users.get(seat.session_key or "")
        if by is None:
            continue
        found[seat] = by
        if isinstance(by, User) and by.is_citizen:
            keep_profiles(None if anew else seat.by, by)
        seat.stood = Stood(by, asked_at, stamps.get(seat.session_key or ""))
    return found


def lately(seats: Iterable[Seat], *, speakers: Iterable[Seat] = ()) -> Standing:
    """Return who listeners are as of a second ago at the latest; who speaks is always asked now."""
    edge = time.monotonic() - KNOWN_FOR_S
    found: Standing = {seat: seat.by for seat in seats if seat.stood.at > edge}
    unknown = {seat for seat in seats if seat not in found}.union(speakers)
    return found | standing(unknown) if unknown else found


def _now(seat: Seat) -> Any:
    """Return who one seat is now; raise Http404 for nobody."""
    by = standing([seat]).get(seat)
    if by is None:
        raise Http404
    return by


def place_of(by: Any, dialog: Dialog) -> Place:
    return Place(side_of(by, dialog), can_mark(by, dialog))


def row_text(dialog_id: UUID, face: Mapping[str, Any]) -> str:
    return text_of({"op": "row", "dialog": str(dialog_id), "row": face})


# --- words
def store(
    batch: Sequence[tuple[Seat, protocol.Send]], watchers: Watchers
) -> tuple[list[str], News]:
    """Store what many say in one transaction; return the answers and what is to be told here."""
    speakers = {seat for seat, _ in batch}
    listeners = [seat for seat in _all(watchers) if seat not in speakers]
    news = _news_of([*speakers, *listeners], lately(listeners, speakers=speakers))
    sayings = [
        Saying(dialog_id=send.dialog, by=news.standing[seat], words=words_of(send))
        for seat, send in batch
        if seat in news.standing
    ]
    now = timezone.now()
    said = iter(say_many(sayings, now=now))
    answers: list[str] = []
    written: dict[UUID, Message] = {}
    for seat, send in batch:
        answer = next(said) if seat in news.standing else None
        answers.append(_answer(answer, news.standing.get(seat), seat, send))
        if isinstance(answer, Message) and answer.at == now:
            written[answer.pk] = answer
    _tell_written(news, list(written.values()), watchers)
    return answers, news


def words_of(op: protocol.Send | protocol.Change) -> Words:
    """Return the words of a frame as the doors take them."""
    if isinstance(op, protocol.Change):
        return Words(cid=op.cid, text=op.text)
    return Words(
        cid=op.cid,
        text=op.text,
        quote=op.quote,
        files=op.files,
        is_inner=op.is_inner,
        articles=op.articles,
    )


def _answer(answer: Message | DomainError | None, by: Any, seat: Seat, send: protocol.Send) -> str:
    """Return the answer to a sender; of a dialog they do not see they learn nothing."""
    if answer is None:
        return text_of(protocol.error(Code.NOT_FOUND, cid=send.cid, dialog=send.dialog))
    if isinstance(answer, Message):
        return text_of(ack(answer))
    if send.dialog not in seat.told and not visible_to(by).filter(pk=send.dialog).exists():
        return text_of(protocol.error(Code.NOT_FOUND, cid=send.cid, dialog=send.dialog))
    return text_of(protocol.refusal(answer, cid=send.cid, dialog=send.dialog))


def ack(row: Message) -> dict[str, Any]:
    return {
        "op": "ack",
        "dialog": str(row.dialog_id),
        "cid": str(row.cid),
        "seq": row.seq,
        "id": str(row.pk),
        "at": row.at.isoformat(),
    }


def _tell_written(news: News, rows: list[Message], watchers: Watchers) -> None:
    """Make news of rows this process has just stored, without reading them back."""
    for row in rows:
        news.upto[row.dialog_id] = max(news.upto.get(row.dialog_id, 0), row.seq)
    dialogs = {row.dialog_id: row.dialog for row in rows}
    news.stored.update(dialogs)
    judge(news, dialogs, watchers)
    put_rows(news, with_files(sorted(rows, key=lambda row: row.seq)))


def changed(seat: Seat, op: protocol.Change) -> tuple[str, list[bytes]]:
    """Edit or delete; return the answer and the hints."""
    with hints.gathered() as frames:
        answer = _change(seat, op)
    return answer, frames


def _change(seat: Seat, op: protocol.Change) -> str:
    by, now = _now(seat), timezone.now()
    dialog = dialog_for(by, op.dialog)
    if op.text:
        row = edit_message(dialog=dialog, target=op.target, words=words_of(op), by=by, now=now)
    else:
        row = delete_message(dialog=dialog, target=op.target, cid=op.cid, by=by, now=now)
    return text_of(ack(row))


def mark(marks: Mapping[tuple[Seat, UUID], Marks]) -> None:
    """Note how far seats have received and read; who may not is passed over."""
    known = standing(seat for seat, _ in marks)
    dialogs = Dialog.objects.in_bulk({dialog_id for _, dialog_id in marks})
    for (seat, dialog_id), each in marks.items():
        dialog = dialogs.get(dialog_id)
        by = known.get(seat)
        if by is not None and dialog is not None and can_mark(by, dialog):
            note_marks(dialog=dialog, marks=each, by=by, now=timezone.now())


def signal(seat: Seat, op: protocol.Signal) -> bytes:
    """Return a signal of a call as it travels to the other side; raise Http404 when it may not pass."""
    by = _now(seat)
    dialog = dialog_for(by, op.dialog)
    if not may_signal(by, dialog, op.call):
        raise Http404
    return hints.sealed_signal(dialog.pk, side_of(by, dialog), op.call, op.data)


# --- what others have stored
def read_news(kinds: Mapping[UUID, set[str]], watchers: Watchers) -> News:
    """Read what is new in dialogs: rows, marks, state; for watchers who still may see it."""
    listeners = _all(watchers)
    news = _news_of(listeners, lately(listeners))
    told_state = {pk for pk, asked in kinds.items() if hints.STATE in asked}
    dialogs = _slender().in_bulk(list(kinds.keys() - told_state))
    dialogs |= Dialog.objects.select_related("operator", "ticket").in_bulk(list(told_state))
    judge(news, dialogs, watchers)
    after = {
        pk: min((seat.told.get(pk, 0) for seat in watchers.get(pk, ())), default=dialog.last_seq)
        for pk, dialog in dialogs.items()
        if hints.ROWS in kinds[pk]
    }
    _read_rows(news, {pk: seq for pk, seq in after.items() if seq < dialogs[pk].last_seq})
    for pk, dialog in dialogs.items():
        _read_about(news, dialog, kinds[pk])
    return news


def _read_rows(news: News, after: Mapping[UUID, int]) -> None:
    if not after:
        return
    wanted = Q(pk__in=[])
    for pk, seq in after.items():
        wanted |= Q(dialog=pk, seq__gt=seq)
    found = Message.objects.filter(wanted).select_related("author").order_by("dialog", "seq")
    most = MOST_ROWS * len(after)
    rows = with_files(list(found[: most + 1]))
    if len(rows) > most:
        news.unread.update(after)
        rows = rows[:most]
    put_rows(news, rows)
    for row in rows:
        news.upto[row.dialog_id] = row.seq


def put_rows(news: News, rows: Sequence[Message]) -> None:
    """Draw rows, once for each side that somebody judged here is on."""
    sides: dict[UUID, set[Side]] = {}
    for (_, pk), place in news.places.items():
        sides.setdefault(pk, set()).add(place.side)
    gone = deleted_among(rows)
    for row in rows:
        pk, is_deleted = row.dialog_id, row.seq in gone.get(row.dialog_id, ())
        texts = {
            side: row_text(pk, face_of(row, side=side, is_deleted=is_deleted))
            for side in sides.get(pk, ())
            if side != Side.CITIZEN or not row.is_inner
        }
        news.rows.setdefault(pk, []).append((row.seq, texts))


def _read_about(news: News, dialog: Dialog, kinds: set[str]) -> None:
    told: dict[Side, list[str]] = {Side.CITIZEN: [], Side.OPERATOR: []}
    if hints.MARKS in kinds:
        text = text_of({"op": "marks", "dialog": str(dialog.pk), "marks": marks_of(dialog)})
        for frames in told.values():
            frames.append(text)
    if hints.STATE in kinds:
        for side, frames in told.items():
            state = state_of(dialog, side=side, now=timezone.now())
            frames.append(text_of({"op": "state", "dialog": str(dialog.pk), "state": state}))
    news.about[dialog.pk] = told


def look_again(seats: Sequence[Seat]) -> tuple[News, dict[UUID, set[str]]]:
    """The heartbeat: who ended, who lost which dialog, and what of which dialog was perhaps not told."""
    news = _news_of(seats, standing(seats, anew=True))
    watchers: dict[UUID, list[Seat]] = {}
    for seat in seats:
        for pk in list(seat.told):
            watchers.setdefault(pk, []).append(seat)
    dialogs = _slender().in_bulk(list(watchers))
    judge(news, dialogs, watchers)
    calls = {pk: (call.pk, call.state) for pk, call in alive_calls(dialogs).items()}
    late: dict[UUID, set[str]] = {}
    for pk, dialog in dialogs.items():
        stamp = (
            marks_of(dialog),
            dialog.state,
            dialog.operator_id,
            dialog.ticket_id,
            calls.get(pk),
        )
        for seat in watchers[pk]:
            if seat.told.get(pk, dialog.last_seq) < dialog.last_seq:
                late.setdefault(pk, set()).add(hints.ROWS)
            if seat.stamps.get(pk, stamp) != stamp:
                late.setdefault(pk, set()).update({hints.MARKS, hints.STATE})
            seat.stamps[pk] = stamp
    return news, late


def _slender() -> QuerySet[Dialog]:
    """Return dialogs with their rights, numbers and marks: most of a dialog is not asked of here."""
    marks = [f"{side}_{mark}_seq" for side in ("citizen", "operator") for mark in ("got", "seen")]
    return Dialog.objects.only(*RIGHTS, "last_seq", "ticket_id", *marks)


def judge(news: News, dialogs: Mapping[UUID, Dialog], watchers: Watchers) -> None:
    """Say of every watcher whether they may still see the dialog, and from which side."""
    for pk, seats in watchers.items():
        dialog = dialogs.get(pk)
        if dialog is None:
            continue
        for seat in seats:
            by = news.standing.get(seat)
            if by is None:
                continue
            if can_read(by, dialog):
                news.places[(seat, pk)] = place_of(by, dialog)
            else:
                news.lost.append((seat, pk))


def _news_of(seats: Sequence[Seat], known: Standing) -> News:
    return News(ended=set(seats) - set(known), standing=known)


def _all(watchers: Watchers) -> list[Seat]:
    return [seat for seats in watchers.values() for seat in seats]
