"""Pairs that talk: the citizen says, the moment the operator's socket hears it is measured."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from bench.chatting.wire import Wire, connect
from bench.figures import Speed

WORDS = "Не приходит код подтверждения, что мне делать"
CID = b'"cid":"'
STUCK_AFTER_S = 15.0


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to speak with a server: the address of a room, what is said, what counts as heard."""

    name: str
    path: Callable[[str], str]
    hello: Callable[[str], bytes]
    said: Callable[[str, str], bytes]
    is_heard: Callable[[bytes], bool]
    is_ready: Callable[[bytes], bool] = lambda text: True
    waits: bool = False  # whether the hello is answered


def _in_room(room: str) -> str:
    return f"/?room={room.replace('-', '')}"


def _plain(_room: str, cid: str) -> bytes:
    return f'{{"cid":"{cid}","text":"{WORDS}"}}'.encode()


PLAIN = Dialect("plain", _in_room, lambda room: b"", _plain, lambda text: b'"cid"' in text)
OURS = Dialect(
    "ours",
    lambda room: "/ws/chat/",
    lambda room: f'{{"op":"open","dialog":"{room}"}}'.encode(),
    lambda room, cid: f'{{"op":"send","dialog":"{room}","cid":"{cid}","text":"{WORDS}"}}'.encode(),
    lambda text: text.startswith(b'{"op":"row"'),
    lambda text: text.startswith(b'{"op":"opened"'),
    waits=True,
)
OURS_TYPING = Dialect(
    "ours, typing",
    OURS.path,
    OURS.hello,
    lambda room, cid: f'{{"op":"typing","dialog":"{room}"}}'.encode(),
    lambda text: text.startswith(b'{"op":"typing"'),
    OURS.is_ready,
    waits=True,
)


@dataclass(slots=True)
class Pair:
    """Two sockets of a dialog; one message on the way at a time when it is saturated."""

    room: str
    dialect: Dialect
    times: list[float] = field(default_factory=list)
    sent: dict[bytes, float] = field(default_factory=dict)
    order: list[float] = field(default_factory=list)
    speaks: Wire | None = None
    hears: Wire | None = None
    goes_on: bool = False

    async def open(self, ports: tuple[int, int], cookies: tuple[str, str]) -> None:
        self.speaks = await joined(self.dialect, self.room, ports[0], cookies[0], lambda _: None)
        self.hears = await joined(self.dialect, self.room, ports[1], cookies[1], self._hear)

    def say(self) -> None:
        cid = str(uuid4())
        self.sent[cid.encode()] = time.perf_counter()
        self.order.append(self.sent[cid.encode()])
        assert self.speaks is not None
        self.speaks.say(self.dialect.said(self.room, cid))

    def _hear(self, text: bytes) -> None:
        if not self.dialect.is_heard(text):
            return
        now, at = time.perf_counter(), text.find(CID)
        if at >= 0:
            began = self.sent.pop(text[at + 7 : at + 43], None)
        else:
            began = self.order.pop(0) if self.order else None
        if began is None:
            return
        self.times.append(now - began)
        if self.goes_on:
            self.say()

    def close(self) -> None:
        for wire in (self.speaks, self.hears):
            if wire is not None:
                wire.cut()


async def joined(
    dialect: Dialect, room: str, port: int, cookie: str, heard: Callable[[bytes], None]
) -> Wire:
    """Open a socket and enter a room."""
    ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def on_text(text: bytes) -> None:
        if ready.done():
            heard(text)
        elif dialect.is_ready(text):
            ready.set_result(None)

    if not dialect.waits:
        ready.set_result(None)
    wire = await connect(port, on_text, cookie=cookie, path=dialect.path(room))
    if dialect.waits:
        wire.say(dialect.hello(room))
        await asyncio.wait_for(ready, 30)
    return wire


async def paced(pairs: list[Pair], *, rate: float, seconds: float) -> Speed:
    """An open loop: `rate` messages a second over all pairs, whatever comes back."""
    began, total = time.perf_counter(), int(rate * seconds)
    for number in range(total):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        pairs[number % len(pairs)].say()
    took = time.perf_counter() - began
    await _until_heard(pairs, total)
    return _told(pairs, took, total)


async def saturated(pairs: list[Pair], *, seconds: float) -> Speed:
    """Every pair always has one message on the way."""
    began = time.perf_counter()
    for pair in pairs:
        pair.goes_on = True
        pair.say()
    await asyncio.sleep(seconds)
    took = time.perf_counter() - began
    for pair in pairs:
        pair.goes_on = False
    told = _told(pairs, took, None)
    await asyncio.sleep(0.3)
    return told


async def _until_heard(pairs: list[Pair], total: int) -> None:
    give_up_at = time.perf_counter() + STUCK_AFTER_S
    while sum(len(pair.times) for pair in pairs) < total and time.perf_counter() < give_up_at:
        await asyncio.sleep(0.02)


def _told(pairs: list[Pair], took: float, total: int | None) -> Speed:
    times: list[float] = []
    for pair in pairs:
        times += pair.times
        pair.times = []
        pair.sent.clear()
        pair.order.clear()
    lost = 0 if total is None else total - len(times)
    return Speed.of(times, took, lost)


def rooms(known: dict[str, Any]) -> list[tuple[str, tuple[str, str]]]:
    """Return dialogs with the cookies of both sides."""
    return [(one["dialog"], (one["citizen"], one["operator"])) for one in known["talks"]]
