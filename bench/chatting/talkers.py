"""Talkers that never lose a word: their ledger of rows, resends, cuts, and coming back after any loss."""

import asyncio
import json
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from bench.chatting.wire import Refused, Wire, connect

ANSWERS_IN_S = 8.0
TOKEN = "PDTOKEN"  # what must never be seen in Redis


@dataclass(slots=True)
class Talker:
    """One side of a dialog at one socket. `seen` is every row it was told, in order."""

    dialog: str
    cookie: str
    port: int
    after: int = 0
    seen: list[tuple[int, str]] = field(default_factory=list)
    acks: dict[str, int] = field(default_factory=dict)
    ack_times: list[float] = field(default_factory=list)
    back_after: list[float] = field(default_factory=list)
    disorder: int = 0
    heard_at: float = 0.0
    jitter_s: float = 1.0
    wire: Wire | None = None
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: dict[str, asyncio.Event] = field(default_factory=dict)
    is_done: bool = False
    keeper: "asyncio.Task[None] | None" = None

    async def begin(self) -> None:
        self.keeper = asyncio.create_task(self._keep())
        await self.opened.wait()

    async def end(self) -> None:
        self.is_done = True
        if self.wire is not None:
            self.wire.cut()
        if self.keeper is not None:
            self.keeper.cancel()

    async def _keep(self) -> None:
        """Have a socket, whatever happens to it; each comes back after its jitter."""
        lost_at: float | None = None
        while not self.is_done:
            try:
                self.wire = await connect(self.port, self._hear, cookie=self.cookie)
            except (OSError, Refused, TimeoutError):
                await asyncio.sleep(0.3 + random.random() * 0.5)
                continue
            self.wire.say(_text(op="open", dialog=self.dialog, after=self.after))
            try:
                await asyncio.wait_for(self.opened.wait(), ANSWERS_IN_S)
                if lost_at is not None:
                    self.back_after.append(time.monotonic() - lost_at)
                await self.wire.closed
            except TimeoutError:
                self.wire.cut()
            self.opened.clear()
            lost_at = time.monotonic()
            await asyncio.sleep(random.random() * self.jitter_s)

    def _hear(self, text: bytes) -> None:
        frame = json.loads(text)
        op, self.heard_at = frame["op"], time.monotonic()
        if op == "row":
            row = frame["row"]
            self.disorder += row["seq"] <= self.after
            self.after = max(self.after, row["seq"])
            self.seen.append((row["seq"], row["cid"]))
        elif op == "opened":
            self.opened.set()
        elif op == "ack":
            known = self.acks.setdefault(frame["cid"], frame["seq"])
            self.disorder += known != frame["seq"]
            if frame["cid"] in self.waiting:
                self.waiting[frame["cid"]].set()

    async def talk(self, count: int, *, every_s: float, chance: random.Random) -> None:
        """Say `count` messages: a tenth twice, and of one in twenty the answer is not waited for."""
        for number in range(count):
            cid, began = str(uuid4()), time.monotonic()
            self.waiting[cid] = asyncio.Event()
            said = _text(op="send", dialog=self.dialog, cid=cid, text=f"{TOKEN} сообщение {number}")
            used, said_at = None, 0.0
            while not self.waiting[cid].is_set():
                await self.opened.wait()
                assert self.wire is not None
                if self.wire is not used or time.monotonic() - said_at > ANSWERS_IN_S:
                    self._say(said, self.wire, chance if used is None else None)
                    used, said_at = self.wire, time.monotonic()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.waiting[cid].wait(), 0.3)
            self.ack_times.append(time.monotonic() - began)
            await asyncio.sleep(max(0.0, every_s * (0.5 + chance.random())))

    def _say(self, said: bytes, wire: Wire, chance: random.Random | None) -> None:
        """Say it; the first time perhaps twice, perhaps losing the connection before the answer."""
        wire.say(said)
        if chance is not None and chance.random() < 0.10:
            wire.say(said)
        if chance is not None and chance.random() < 0.05:
            asyncio.get_running_loop().call_soon(wire.cut)


def _text(**frame: Any) -> bytes:
    return json.dumps(frame, ensure_ascii=False).encode()
