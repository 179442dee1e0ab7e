"""A browser tab with the chat's socket, over the ASGI application itself."""

import json
from typing import Any
from uuid import uuid4

from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings

from chat.guests import COOKIE
from gosuslugi_support.sockets import application

ORIGIN = settings.PUBLIC_URL.encode()


class ChatTab:
    """`heard` keeps every frame since the last look."""

    def __init__(self, cookies: dict[str, str], *, origin: bytes | None = ORIGIN) -> None:
        joined = "; ".join(f"{name}={value}" for name, value in cookies.items())
        headers = [(b"host", b"localhost:8000"), (b"cookie", joined.encode())]
        if origin is not None:
            headers.append((b"origin", origin))
        scope = {
            "type": "websocket",
            "path": "/ws/chat/",
            "query_string": b"",
            "headers": headers,
            "subprotocols": [],
        }
        self.socket = ApplicationCommunicator(application, scope)
        self.is_open = False

    async def open(self) -> int | None:
        """Return None when let in, else the code of the refusal."""
        await self.socket.send_input({"type": "websocket.connect"})
        answer = await self.socket.receive_output(5)
        self.is_open = answer["type"] == "websocket.accept"
        return None if self.is_open else answer.get("code", 0)

    async def close(self) -> None:
        if self.is_open:
            self.is_open = False
            await self.socket.send_input({"type": "websocket.disconnect", "code": 1001})
            await self.socket.wait(5)

    async def raw(self, **frame: Any) -> None:
        await self.socket.send_input({"type": "websocket.receive", **frame})

    async def say(self, op: str, dialog: Any = None, **more: Any) -> None:
        about = {} if dialog is None else {"dialog": str(getattr(dialog, "pk", dialog))}
        await self.raw(text=json.dumps({"op": op} | about | more))

    async def hear(self, op: str | None = None, *, within: float = 5) -> Any:
        """Return the next frame, or the next of one operation, passing over the others."""
        while True:
            answer = await self.socket.receive_output(within)
            if answer["type"] == "websocket.close":
                self.is_open = False
                return {"op": "closed", "code": answer.get("code")}
            frame = json.loads(answer["text"])
            if op is None or frame["op"] == op:
                return frame

    async def answer(self) -> Any:
        """Return the next `ack` or error."""
        while (frame := await self.hear())["op"] not in {"ack", "error", "closed"}:
            pass
        return frame

    async def enter(self, dialog: Any, after: int = 0) -> tuple[list[Any], Any]:
        """Open a dialog; return its rows and `opened`, or the error."""
        await self.say("open", dialog, after=after)
        rows = []
        while True:
            frame = await self.hear()
            if frame["op"] != "row":
                return rows, frame
            rows.append(frame["row"])

    async def send(self, dialog: Any, text: str, **more: Any) -> str:
        cid = more.pop("cid", None) or str(uuid4())
        await self.say("send", dialog, cid=cid, text=text, **more)
        return cid

    async def all_heard(self) -> list[Any]:
        """Return the frames up to the answer to a ping."""
        await self.say("ping")
        frames = []
        while True:
            frame = await self.hear()
            if frame["op"] in {"pong", "closed"}:
                return frames
            frames.append(frame)


async def tab_of(client_for: Any, person: Any) -> ChatTab:
    """Return a tab of a user or profile, or of a guest given by the key of the cookie."""
    if isinstance(person, str):
        return ChatTab({COOKIE: person})
    client = await sync_to_async(client_for)(person)
    name = settings.SESSION_COOKIE_NAME
    return ChatTab({name: client.cookies[name].value})
