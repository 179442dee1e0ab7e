"""Row W-10: five thousand messages in one dialog, one socket that never reads, one that comes back for all."""

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from bench.chatting import servers
from bench.chatting.pairs import OURS, joined, rooms
from bench.chatting.servers import DATABASE, Server
from bench.chatting.wire import Wire, connect
from bench.figures import least, most
from bench.report import Line
from bench.run import Run

MESSAGES, LETTERS, AT_ONCE = 5000, 1500, 50
SPEAKS_WITHIN_S, MIB = 120.0, 1024 * 1024


@dataclass(slots=True)
class Reader:
    """Who hears rows; `order` is every number it was told."""

    order: list[int] = field(default_factory=list)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, text: bytes) -> None:
        if text.startswith(b'{"op":"row"'):
            self.order.append(json.loads(text)["row"]["seq"])
        elif text.startswith(b'{"op":"opened"'):
            self.opened.set()


def measure(run: Run) -> None:
    """Say them while somebody does not read; then open the dialog from its beginning."""
    asyncio.run(_measured(run, servers.people(1)))


async def _measured(run: Run, known: dict[str, Any]) -> None:
    ((room, (citizen, operator)),) = rooms(known)
    server = Server(servers.OURS, DATABASE)
    await asyncio.to_thread(server.start)
    try:
        await _opened(server, room, operator)
        before = server.memory()
        stuck = await _who_never_reads(server.port, room, operator)
        took = await _said(server.port, room, citizen)
        grown = (server.memory() - before) / MIB
        code = await _close_code(stuck)
        reader, opening = await _opened(server, room, operator)
        after = (server.memory() - before) / MIB
    finally:
        server.stop()
    add = run.report.add
    said = f"{MESSAGES} of {LETTERS} letters in {took:.0f} s"
    add(Line("W-10", "memory beside who never reads", grown, "MiB", most(50), said))
    about = f"closed with {code}"
    add(Line("W-10", "that socket was sent away", float(code == 1013), "", least(1), about))
    whole = reader.order == list(range(1, MESSAGES + 1))
    add(Line("W-10", "came back: all rows, once, in order", float(whole), "", least(1)))
    add(Line("W-10", f"opening {MESSAGES} rows", opening, "s", most(2)))
    add(Line("W-10", "memory after opening", after, "MiB", most(50)))


async def _who_never_reads(port: int, room: str, cookie: str) -> Wire:
    wire = await joined(OURS, room, port, cookie, lambda _: None)
    assert wire.transport is not None
    wire.transport.pause_reading()
    return wire


async def _close_code(wire: Wire) -> int | None:
    """Read what had left the server; return the code it ended with, None when it did not."""
    assert wire.transport is not None
    wire.transport.resume_reading()
    with suppress(TimeoutError):
        return await asyncio.wait_for(wire.closed, 60)
    return None


async def _said(port: int, room: str, cookie: str) -> float:
    """Say them all, some on the way at once; return how long it took."""
    room_left, stored = asyncio.Semaphore(AT_ONCE), 0

    def heard(text: bytes) -> None:
        nonlocal stored
        if text.startswith(b'{"op":"ack"'):
            stored += 1
            room_left.release()

    wire, words = await connect(port, heard, cookie=cookie), "ы" * LETTERS
    began = time.perf_counter()
    async with asyncio.timeout(SPEAKS_WITHIN_S):
        for _ in range(MESSAGES):
            await room_left.acquire()
            said = {"op": "send", "dialog": room, "cid": str(uuid4()), "text": words}
            wire.say(json.dumps(said, ensure_ascii=False).encode())
        while stored < MESSAGES:
            await asyncio.sleep(0.02)
    wire.cut()
    return time.perf_counter() - began


async def _opened(server: Server, room: str, cookie: str) -> tuple[Reader, float]:
    reader, began = Reader(), time.perf_counter()
    wire = await connect(server.port, reader.hear, cookie=cookie)
    wire.say(OURS.hello(room))
    await asyncio.wait_for(reader.opened.wait(), 60)
    took = time.perf_counter() - began
    wire.cut()
    return reader, took
