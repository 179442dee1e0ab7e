"""The socket of a page: *poke, then fetch*. It carries topic names and presence, never content.

The client says {"subscribe": [topics]}, {"unsubscribe": [topics]}, {"here": {"ticket": id,
"mode": "viewing"|"typing"}} or {"ping": 1}; it hears {"topic": …}, {"pong": 1} or {"error": code}.
"""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar
from uuid import UUID

from asgiref.sync import SyncToAsync
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import close_old_connections

from accounts.models import User
from accounts.selectors import user_of_session
from common.live import group_of
from tickets import presence
from tickets.selectors.live import may_listen

POOL = ThreadPoolExecutor(max_workers=8, thread_name_prefix="socket")
HEARTBEAT_S = 20
MOST_TOPICS = 40
MOST_FRAMES_A_MINUTE = 120
SESSION_ENDED = 4401
TOO_MANY = 4429
MOST_SOCKETS = 10


async def in_pool(work: Any, *args: Any) -> Any:
    """Run a database or Redis call in the bounded pool of this process (decisions 13)."""

    def fresh() -> Any:
        close_old_connections()
        try:
            return work(*args)
        finally:
            close_old_connections()

    return await SyncToAsync(fresh, thread_sensitive=False, executor=POOL)()


class LiveConsumer(AsyncWebsocketConsumer):
    """One browser tab. Rights are asked at subscription and again at each poke."""

    open_sockets: ClassVar[dict[UUID, int]] = {}

    async def connect(self) -> None:
        self.user: User | None = None
        self.topics: set[str] = set()
        self.here: set[UUID] = set()
        self.frames: list[float] = []
        self.session_key = self.scope.get("cookies", {}).get(
            settings.SESSION_COOKIE_NAME
        )
        user = await in_pool(user_of_session, self.session_key)
        if user is None:
            await self.close(SESSION_ENDED)
            return
        if self.open_sockets.get(user.pk, 0) >= MOST_SOCKETS:
            await self.accept()
            await self.close(TOO_MANY)
            return
        self.user = user
        self.open_sockets[user.pk] = self.open_sockets.get(user.pk, 0) + 1
        self.own_topic = f"user:{user.pk}"
        await self.channel_layer.group_add(group_of(self.own_topic), self.channel_name)
        await self.accept()
        self.heartbeat = asyncio.create_task(self._beat())

    async def disconnect(self, code: int) -> None:
        if self.user is None:
            return
        self.heartbeat.cancel()
        self.open_sockets[self.user.pk] -= 1
        for topic in {*self.topics, self.own_topic}:
            await self.channel_layer.group_discard(group_of(topic), self.channel_name)
        for ticket_id in self.here:
            await self._leave(ticket_id)

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None
    ) -> None:
        if self.user is None:
            return
        if self._is_flooding():
            await self._error("rate_limited")
            return
        try:
            message = json.loads(text_data or "")
        except ValueError:
            message = None
        if not isinstance(message, dict) or len(message) != 1:
            await self._error("bad_frame")
            return
        ((name, value),) = message.items()
        if name == "subscribe" and _is_names(value):
            await self._subscribe(value)
        elif name == "unsubscribe" and _is_names(value):
            await self._unsubscribe(value)
        elif name == "here" and isinstance(value, dict):
            await self._be_here(value)
        elif name == "ping":
            await self._say(pong=1)
        else:
            await self._error("unknown_op")

    async def live_poke(self, event: dict[str, Any]) -> None:
        """A hint from the channel layer: pass it on if the session and the right still stand."""
        topic = str(event["topic"])
        if topic == self.own_topic and not await self._is_session_alive():
            return
        if topic not in self.topics:
            return
        if await in_pool(may_listen, self.user, topic):
            await self._say(topic=topic)
        else:
            await self._unsubscribe([topic])

    async def _subscribe(self, topics: list[str]) -> None:
        for topic in topics:
            if len(self.topics) >= MOST_TOPICS:
                await self._error("too_many_topics")
                return
            if await in_pool(may_listen, self.user, topic):
                self.topics.add(topic)
                await self.channel_layer.group_add(group_of(topic), self.channel_name)
            else:
                await self._error("not_found")

    async def _unsubscribe(self, topics: list[str]) -> None:
        for topic in self.topics.intersection(topics):
            self.topics.discard(topic)
            if topic != self.own_topic:
                await self.channel_layer.group_discard(
                    group_of(topic), self.channel_name
                )

    async def _be_here(self, value: dict[str, Any]) -> None:
        try:
            ticket_id, mode = UUID(str(value.get("ticket"))), value.get("mode")
        except ValueError:
            await self._error("bad_frame")
            return
        topic = f"presence:{ticket_id}"
        if mode not in presence.MODES or not await in_pool(
            may_listen, self.user, topic
        ):
            await self._error("not_found")
            return
        self.here.add(ticket_id)
        assert self.user is not None
        if await in_pool(presence.arrive, ticket_id, self.user.pk, mode, at_now()):
            await self._tell(topic)

    async def _leave(self, ticket_id: UUID) -> None:
        assert self.user is not None
        await in_pool(presence.leave, ticket_id, self.user.pk)
        await self._tell(f"presence:{ticket_id}")

    async def _beat(self) -> None:
        """Every HEARTBEAT_S: end with the session, join the groups again after a broker's amnesia."""
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            if not await self._is_session_alive():
                return
            for topic in {*self.topics, self.own_topic}:
                await self.channel_layer.group_add(group_of(topic), self.channel_name)

    async def _is_session_alive(self) -> bool:
        self.user_now = await in_pool(user_of_session, self.session_key)
        if self.user_now is None:
            await self.close(SESSION_ENDED)
            return False
        self.user = (
            self.user_now
        )  # teams may have changed: rights are asked of the fresh row
        return True

    async def _tell(self, topic: str) -> None:
        await self.channel_layer.group_send(
            group_of(topic), {"type": "live.poke", "topic": topic}
        )

    def _is_flooding(self) -> bool:
        now = time.monotonic()
        self.frames = [moment for moment in self.frames if now - moment < 60] + [now]
        return len(self.frames) > MOST_FRAMES_A_MINUTE

    async def _say(self, **message: Any) -> None:
        await self.send(json.dumps(message))

    async def _error(self, code: str) -> None:
        await self._say(error=code)


def at_now() -> float:
    return time.time()


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, str) and len(item) < 80 for item in value
    )
