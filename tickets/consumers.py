"""The socket of a page: *poke, then fetch*. It carries topic names and presence, never content.

The client says {"subscribe": [topics]}, {"unsubscribe": [topics]}, {"here": {"ticket": id,
"mode": "viewing"|"typing"}}, {"visible": true|false} or {"ping": 1}; it hears {"topic": …}, {"pong": 1} or {"error": code}
with a code of ERRORS. Redis may be away: pokes are lost, the socket stays, pages ask by themselves.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

import redis
from asgiref.sync import SyncToAsync
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from accounts.models import User
from accounts.selectors import user_of_session
from common import watching
from common.live import group_of
from tickets import presence
from tickets.selectors.live import may_listen

logger = logging.getLogger(__name__)
POOL = ThreadPoolExecutor(max_workers=8, thread_name_prefix="socket")
HEARTBEAT_S = 20
MOST_TOPICS = 40
MOST_TOPIC_LENGTH = 80
MOST_FRAMES_A_MINUTE = 120
LAYER_ANSWERS_IN_S = 3
MOST_SOCKETS = 10
SESSION_ENDED = 4401
TOO_MANY = 4429
TRY_LATER = 1013
# Everything a client can be told in words; the text of an exception never leaves.
ERRORS = frozenset(
    {"bad_frame", "unknown_op", "not_found", "too_many_topics", "rate_limited", "unavailable"}
)
AWAY = (redis.RedisError, OSError, asyncio.TimeoutError)


async def in_pool(work: Callable[..., Any], *args: Any) -> Any:
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
    user: User | None = None
    heartbeat: asyncio.Task[None] | None = None
    has_ended = False
    is_visible = False

    async def connect(self) -> None:
        self.topics: set[str] = set()
        self.here: set[UUID] = set()
        self.frames: list[float] = []
        self.session_key = self.scope.get("cookies", {}).get(settings.SESSION_COOKIE_NAME)
        try:
            user = await in_pool(user_of_session, self.session_key)
        except DatabaseError:
            await self.close(TRY_LATER)
            return
        if user is None:
            await self.close(SESSION_ENDED)
            return
        await self.accept()
        if self.open_sockets.get(user.pk, 0) >= MOST_SOCKETS:
            await self.close(TOO_MANY)
            return
        self.user = user
        self.open_sockets[user.pk] = self.open_sockets.get(user.pk, 0) + 1
        self.own_topic = f"user:{user.pk}"
        await self._join(self.own_topic)
        self.heartbeat = asyncio.create_task(self._beat())

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the socket; however it ends, this page has gone for everybody.

        Channels calls `disconnect` only of an end it was told; who is gone while something is said to
        them is noticed by `_say`, and everything else that stops a consumer comes by here, too.
        """
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._depart()

    async def _depart(self) -> None:
        if self.user is None:
            return
        if self.heartbeat is not None:
            self.heartbeat.cancel()
        self._forget_socket(self.user.pk)
        # First what others ask about: until it is noted, news is not pushed.
        if self.is_visible:
            await self._note_sight(False)
        for ticket_id in self.here:
            await self._leave(ticket_id)
        for topic in {*self.topics, self.own_topic}:
            await self._part(topic)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take one frame; whatever it is, the socket lives on (W-06)."""
        if self.user is None:
            return
        if self._is_flooding():
            await self._error("rate_limited")
            return
        try:
            await self._obey(text_data or "")
        except (DatabaseError, *AWAY):
            logger.warning("A live frame was not carried out", exc_info=True)
            await self._error("unavailable")

    async def _obey(self, text: str) -> None:
        """Carry out the one operation a frame names; names outside this list are nothing."""
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
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
        elif name == "visible" and isinstance(value, bool):
            await self._note_sight(value)
        elif name == "ping":
            await self._say(pong=1)
        else:
            await self._error("unknown_op")

    async def live_poke(self, event: dict[str, Any]) -> None:
        """A hint from the channel layer: pass it on if the session and the right still stand."""
        topic = str(event["topic"])
        if self.has_ended:
            return
        try:
            if topic == self.own_topic and not await self._is_session_alive():
                return
            if topic not in self.topics:
                return
            if await in_pool(may_listen, self.user, topic):
                await self._say(topic=topic)
            else:
                await self._unsubscribe([topic])
        except DatabaseError:
            logger.warning("A live hint was dropped: the database is away", exc_info=True)

    async def _subscribe(self, topics: list[str]) -> None:
        if not await self._is_session_alive():
            return
        for topic in dict.fromkeys(topics):
            if topic in self.topics:
                continue
            if len(self.topics) >= MOST_TOPICS:
                await self._error("too_many_topics")
                return
            if await in_pool(may_listen, self.user, topic):
                self.topics.add(topic)
                await self._join(topic)
            else:
                await self._error("not_found")

    async def _unsubscribe(self, topics: list[str]) -> None:
        for topic in self.topics.intersection(topics):
            self.topics.discard(topic)
            if topic != self.own_topic:
                await self._part(topic)
            await self._turn_away(topic)

    async def _turn_away(self, topic: str) -> None:
        """Who no longer listens for colleagues in an appeal has left it; the page itself stays."""
        kind, _, key = topic.partition(":")
        if kind == "presence" and UUID(key) in self.here:
            self.here.discard(UUID(key))
            await self._leave(UUID(key))

    async def _be_here(self, value: dict[str, Any]) -> None:
        try:
            ticket_id, mode = UUID(str(value.get("ticket"))), value.get("mode")
        except ValueError:
            await self._error("bad_frame")
            return
        topic = f"presence:{ticket_id}"
        known = isinstance(mode, str) and mode in presence.MODES
        if not known or not await in_pool(may_listen, self.user, topic):
            await self._error("not_found")
            return
        self.here.add(ticket_id)
        assert self.user is not None
        arrive = partial(presence.arrive, ticket_id, self.user.pk, str(mode), at=time.time())
        if await in_pool(arrive):
            await self._tell(topic)

    async def _note_sight(self, is_visible: bool) -> None:
        """Note whether the page is in sight: who looks at one gets no Web Push."""
        assert self.user is not None
        self.is_visible = is_visible
        try:
            if is_visible:
                at = time.time()
                await in_pool(
                    partial(watching.note_visible, self.user.pk, self.channel_name, at=at)
                )
            else:
                await in_pool(watching.note_hidden, self.user.pk, self.channel_name)
        except AWAY:
            logger.warning("Nobody knows who is watching: the live server is away")

    async def _leave(self, ticket_id: UUID) -> None:
        """Say that this tab is gone; when Redis is away the entry ends by its own time."""
        assert self.user is not None
        try:
            await in_pool(presence.leave, ticket_id, self.user.pk)
        except AWAY:
            return
        await self._tell(f"presence:{ticket_id}")

    async def _beat(self) -> None:
        """Every HEARTBEAT_S: end with the session, join the groups again after a broker's amnesia."""
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            try:
                if not await self._is_session_alive():
                    return
                for topic in {*self.topics, self.own_topic}:
                    await self._join(topic)
                if self.is_visible:
                    await self._note_sight(True)
            except DatabaseError:
                logger.warning("A heartbeat was missed: the database is away")

    async def _is_session_alive(self) -> bool:
        """Ask the database who this is now: teams may have changed, the session may have ended."""
        user = await in_pool(user_of_session, self.session_key)
        if user is None:
            self.has_ended = True
            await self.close(SESSION_ENDED)
            return False
        self.user = user
        return True

    async def _join(self, topic: str) -> None:
        await self._layer(self.channel_layer.group_add(group_of(topic), self.channel_name))

    async def _part(self, topic: str) -> None:
        await self._layer(self.channel_layer.group_discard(group_of(topic), self.channel_name))

    async def _tell(self, topic: str) -> None:
        message = {"type": "live.poke", "topic": topic}
        await self._layer(self.channel_layer.group_send(group_of(topic), message))

    async def _layer(self, call: Awaitable[Any]) -> None:
        """Await the channel layer for a moment; without Redis the page asks by itself."""
        try:
            await asyncio.wait_for(call, LAYER_ANSWERS_IN_S)
        except AWAY:
            logger.warning("The channel layer is away: pages ask by themselves until it is back")

    def _forget_socket(self, user_id: UUID) -> None:
        left = self.open_sockets.get(user_id, 1) - 1
        if left > 0:
            self.open_sockets[user_id] = left
        else:
            self.open_sockets.pop(user_id, None)

    def _is_flooding(self) -> bool:
        now = time.monotonic()
        self.frames = [moment for moment in self.frames if now - moment < 60]
        if len(self.frames) >= MOST_FRAMES_A_MINUTE:
            return True
        self.frames.append(now)
        return False

    async def _say(self, **message: Any) -> None:
        """Say something; who is gone by then ends the consumer (uvicorn raises an OSError)."""
        try:
            await self.send(json.dumps(message))
        except OSError:
            raise StopConsumer from None

    async def _error(self, code: str) -> None:
        assert code in ERRORS
        await self._say(error=code)


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, str) and len(item) < MOST_TOPIC_LENGTH for item in value
    )
