"""The hot path of words: what the doors would do, asked of the database in one statement, optimistically.

The policies are asked of dialogs and people as they were last read; the statement proves that both
still stand and writes nothing otherwise (`chat/statements.py`). Whatever is not plain or not as
known is answered by None: then `chat/socket_work.py` does it by the doors, which decide.
Runs in the event loop: nothing here may query, and Django refuses where it would.
"""

import json
import logging
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import psycopg2
from django.core.exceptions import SynchronousOnlyOperation
from django.utils import timezone

from accounts.models import User
from chat import hints, protocol, socket_work
from chat.actions.messages import Saying, row_of, side_that_may
from chat.line import Line
from chat.models import Message
from chat.pool import in_pool
from chat.selectors.rows import MOST_ROWS
from chat.slight import Rights, Said
from chat.socket_work import (
    News,
    Seat,
    Watchers,
    ack,
    judge,
    put_rows,
    text_of,
    words_of,
)
from chat.statements import READ, RIGHTS, STAND, STORE
from common.crypto import keys
from common.errors import DomainError
from common.fields import Sealed
from common.ids import new_id

logger = logging.getLogger(__name__)
Batch = Sequence[tuple[Seat, protocol.Send]]
_ROW = len(RIGHTS) + 3  # where a row begins in what READ finds
_TEXT: Any = Message._meta.get_field("text")
# What stops the hot path and is nobody's fault: the careful way says what is the matter.
NOT_NOW = (psycopg2.Error, OSError, TimeoutError, SynchronousOnlyOperation)


def parted(batch: Batch, opened: Collection[UUID]) -> tuple[list[int], list[int]]:
    """Return which of a batch may go the swift way, and which not; a dialog goes one way as a whole."""
    slow: set[UUID] = set()
    cids: set[tuple[UUID, UUID]] = set()
    for seat, send in batch:
        is_plain = send.quote is None and not send.files and not send.articles
        is_known = send.dialog in opened and (seat.guest or seat.stood.stamp)
        if not (is_plain and is_known) or (send.dialog, send.cid) in cids:
            slow.add(send.dialog)
        cids.add((send.dialog, send.cid))
    swift = [at for at, (_, send) in enumerate(batch) if send.dialog not in slow]
    return swift, [at for at, (_, send) in enumerate(batch) if send.dialog in slow]


async def store(
    line: Line, batch: Batch, known: dict[UUID, Any], watchers: Watchers
) -> tuple[list[str], News, list[bytes]] | None:
    """Store a batch; return the answers, what is to be told here and the hints. None: not stored.

    `known` is what dialogs' rights hang on, as of the last time somebody spoke here.
    """
    try:
        await _fresh_keys()
        known.update(await _rights(line, {send.dialog for _, send in batch} - known.keys()))
        now = timezone.now()
        written: list[Any] = [_said(seat, send, known, now) for seat, send in batch]
        dialogs = {row.dialog_id: known[row.dialog_id] for row in written}
        speakers = {seat for seat, _ in batch}
        asked_at = time.monotonic()
        numbers = await line.ask(
            STORE.name,
            _people(speakers),
            _dialogs(dialogs.values()),
            json.dumps([_values(at, row) for at, row in enumerate(written)]),
            now,
        )
    except (*NOT_NOW, DomainError):
        return None
    if len(numbers) != len(written):
        return None
    for seat in speakers:
        seat.stood = seat.stood._replace(at=asked_at)
    seqs = dict(numbers)
    for row in written:
        row.seq = seqs[row.pk]
    answers = [text_of(ack(row)) for row in written]
    news = _news_of(written, dialogs, watchers)
    return answers, news, [hints.rows_hint(pk, seq) for pk, seq in news.upto.items()]


async def _rights(line: Line, unknown: Collection[UUID]) -> dict[UUID, Any]:
    if not unknown:
        return {}
    found = await line.ask(READ.name, _after(dict.fromkeys(unknown, protocol.MOST_SEQ)), MOST_ROWS)
    return {values[0]: _rights_of(values) for values in found}


async def read(line: Line, after: Mapping[UUID, int], watchers: Watchers) -> News | None:
    """Read what is new in dialogs for watchers who still may see it. None: not read."""
    seats = {seat for pk in after for seat in watchers.get(pk, ())}
    try:
        await _fresh_keys()
        if not await _still_stand(line, seats):
            return None
        found = await line.ask(READ.name, _after(after), MOST_ROWS)
        if len(found) >= MOST_ROWS:
            return None
        return _read_news(found, seats, watchers)
    except NOT_NOW:
        return None


