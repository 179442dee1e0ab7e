"""The limit: a bare ASGI application that tells everybody in a room, in one process, storing nothing."""

from typing import Any
from urllib.parse import parse_qs

rooms: dict[str, set[Any]] = {}


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Serve one socket of the room its address names."""
    room = rooms.setdefault(parse_qs(scope["query_string"].decode())["room"][0], set())
    await receive()
    await send({"type": "websocket.accept"})
    room.add(send)
    try:
        while (message := await receive())["type"] == "websocket.receive":
            for each in room:
                await each({"type": "websocket.send", "text": message["text"]})
    finally:
        room.discard(send)
