"""The hub of one socket process: who listens to which dialog, and how news travel.

One Redis subscription a process and fan-out in memory: a hint says «dialog D has rows up to N», the
hub reads them once for all sockets here, under the rights of each, and tells. What is said here is
gathered while the last batch is being stored and written by one INSERT. Both go the swift way
(`chat/swift.py`) while everything is as known, else by the doors. Hints may be lost, doubled or
reordered (W-14): every HEARTBEAT_S each socket's session, rights and rows are looked at again.
"""

import asyncio
import json
import logging
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import DatabaseError

from chat import hints, protocol, socket_entering, socket_work, swift
from chat.actions.marks import Marks
from chat.hint_wire import AWAY, HintWire, is_ending
from chat.line import Line
from chat.pool import Together, in_pool
from chat.slight import Rights
from chat.socket_work import News, Seat
from chat.turns import Turns

logger = logging.getLogger(__name__)
HEARTBEAT_S = 20
BEAT_S = 1
MOST_AT_ONCE = 128
MOST_CHARS_AT_ONCE = 32 * 1024
MARKS_EVERY_S = 0.2


class Socket(Protocol):
    """What the hub needs of a socket: its seat, a place for frames, an end."""

    seat: Seat
    beats_at: float

    def put(self, text: str) -> None: ...
    def lose(self, dialog_id: UUID) -> None: ...
    def end(self, code: int) -> None: ...