def _read_news(
    found: Sequence[Sequence[Any]], seats: Iterable[Seat], watchers: Watchers
) -> News | None:
    news = News(standing={seat: seat.by for seat in seats})
    dialogs: dict[UUID, Any] = {values[0]: _rights_of(values) for values in found}
    rows: list[Any] = [_read(values) for values in found if values[_ROW] is not None]
    if any(row.payload.get("files") for row in rows):
        return None
    judge(news, dialogs, watchers)
    put_rows(news, rows)
    news.upto = {row.dialog_id: row.seq for row in rows}
    return news


# --- people
async def _still_stand(line: Line, seats: Iterable[Seat]) -> bool:
    """Say whether all of them are who they were, as of a second ago at the latest."""
    asked_at = time.monotonic()
    stale = {
        seat
        for seat in seats
        if seat.stood.at <= asked_at - socket_work.KNOWN_FOR_S and not seat.guest
    }
    if not stale:
        return True
    stamps: dict[Any, Any] = dict(await line.ask(STAND.name, _people(stale)))
    if any(stamps.get(seat.session_key, "") != seat.stood.stamp for seat in stale):
        return False
    for seat in stale:
        seat.stood = seat.stood._replace(at=asked_at)
    return True


def _people(seats: Iterable[Seat]) -> str:
    return json.dumps(
        [
            {"key": seat.session_key, "user_id": str(seat.by.pk), "stamp": seat.stood.stamp}
            for seat in seats
            if not seat.guest
        ]
    )


# --- rows
def _said(seat: Seat, send: protocol.Send, known: Mapping[UUID, Any], now: datetime) -> Said:
    """Return what is to be stored as the doors make it, by the same rules; its number comes later."""
    saying = Saying(dialog_id=send.dialog, by=seat.by, words=words_of(send))
    row = row_of(known[send.dialog], saying, side_that_may(saying, known))
    about = (row.kind, row.side, row.author, row.is_inner, row.text, row.payload)
    return Said(new_id(), send.dialog, 0, row.cid, *about, now)


def _values(at: int, row: Said) -> dict[str, Any]:
    return {
        "n": at,
        "id": str(row.pk),
        "dialog_id": str(row.dialog_id),
        "cid": str(row.cid),
        "kind": row.kind,
        "side": row.side,
        "author_id": None if row.author is None else str(row.author.pk),
        "is_inner": row.is_inner,
        "text": "\\x" + _TEXT.sealed(row.text, pk=row.pk).hex(),
        "payload": row.payload,
    }


def _read(values: Sequence[Any]) -> Said:
    author = _author(*values[len(RIGHTS) : _ROW]) if values[len(RIGHTS)] else None
    pk, dialog_id, seq, cid, kind, side, is_inner, sealed, payload, at = values[_ROW:]
    text = _TEXT.opened(Sealed(bytes(sealed)), pk=pk) if sealed else ""
    return Said(pk, dialog_id, seq, cid, kind, side, author, is_inner, text, payload, at)


@lru_cache(maxsize=1024)
def _author(*values: Any) -> User:
    return User.from_db(None, ("id", "full_name", "alias"), values)


def _rights_of(values: Sequence[Any]) -> Rights:
    pk, citizen_id, digest, *others = values[: len(RIGHTS)]
    return Rights(pk, citizen_id, digest and bytes(digest), *others)


def _after(after: Mapping[UUID, int]) -> str:
    return json.dumps([{"id": str(pk), "after": seq} for pk, seq in after.items()])


def _dialogs(dialogs: Iterable[Rights]) -> str:
    return "[" + ",".join(_known(one) for one in dialogs) + "]"


@lru_cache(maxsize=4096)
def _known(dialog: Rights) -> str:
    return json.dumps(dict(zip(RIGHTS, map(_plain, astuple(dialog)), strict=True)))


def _plain(value: Any) -> str | None:
    if value is None:
        return None
    return "\\x" + value.hex() if isinstance(value, bytes | memoryview) else str(value)


def _news_of(written: Sequence[Any], dialogs: Mapping[UUID, Any], watchers: Watchers) -> News:
    """Make news of what was stored for those who were asked within the second; others read it."""
    edge = time.monotonic() - socket_work.KNOWN_FOR_S
    seats = {seat for pk in dialogs for seat in watchers.get(pk, ())}
    fresh = {seat for seat in seats if seat.guest or seat.stood.at > edge}
    news = News(standing={seat: seat.by for seat in fresh}, stored=set(dialogs))
    news.unread = {pk for pk in dialogs if not fresh.issuperset(watchers.get(pk, ()))}
    judge(news, dialogs, watchers)
    put_rows(news, written)
    news.upto = {row.dialog_id: row.seq for row in written}
    return news


async def _fresh_keys() -> None:
    """Look at the data keys where a query may wait; until then they are in memory."""
    if not keys.is_fresh():
        await in_pool(keys.ring)
