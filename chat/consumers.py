"""The socket of the chat: an ASGI application of its own, without a channel layer.

Channels routes to it and has parsed the cookies; origin is checked before (`common/origins.py`).
Frames: `chat/protocol.py`. News: `chat/hub.py`. Database: `chat/socket_work.py`.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404

from chat import guests, hints, protocol, socket_work
from chat.hub import hub
from chat.pool import in_pool
from chat.protocol import Code
from common.errors import DomainError

logger = logging.getLogger(__name__)
MOST_SOCKETS = 10
MOST_DIALOGS = 40
MOST_UNREAD_BYTES = 1024 * 1024
CALM_BYTES = 128 * 1024


class Bucket:
    """A measure that fills by `rate` a second up to `size`."""

    __slots__ = ("at", "left", "rate", "size")

    def __init__(self, rate: float, size: float) -> None:
        self.rate, self.size, self.left, self.at = rate, size, size, time.monotonic()

    def take(self) -> float:
        """Take one; return 0, or after how many seconds there will be one."""
        now = time.monotonic()
        self.left = min(self.size, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left < 1:
            return (1 - self.left) / self.rate
        self.left -= 1
        return 0

    @property
    def is_full(self) -> bool:
        return self.left + (time.monotonic() - self.at) * self.rate >= self.size


open_sockets: Counter[str] = Counter()
# What somebody may still say, all sockets together; kept after the last one until it is full again.
words_left: dict[str, Bucket] = {}


async def chat_socket(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Serve one socket from its handshake to its end."""
    await receive()
    cookies = scope.get("cookies", {})
    keys = cookies.get(settings.SESSION_COOKIE_NAME), cookies.get(guests.COOKIE)
    try:
        seat = await hub().seats.ask(keys)
    except DatabaseError:
        await send({"type": "websocket.close", "code": protocol.TRY_LATER})
        return
    if seat is None:
        await send({"type": "websocket.close", "code": protocol.SESSION_ENDED})
        return
    await send({"type": "websocket.accept"})
    actor = f"{seat.by.actor.kind}:{seat.by.actor.id}"
    if open_sockets[actor] >= MOST_SOCKETS:
        await send({"type": "websocket.close", "code": protocol.TOO_MANY_SOCKETS})
        return
    open_sockets[actor] += 1
    try:
        await ChatSocket(seat, actor, send).serve(receive)
    finally:
        open_sockets[actor] -= 1
        if not open_sockets[actor]:
            del open_sockets[actor]


