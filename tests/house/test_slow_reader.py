"""Who does not read is told the end all the same, and is cut off at last (W-10, F-23): the socket server's own protocol."""

import asyncio
import socket
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from gosuslugi_support import socket_server
from gosuslugi_support.socket_server import SocketProtocol

SHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
CLOSED_1013 = b"\x88\x02\x03\xf5"
WORDS = "x" * 65536


@pytest.fixture
def told() -> dict[str, Any]:
    return {"blocked": asyncio.Event(), "closed": asyncio.Event()}


@pytest.fixture
async def reader(told: dict[str, Any]) -> Any:
    """Return the wire of somebody who shook hands and reads nothing, at a server that speaks without end."""

    async def speaks(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})

        async def speak() -> None:
            while True:
                await send({"type": "websocket.send", "text": WORDS})

        speaking = asyncio.create_task(speak())
        told["wire"] = send.__self__
        while send.__self__.writable.is_set():
            await asyncio.sleep(0.01)
        told["blocked"].set()
        speaking.cancel()
        await send({"type": "websocket.close", "code": 1013})
        told["closed"].set()

    loop = asyncio.get_running_loop()
    config = Config(speaks, lifespan="off", log_config=None, ws_per_message_deflate=False)
    server = await loop.create_server(
        lambda: SocketProtocol(config, ServerState(), {}), "127.0.0.1", 0
    )
    wire = socket.create_connection(server.sockets[0].getsockname())
    wire.setblocking(False)
    await loop.sock_sendall(wire, SHAKE)
    yield wire
    wire.close()
    server.close()
    await server.wait_closed()


async def _rest(wire: socket.socket) -> bytes:
    loop, heard = asyncio.get_running_loop(), b""
    while not heard.endswith(CLOSED_1013):
        part = await asyncio.wait_for(loop.sock_recv(wire, 1 << 20), 5)
        assert part, "ended without a word"
        heard = heard[-8:] + part
    return heard


async def test_w10_the_end_is_said_before_anything_is_read(
    reader: socket.socket, told: dict[str, Any]
) -> None:
    await asyncio.wait_for(told["blocked"].wait(), 5)
    await asyncio.wait_for(told["closed"].wait(), 5)
    assert (await _rest(reader)).endswith(CLOSED_1013)


async def test_f23_who_never_reads_is_cut_off(
    reader: socket.socket, told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_server, "LINGERS_S", 0.2)
    await asyncio.wait_for(told["closed"].wait(), 5)
    assert not told["wire"].disconnected
    for _ in range(300):
        if told["wire"].disconnected:
            break
        await asyncio.sleep(0.01)
    assert told["wire"].disconnected
    assert told["wire"].connections == set()
