"""A WebSocket client light enough not to be the limit: loopback, small unfragmented frames, zero masks."""

import asyncio
import base64
import os
import struct
from collections.abc import Callable

from bench.wire import LOOPBACK

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Refused(Exception):
    """The handshake was not answered by 101; the text is the status line."""


class Wire(asyncio.Protocol):
    """One connection; `on_text` hears each text as bytes, `on_lost` the close code or None."""

    def __init__(self, on_text: Callable[[bytes], None]) -> None:
        self.on_text = on_text
        self.closed: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.code: int | None = None
        self._got = bytearray()
        self._is_open = False
        self.transport: asyncio.Transport | None = None

    # --- asyncio's side
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._is_open and not self._shake():
            return
        while (frame := self._frame()) is not None:
            self._hear(*frame)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(Refused("lost during the handshake"))
        if not self.closed.done():
            self.closed.set_result(self.code)

    # --- ours
    def say(self, text: bytes) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(_framed(TEXT, text))

    def cut(self) -> None:
        """Drop the connection as a lost network does."""
        if self.transport is not None:
            self.transport.abort()

    def _shake(self) -> bool:
        head, found, rest = bytes(self._got).partition(b"\r\n\r\n")
        if not found:
            return False
        status = head.partition(b"\r\n")[0].decode()
        if " 101 " not in f"{status} ":
            self.ready.set_exception(Refused(status))
            self.cut()
            return False
        self._got, self._is_open = bytearray(rest), True
        if self.ready.done():  # too late: nobody waits any more
            return False
        self.ready.set_result(None)
        return True

    def _frame(self) -> tuple[int, bytes] | None:
        got = self._got
        if len(got) < 2:
            return None
        size, start = got[1] & 127, 2
        if size == 126:
            if len(got) < 4:
                return None
            size, start = struct.unpack_from(">H", got, 2)[0], 4
        elif size == 127:
            if len(got) < 10:
                return None
            size, start = struct.unpack_from(">Q", got, 2)[0], 10
        if len(got) < start + size:
            return None
        kind, body = got[0] & 15, bytes(got[start : start + size])
        del got[: start + size]
        return kind, body

    def _hear(self, kind: int, body: bytes) -> None:
        if kind == TEXT:
            self.on_text(body)
        elif kind == PING and self.transport is not None:
            self.transport.write(_framed(PONG, body))
        elif kind == CLOSE:
            self.code = struct.unpack(">H", body[:2])[0] if len(body) >= 2 else None
            self.cut()


def _framed(kind: int, body: bytes) -> bytes:
    size = len(body)
    if size < 126:
        return bytes((0x80 | kind, 0x80 | size, 0, 0, 0, 0)) + body
    return bytes((0x80 | kind, 0x80 | 126)) + struct.pack(">H", size) + b"\0\0\0\0" + body


async def connect(
    port: int, on_text: Callable[[bytes], None], *, cookie: str = "", path: str = "/ws/chat/"
) -> Wire:
    """Open a socket as a browser does; raises Refused or OSError."""
    loop = asyncio.get_running_loop()
    _, wire = await loop.create_connection(lambda: Wire(on_text), LOOPBACK, port)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: localhost:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        f"Origin: {os.environ['PUBLIC_URL']}",
        *([f"Cookie: {cookie}"] if cookie else []),
    ]
    assert wire.transport is not None
    wire.transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    try:
        await asyncio.wait_for(wire.ready, 30)
    except TimeoutError:
        wire.cut()
        raise
    return wire