class Hub:
    """Begins with the first socket of the process; each event loop has its own."""

    def __init__(self) -> None:
        self.wire = HintWire(lambda frame: self.heard(frame), self._missed)
        self.sockets: dict[Seat, Socket] = {}
        self.watching: dict[UUID, set[Socket]] = {}
        self.entering: dict[UUID, list[set[str]]] = {}
        # What dialogs' rights hang on, of those spoken in here: the swift way proves it still holds.
        self.known: dict[UUID, Rights] = {}
        self.unread: set[UUID] = set()
        self.has_rows = asyncio.Event()
        self.stale: dict[UUID, set[str]] = {}
        self.has_news = asyncio.Event()
        self.marks: dict[tuple[Seat, UUID], Marks] = {}
        self.unstored: Turns[Socket] = Turns(MOST_AT_ONCE, MOST_CHARS_AT_ONCE)
        self.writing, self.reading = Line(), Line()
        self.seats = Together(socket_entering.seats_of)
        self.pages = Together(socket_entering.enter)
        self.tasks: list[asyncio.Task[None]] = []

    # --- sockets come and go
    def join(self, socket: Socket) -> None:
        if not self.tasks:
            loops = [
                self.wire.listen,
                self.wire.publish,
                self._store,
                self._tell_rows,
                self._tell_news,
            ]
            loops += [self._note_marks, self._beat]
            self.tasks = [asyncio.create_task(_for_ever(each)) for each in loops]
        self.sockets[socket.seat] = socket
        socket.beats_at = time.monotonic() + HEARTBEAT_S * random.uniform(0.5, 1)  # noqa: S311

    def part(self, socket: Socket) -> None:
        self.sockets.pop(socket.seat, None)
        for dialog_id in list(socket.seat.told):
            self.unwatch(socket, dialog_id)

    def watch(self, socket: Socket, dialog_id: UUID) -> None:
        self.watching.setdefault(dialog_id, set()).add(socket)

    def unwatch(self, socket: Socket, dialog_id: UUID) -> None:
        socket.seat.told.pop(dialog_id, None)
        socket.seat.places.pop(dialog_id, None)
        socket.seat.stamps.pop(dialog_id, None)
        listeners = self.watching.get(dialog_id, set())
        listeners.discard(socket)
        if not listeners:
            self.watching.pop(dialog_id, None)
            self.known.pop(dialog_id, None)

    # --- what sockets hand in
    def store(self, socket: Socket, send: protocol.Send) -> None:
        """Take words to be stored; the socket hears `ack` or why not. One writer keeps their order."""
        self.unstored.put(socket, send)

    def mark(self, seat: Seat, op: protocol.Mark) -> None:
        """Gather marks for a moment: only the highest is written."""
        known = self.marks.get((seat, op.dialog), Marks())
        higher = Marks(got=max(known.got, op.got), seen=max(known.seen, op.seen))
        self.marks[(seat, op.dialog)] = higher

    def tell(self, frames: Iterable[bytes]) -> None:
        """Spread hints: to the sockets here at once, to other processes through Redis."""
        for frame in frames:
            self.heard(frame)
            self.wire.put(frame)

    # --- what is heard
    def heard(self, frame: bytes | str) -> None:
        """Take a hint, from here or from Redis; what nobody here listens to is nothing."""
        hint = json.loads(frame)
        kind, dialog_id = hint["k"], UUID(hint["d"])
        for missed in self.entering.get(dialog_id, ()):
            missed.add(kind)
        sockets = self.watching.get(dialog_id)
        if not sockets:
            return
        if kind == hints.ROWS:
            if any(socket.seat.told.get(dialog_id, 0) < hint["n"] for socket in sockets):
                self.look(dialog_id, kind)
        elif kind in {hints.MARKS, hints.STATE}:
            self.look(dialog_id, kind)
        elif kind == hints.TYPING:
            said = {"op": "typing", "dialog": hint["d"], "side": hint["side"]}
            self._to_other_side(dialog_id, hint["side"], said, only_talking=False)
        elif kind == hints.SIGNAL:
            data = hints.opened_signal(hint["data"])
            said = {"op": "signal", "dialog": hint["d"], "call": hint["call"], "data": data}
            self._to_other_side(dialog_id, hint["side"], said, only_talking=True)

    def look(self, dialog_id: UUID, kind: str) -> None:
        """Have a dialog read for whoever listens to it."""
        if kind == hints.ROWS:
            self.unread.add(dialog_id)
            self.has_rows.set()
        else:
            self.stale.setdefault(dialog_id, set()).add(kind)
            self.has_news.set()

    def _missed(self) -> None:
        for dialog_id in list(self.watching):
            self.look(dialog_id, hints.ROWS)

    def _to_other_side(
        self, dialog_id: UUID, side: str, said: dict[str, Any], *, only_talking: bool
    ) -> None:
        text = socket_work.text_of(said)
        for socket in self.watching.get(dialog_id, ()):
            place = socket.seat.places.get(dialog_id)
            if place and place.side != side and (place.talks or not only_talking):
                socket.put(text)

    def _watchers(self, dialog_ids: Iterable[UUID]) -> dict[UUID, list[Seat]]:
        return {
            pk: [socket.seat for socket in self.watching[pk]]
            for pk in dialog_ids
            if pk in self.watching
        }

    # --- the loops
    async def _store(self) -> None:
        batch = await self.unstored.take()
        said = [(socket.seat, send) for socket, send in batch]
        plain, others = swift.parted(said, self.watching.keys())
        if plain and not await self._store_swiftly([batch[at] for at in plain]):
            others = sorted([*plain, *others])
        if others:
            await self._store_carefully([batch[at] for at in others])

    async def _store_swiftly(self, batch: list[tuple[Socket, protocol.Send]]) -> bool:
        """Store what is plain and as known; False: nothing of it was stored."""
        said = [(socket.seat, send) for socket, send in batch]
        watchers = self._watchers({send.dialog for _, send in said})
        stored = await _tried(swift.store(self.writing, said, self.known, watchers))
        if stored is None:
            for _, send in batch:
                self.known.pop(send.dialog, None)
            return False
        self._told(batch, *stored)
        return True

    async def _store_carefully(self, batch: list[tuple[Socket, protocol.Send]]) -> None:
        try:
            await self._store_batch(batch)
        except Exception:
            logger.exception("A batch of messages was not stored")
            for each in batch:
                await self._store_alone(*each)

    async def _store_batch(self, batch: list[tuple[Socket, protocol.Send]]) -> None:
        said = [(socket.seat, send) for socket, send in batch]
        watchers = self._watchers({send.dialog for _, send in said})
        self._told(batch, *await in_pool(_stored, said, watchers))

    def _told(
        self,
        batch: list[tuple[Socket, protocol.Send]],
        answers: list[str],
        news: News,
        frames: list[bytes],
    ) -> None:
        for frame in frames:
            self.wire.put(frame)
        for (socket, _), answer in zip(batch, answers, strict=True):
            socket.put(answer)
        self.apply(news)
        for frame in frames:
            self.heard(frame)

    async def _store_alone(self, socket: Socket, send: protocol.Send) -> None:
        """Store one of a batch that failed: what spoils a batch is not its neighbours' fault."""
        try:
            await self._store_batch([(socket, send)])
        except Exception:
            logger.exception("A message was not stored")
            code = protocol.Code.UNAVAILABLE
            told = protocol.error(code, cid=send.cid, dialog=send.dialog, retry_after=1)
            socket.put(socket_work.text_of(told))

    async def _tell_rows(self) -> None:
        """Tell what was stored elsewhere: the swift way, else as other news."""
        await self.has_rows.wait()
        self.has_rows.clear()
        unread, self.unread = self.unread & self.watching.keys(), set()
        if not unread:
            return
        watchers = self._watchers(unread)
        after = {pk: min(seat.told[pk] for seat in seats) for pk, seats in watchers.items()}
        news = await _tried(swift.read(self.reading, after, watchers))
        if news is not None:
            self.apply(news)
            return
        for dialog_id in unread:
            self.stale.setdefault(dialog_id, set()).add(hints.ROWS)
        self.has_news.set()

    async def _tell_news(self) -> None:
        await self.has_news.wait()
        self.has_news.clear()
        kinds = {pk: asked for pk, asked in self.stale.items() if pk in self.watching}
        self.stale = {}
        if not kinds:
            return
        try:
            news = await in_pool(socket_work.read_news, kinds, self._watchers(kinds))
        except DatabaseError:
            for pk, asked in kinds.items():
                self.stale.setdefault(pk, set()).update(asked)
            self.has_news.set()
            raise
        self.apply(news)

    async def _note_marks(self) -> None:
        await asyncio.sleep(MARKS_EVERY_S)
        if self.marks:
            marks, self.marks = self.marks, {}
            self.tell(await in_pool(_marked, marks))

    async def _beat(self) -> None:
        await asyncio.sleep(BEAT_S)
        now = time.monotonic()
        due = [socket for socket in self.sockets.values() if socket.beats_at <= now]
        if not due:
            return
        for socket in due:
            socket.beats_at = now + HEARTBEAT_S
        news, late = await in_pool(socket_work.look_again, [socket.seat for socket in due])
        self.apply(news)
        for dialog_id, kinds in late.items():
            for kind in kinds:
                self.look(dialog_id, kind)

    # --- telling
    def apply(self, news: News) -> None:
        """Tell sockets what was read for them; each row once and in order, whoever read it."""
        for seat in news.ended:
            if seat in self.sockets:
                self.sockets[seat].end(protocol.SESSION_ENDED)
        for seat, dialog_id in news.lost:
            if seat in self.sockets:
                self.sockets[seat].lose(dialog_id)
        for (seat, dialog_id), place in news.places.items():
            if dialog_id not in seat.told or seat not in self.sockets:
                continue
            seat.places[dialog_id] = place
            self._tell_seat(news, seat, dialog_id)
        for dialog_id in news.unread:
            self.look(dialog_id, hints.ROWS)

    def _tell_seat(self, news: News, seat: Seat, dialog_id: UUID) -> None:
        socket, side, told = self.sockets[seat], seat.places[dialog_id].side, seat.told[dialog_id]
        rows = news.rows.get(dialog_id, ())
        if rows and rows[0][0] > told + 1 and dialog_id in news.stored:
            # Rows before these were stored elsewhere and are not here yet: all are read in order.
            self.look(dialog_id, hints.ROWS)
        else:
            for seq, texts in rows:
                if seq > told and side in texts:
                    socket.put(texts[side])
            seat.told[dialog_id] = max(told, news.upto.get(dialog_id, 0))
        for text in news.about.get(dialog_id, {}).get(side, ()):
            socket.put(text)