class ChatSocket:
    """One browser tab. Frames wait in `unread` for a reader who is slow, up to a limit.

    One task reads; another writes while there is something to write, so an idle socket costs little.
    """

    __slots__ = (
        "actor", "beats_at", "closing", "frames", "hub", "reader", "seat", "send", "unread",
        "unread_bytes", "writer",
    )  # fmt: skip

    def __init__(self, seat: socket_work.Seat, actor: str, send: Any) -> None:
        self.seat = seat
        self.actor = actor
        self.send = send
        self.hub = hub()
        self.beats_at = 0.0
        self.unread: list[str] = []
        self.unread_bytes = 0
        self.closing: int | None = None
        self.reader: asyncio.Task[Any] | None = None
        self.writer: asyncio.Task[None] | None = None
        self.frames = Bucket(settings.CHAT_FRAMES_A_SECOND, 10 * settings.CHAT_FRAMES_A_SECOND)

    async def serve(self, receive: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        self.hub.join(self)
        self.reader = asyncio.current_task()
        try:
            await self._read(receive)
        except asyncio.CancelledError:
            if self.closing is None:
                raise
        finally:
            self.hub.part(self)
            if self.writer is not None:
                self.writer.cancel()

    # --- what the hub does with a socket
    def put(self, text: str) -> None:
        """Queue a frame; who reads too slowly is sent away and resumes by the last number (W-10)."""
        if self.closing is not None:
            return
        self.unread.append(text)
        self.unread_bytes += len(text)
        if self.unread_bytes > MOST_UNREAD_BYTES:
            self.end(protocol.TRY_LATER)
        elif self.writer is None:
            self.writer = asyncio.create_task(self._write())

    def lose(self, dialog_id: UUID) -> None:
        """Tell nothing more of a dialog this person may no longer see."""
        if dialog_id in self.seat.told:
            self.hub.unwatch(self, dialog_id)
            self._error(Code.NOT_FOUND, dialog=dialog_id)

    def end(self, code: int) -> None:
        """Say that this is the end in place of what waits, even of what waits for a reader."""
        if self.closing is None:
            self.closing = code
            self.unread.clear()
            if self.writer is not None:
                self.writer.cancel()
            self.writer = asyncio.create_task(self._end(code))

    async def _end(self, code: int) -> None:
        try:
            await self.send({"type": "websocket.close", "code": code})
        except OSError:
            pass  # gone before it was told
        finally:
            if self.reader is not None:
                self.reader.cancel()

    async def _write(self) -> None:
        try:
            while self.unread:
                texts, self.unread = self.unread, []
                for text in texts:
                    self.unread_bytes -= len(text)
                    await self.send({"type": "websocket.send", "text": text})
        except OSError:
            self.unread.clear()  # gone; the reader is told so
        finally:
            if self.closing is None:
                self.writer = None

    async def _be_read(self) -> None:
        """Wait for a reader who has much before them."""
        if self.unread_bytes > CALM_BYTES and self.writer is not None:
            await asyncio.wait({self.writer})

    # --- what the client says
    async def _read(self, receive: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            wait = self.frames.take()
            if wait:
                self._error(Code.RATE_LIMITED, retry_after=int(wait) + 1)
                await asyncio.sleep(min(wait, 1))
                continue
            await self.take(message.get("text"))

    async def take(self, text: str | None) -> None:
        """Carry out one frame; whatever it is, the socket lives on (W-06)."""
        try:
            op = protocol.parse(text)
        except protocol.BadFrame as bad:
            self._error(bad.code, cid=bad.cid)
            return
        cid, dialog = getattr(op, "cid", None), getattr(op, "dialog", None)
        try:
            await self._obey(op)
        except Http404:
            self._error(Code.NOT_FOUND, cid=cid, dialog=dialog)
        except DomainError as refused:
            self.put(socket_work.text_of(protocol.refusal(refused, cid=cid, dialog=dialog)))
        except Exception:
            logger.exception("A frame of the chat was not carried out")
            self._error(Code.UNAVAILABLE, cid=cid, dialog=dialog, retry_after=1)

    async def _obey(self, op: protocol.Operation) -> None:
        match op:
            case protocol.Send():
                if self._may_say(op.cid, op.dialog):
                    self.hub.store(self, op)
            case protocol.Open():
                await self._open(op)
            case protocol.Close():
                self.hub.unwatch(self, op.dialog)
            case protocol.Mark():
                self._require_open(op.dialog)
                self.hub.mark(self.seat, op)
            case protocol.Typing():
                self._type(op)
            case protocol.Change():
                if self._may_say(op.cid, op.dialog):
                    await self._change(op)
            case protocol.Signal():
                self.hub.tell([await in_pool(socket_work.signal, self.seat, op)])
            case protocol.Ping():
                self.put('{"op":"pong"}')

    async def _open(self, op: protocol.Open) -> None:
        """Tell all rows after a number, page by page at the reader's pace; then news by themselves."""
        if op.dialog not in self.seat.told and len(self.seat.told) >= MOST_DIALOGS:
            self._error(Code.TOO_MANY, dialog=op.dialog)
            return
        missed: set[str] = set()
        self.hub.unwatch(self, op.dialog)
        self.hub.entering.setdefault(op.dialog, []).append(missed)
        try:
            after = op.after
            while True:
                page = await self.hub.pages.ask((self.seat, op.dialog, after))
                if page is None:
                    raise Http404
                for text in page.frames:
                    self.put(text)
                    await self._be_read()
                after = max(after, page.upto)
                if page.opened is not None:
                    break
        finally:
            self.hub.entering[op.dialog].remove(missed)
            if not self.hub.entering[op.dialog]:
                del self.hub.entering[op.dialog]
        self.seat.told[op.dialog], self.seat.places[op.dialog] = after, page.place
        self.hub.watch(self, op.dialog)
        self.put(page.opened)
        for kind in missed & {hints.ROWS, hints.MARKS, hints.STATE}:
            self.hub.look(op.dialog, kind)

    async def _change(self, op: protocol.Change) -> None:
        answer, frames = await in_pool(socket_work.changed, self.seat, op)
        self.put(answer)
        self.hub.tell(frames)

    def _type(self, op: protocol.Typing) -> None:
        """Pass typing on; who only looks on types to nobody. Rights are as old as the heartbeat."""
        self._require_open(op.dialog)
        place = self.seat.places[op.dialog]
        if place.talks:
            self.hub.tell([hints.frame(hints.TYPING, op.dialog, side=str(place.side))])

    def _require_open(self, dialog_id: UUID) -> None:
        if dialog_id not in self.seat.told:
            raise Http404

    def _may_say(self, cid: UUID, dialog: UUID) -> bool:
        """Whether there is still something to say this minute, all sockets of a person together (W-09)."""
        bucket = words_left.get(self.actor)
        if bucket is None:
            _forget_full()
            rate = settings.CHAT_MESSAGES_PER_MINUTE / 60
            bucket = words_left[self.actor] = Bucket(rate, settings.CHAT_MESSAGES_AT_ONCE)
        wait = bucket.take()
        if wait:
            self._error(Code.RATE_LIMITED, cid=cid, dialog=dialog, retry_after=int(wait) + 1)
        return not wait

    def _error(self, code: Code, **more: Any) -> None:
        self.put(socket_work.text_of(protocol.error(code, **more)))


def _forget_full() -> None:
    if len(words_left) > 10_000:
        for actor in [actor for actor, bucket in words_left.items() if bucket.is_full]:
            del words_left[actor]
