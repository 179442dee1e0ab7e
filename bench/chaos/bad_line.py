"""A bad network on loopback: a proxy before a socket server that delays, stalls, holds everything, or goes silent.

To an application a lost packet is a stall of its stream, until TCP has sent it again; so a loss is
drawn here. A blackout holds what is on its way and gives it on afterwards; a dead line never does.
"""

import asyncio
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field

from bench.wire import LOOPBACK

# How long TCP takes to send a lost packet again: the first time, and when that one is lost too.
RESENT_AFTER_S = (0.2, 0.6)
STEP_S = 0.02


@dataclass(slots=True)
class BadLine:
    """Between clients and the server on `target`; what it does may be changed while it works."""

    target: int
    delay_s: float = 0.0
    jitter_s: float = 0.0
    loss: float = 0.0
    is_held: bool = False
    is_dead: bool = False
    port: int = 0
    passed: int = 0
    lost: int = 0
    # When the server let go of each connection, by the clock of this process.
    let_go: list[float] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(22))
    _server: "asyncio.Server | None" = None
    _tasks: "set[asyncio.Task[None]]" = field(default_factory=set)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._connected, LOOPBACK, 0, backlog=1024)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, ours: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._whole()
            theirs, there = await asyncio.open_connection(LOOPBACK, self.target)
            out = asyncio.create_task(self._carry(ours, there))
            home = asyncio.create_task(self._carry(theirs, back, is_home=True))
            self._tasks |= {out, home}
            await asyncio.wait({out, home}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(self.delay_s)
            out.cancel()
            home.cancel()
            there.close()
        except OSError:
            pass
        finally:
            back.close()
            self._tasks.discard(task)

    async def _carry(
        self, source: asyncio.StreamReader, to: asyncio.StreamWriter, *, is_home: bool = False
    ) -> None:
        """Carry one direction in order: reading goes on while what was read is on its way."""
        way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        giving = asyncio.create_task(self._give(way, to))
        try:
            with suppress(OSError):
                while piece := await source.read(65536):
                    await way.put((time.monotonic() + self._takes(), piece))
            if is_home:
                self.let_go.append(time.monotonic())
            await way.put((0.0, b""))
            with suppress(OSError):
                await giving
        finally:
            giving.cancel()

    async def _give(
        self, way: "asyncio.Queue[tuple[float, bytes]]", to: asyncio.StreamWriter
    ) -> None:
        while True:
            due, piece = await way.get()
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await self._whole()
            if not piece:
                return
            self.passed += 1
            to.write(piece)
            await to.drain()

    async def _whole(self) -> None:
        """Wait while nothing passes."""
        while self.is_held or self.is_dead:
            await asyncio.sleep(STEP_S)

    def _takes(self) -> float:
        takes = self.delay_s + self.chance.random() * self.jitter_s
        for resent in RESENT_AFTER_S:
            if self.chance.random() >= self.loss:
                break
            self.lost += 1
            takes += resent
        return takes