async def _tried(way: Awaitable[Any]) -> Any:
    """Go the swift way; when it fails, the careful one does it again or says why not."""
    try:
        return await way
    except Exception:
        logger.exception("The swift way failed")
        return None


def _stored(said: Any, watchers: Any) -> tuple[list[str], News, list[bytes]]:
    with hints.gathered() as frames:
        answers, news = socket_work.store(said, watchers)
    return answers, news, frames


def _marked(marks: Any) -> list[bytes]:
    with hints.gathered() as frames:
        socket_work.mark(marks)
    return frames


async def _for_ever(loop: Callable[..., Awaitable[None]], *args: Any) -> None:
    """Run a round after a round; a failed one is logged and costs a moment, never the loop."""
    while not is_ending():
        try:
            await loop(*args)
        except asyncio.CancelledError:
            raise
        except AWAY:
            logger.warning("The hub waits: Redis is away")
            await asyncio.sleep(0.5 + random.random())  # noqa: S311
        except Exception:
            logger.exception("A round of the hub failed")
            await asyncio.sleep(0.5)


_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


def hub() -> Hub:
    """Return the hub of this event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        for closed in [each for each in _hubs if each.is_closed()]:
            del _hubs[closed]
        _hubs[loop] = Hub()
    return _hubs[loop]
