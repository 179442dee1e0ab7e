"""Open desks during the blows: sockets that come back by themselves, as the page's script does."""

import asyncio
import threading
import time
from dataclasses import dataclass, field

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

AGAIN_S = 0.5


@dataclass(slots=True)
class Desks:
    """Some operators' pages; `away` are the stretches in which one had no socket, in seconds."""

    port: int
    cookie: str
    number: int = 8
    away: list[float] = field(default_factory=list)
    open_now: int = 0
    _ends: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ends.set()
        if self._thread is not None:
            self._thread.join(timeout=30)

    async def _all(self) -> None:
        await asyncio.gather(*(self._one() for _ in range(self.number)))

    async def _one(self) -> None:
        lost_at: float | None = None
        while not self._ends.is_set():
            try:
                async with self._socket() as socket:
                    if lost_at is not None:
                        self.away.append(time.monotonic() - lost_at)
                        lost_at = None
                    self.open_now += 1
                    try:
                        await self._listen(socket)
                    finally:
                        self.open_now -= 1
            except (OSError, WebSocketException, TimeoutError):
                pass
            lost_at = lost_at or time.monotonic()
            await asyncio.sleep(AGAIN_S)

    def _socket(self) -> connect:
        return connect(
            f"ws://localhost:{self.port}/ws/live/",
            origin=f"http://localhost:{self.port}",
            additional_headers={"Cookie": self.cookie},
            open_timeout=5,
            compression=None,
        )

    async def _listen(self, socket: object) -> None:
        """Hear until the socket ends, which raises, or the load does."""
        while not self._ends.is_set():
            try:
                await asyncio.wait_for(socket.recv(), 1.0)  # type: ignore[attr-defined]
            except TimeoutError:
                continue
