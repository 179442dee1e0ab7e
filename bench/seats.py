"""Operators' pages as the bench plays them: a socket that hears pokes, a connection that asks."""

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from bench import wire

ANSWERS_IN_S = 20.0


@dataclass(slots=True)
class Asker:
    """One keep-alive connection to the page server; requests go one after another."""

    port: int
    _streams: Any = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Return status and body; a connection the server has closed is opened anew once."""
        async with self._lock:
            for attempt in (1, 2):
                try:
                    return await asyncio.wait_for(self._ask(request), ANSWERS_IN_S)
                except (ConnectionError, asyncio.IncompleteReadError):
                    self._streams = None
                    if attempt == 2:
                        raise
                except BaseException:  # its answer would be read as the answer to the next
                    self.close()
                    raise
        raise AssertionError

    async def _ask(self, request: bytes) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(wire.LOOPBACK, self.port)
        reader, writer = self._streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        status = int(head[9:12])
        place = head.find(b"\r\ncontent-length:")
        if place >= 0:
            length = int(head[place + 17 :].split(b"\r\n", 1)[0])
            return status, await reader.readexactly(length)
        if b"transfer-encoding: chunked" in head:
            return status, await _chunks(reader)
        return status, b""

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


@dataclass(slots=True)
class Seat:
    """One operator at an open desk."""

    key: str
    cookie: str
    csrf: str
    asker: Asker
    pokes: "asyncio.Queue[float]" = field(default_factory=asyncio.Queue)
    _socket: ClientConnection | None = None
    _listener: "asyncio.Task[None] | None" = None

    async def open(self, port: int, origin: str) -> None:
        """Open the socket; what is said to this person is noted with its moment."""
        self._socket = await connect(
            f"ws://{wire.LOOPBACK}:{port}/ws/live/",
            origin=origin,
            additional_headers={"Cookie": self.cookie},
            ping_interval=None,
            open_timeout=60,
            compression=None,
        )
        await self._socket.send(json.dumps({"subscribe": [f"user:{self.key}"]}))
        self._listener = asyncio.create_task(self._listen())

    async def close(self) -> None:
        if self._listener is not None:
            self._listener.cancel()
        if self._socket is not None:
            with suppress(Exception):
                await asyncio.wait_for(self._socket.close(), 2)
        self.asker.close()

    async def post(self, path: str, **fields: str) -> tuple[int, bytes]:
        given = {**fields, "csrfmiddlewaretoken": self.csrf}
        return await self.asker.ask(
            wire.post_form(path, given, Cookie=self.cookie, HX_Request="true")
        )

    async def get(self, path: str) -> bytes:
        _, body = await self.asker.ask(wire.get(path, Cookie=self.cookie, HX_Request="true"))
        return body

    def forget_pokes(self) -> None:
        while not self.pokes.empty():
            self.pokes.get_nowait()

    async def offer_shown(self, within_s: float) -> tuple[float, bytes] | None:
        """Return when the card was there after a poke, with the card; None when it never was."""
        give_up_at = time.perf_counter() + within_s
        while (left := give_up_at - time.perf_counter()) > 0:
            try:
                await asyncio.wait_for(self.pokes.get(), left)
            except TimeoutError:
                return None
            card = await self.get("/desk/offers/")
            if b"<offer-card" in card:
                return time.perf_counter(), card
        return None

    async def _listen(self) -> None:
        assert self._socket is not None
        async for frame in self._socket:
            if json.loads(frame).get("topic") == f"user:{self.key}":
                self.pokes.put_nowait(time.perf_counter())


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readline()
    return body
