"""How hints travel between socket processes: one Redis channel, one subscription a process.

What cannot be sent is not waited for, what was missed is read by the heartbeat.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import redis.asyncio
from django.conf import settings

from chat import hints
from common.ids import new_id

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 128
MOST_UNSENT = 10_000
ANSWERS_IN_S = 2
AWAY = (redis.RedisError, OSError, asyncio.TimeoutError)


def _connection(**options: Any) -> Any:
    """Return a bare connection: the client's own layers cost as much as the way to Redis and back."""
    pool = redis.asyncio.ConnectionPool.from_url(
        settings.LIVE_REDIS, socket_connect_timeout=ANSWERS_IN_S, **options
    )
    return pool.make_connection()


class HintWire:
    """`publish` and `listen` are loops of the hub; hints of this process itself are passed over."""

    def __init__(self, heard: Callable[[bytes], None], missed: Callable[[], None]) -> None:
        self.heard, self.missed = heard, missed
        self.origin = new_id().hex[-12:].encode()
        self.is_listening = asyncio.Event()
        self.outgoing: asyncio.Queue[bytes] = asyncio.Queue(MOST_UNSENT)

    def put(self, frame: bytes) -> None:
        if not self.outgoing.full():
            self.outgoing.put_nowait(frame)

    async def publish(self) -> None:
        """Send what waits, many hints as one."""
        wire = _connection(socket_timeout=ANSWERS_IN_S)
        try:
            while not is_ending():
                frames = [await self.outgoing.get()]
                while not self.outgoing.empty() and len(frames) < MOST_AT_ONCE:
                    frames.append(self.outgoing.get_nowait())
                said = self.origin + b"\n".join(frames)
                await wire.send_command("PUBLISH", hints.channel(), said)
                await wire.read_response()
        finally:
            await wire.disconnect(nowait=True)

    async def listen(self) -> None:
        """Hear hints; after a break say that some were missed."""
        wire = _connection()
        try:
            await wire.send_command("SUBSCRIBE", hints.channel())
            await wire.read_response(push_request=True)
            self.missed()
            self.is_listening.set()
            while not is_ending():
                message = await wire.read_response(timeout=1, push_request=True)
                if message is not None and message[0] == b"message":
                    self._take(message[2])
        finally:
            self.is_listening.clear()
            await wire.disconnect(nowait=True)

    def _take(self, data: bytes) -> None:
        origin, brace, rest = data.partition(b"{")
        if origin == self.origin:
            return
        for frame in (brace + rest).split(b"\n"):
            try:
                self.heard(frame)
            except Exception:
                logger.exception("A hint could not be read")


def is_ending() -> bool:
    """Whether the loop that asks was told to end; a library may swallow it, the task remembers."""
    own = asyncio.current_task()
    return own is None or own.cancelling() > 0
