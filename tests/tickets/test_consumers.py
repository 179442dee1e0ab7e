"""The socket over the real channel layer: who hears what, and what no frame can do."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
import redis
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from uvicorn.protocols.utils import ClientDisconnected

from common import watching
from common.live import poke
from gosuslugi_support.sockets import application
from tests.tickets.helpers import registered
from tickets import presence
from tickets.consumers import ERRORS, MOST_SOCKETS, MOST_TOPICS, LiveConsumer
from tickets.selectors.live import may_listen

pytestmark = pytest.mark.django_db(transaction=True)
ORIGIN = (b"origin", settings.PUBLIC_URL.encode())


def scope_of(session_key: str | None) -> dict[str, Any]:
    cookie = f"{settings.SESSION_COOKIE_NAME}={session_key}".encode()
    return {
        "type": "websocket",
        "path": "/ws/live/",
        "query_string": b"",
        "headers": [ORIGIN, (b"host", b"localhost:8000"), (b"cookie", cookie)],
        "subprotocols": [],
    }


class Tab:
    """A browser tab with a socket."""

    def __init__(self, session_key: str | None) -> None:
        self.socket = ApplicationCommunicator(application, scope_of(session_key))
        self.is_open = False

    async def open(self) -> tuple[bool, Any]:
        """Return whether the socket was let in, and the code of the refusal."""
        await self.socket.send_input({"type": "websocket.connect"})
        answer = await self.output()
        self.is_open = answer["type"] == "websocket.accept"
        return self.is_open, answer.get("code")

    async def close(self) -> None:
        if self.is_open:
            self.is_open = False
            await self.socket.send_input({"type": "websocket.disconnect", "code": 1001})
            await self.socket.wait(5)

    async def send(self, **frame: Any) -> None:
        await self.socket.send_input({"type": "websocket.receive", **frame})

    async def output(self) -> Any:
        return await self.socket.receive_output(5)

    async def say(self, message: Any) -> None:
        await self.send(text=json.dumps(message))

    async def hear(self) -> Any:
        answer = await self.output()
        assert answer["type"] == "websocket.send", answer
        return json.loads(answer["text"])

    async def hears_nothing(self) -> bool:
        """True when an answer to a ping is the next thing heard."""
        await self.say({"ping": 1})
        return bool(await self.hear() == {"pong": 1})

    async def listen(self, *topics: str) -> None:
        await self.say({"subscribe": list(topics)})
        assert await self.hears_nothing()


@pytest.fixture
async def tab(client_for: Any) -> AsyncIterator[Any]:
    """Return a function that opens a tab of a person; all are closed at the end."""
    tabs: list[Tab] = []

    async def opened(person: Any) -> Tab:
        client = await sync_to_async(client_for)(person)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value if person else None
        made = Tab(key)
        tabs.append(made)
        connected, _ = await made.open()
        assert connected is True
        return made

    yield opened
    for made in tabs:
        await made.close()
    LiveConsumer.open_sockets.clear()


async def tell(topic: str) -> None:
    await sync_to_async(poke)(topic)


async def test_without_a_session_nobody_is_let_in() -> None:
    for key in (None, "no-such-session"):
        assert await Tab(key).open() == (False, 4401)


async def test_a_colleague_hears_of_the_team_and_its_appeals(
    tab: Any, olga_operator: Any, ticket: Any, team_a: Any
) -> None:
    page = await tab(olga_operator)
    topics = [f"team:{team_a.pk}", f"ticket:{ticket.pk}", f"user:{olga_operator.pk}"]
    await page.listen(*topics)
    for topic in topics:
        await tell(topic)
        assert await page.hear() == {"topic": topic}


async def test_foreign_missing_and_nonsense_topics_look_the_same(
    tab: Any, oleg_operator: Any, ticket: Any, team_a: Any, olga_operator: Any
) -> None:
    page = await tab(oleg_operator)
    foreign = [
        f"ticket:{ticket.pk}",
        f"team:{team_a.pk}",
        f"user:{olga_operator.pk}",
        f"presence:{ticket.pk}",
        f"ticket:{uuid4()}",
        "board",
        "live.poke",
        "ticket:%",
    ]
    await page.say({"subscribe": foreign})
    assert [await page.hear() for _ in foreign] == [{"error": "not_found"}] * len(foreign)
    for topic in foreign[:4]:
        await tell(topic)
    assert await page.hears_nothing()


async def test_a_citizen_hears_of_the_own_appeal_and_never_of_presence(
    tab: Any, citizen: Any, ticket: Any
) -> None:
    page = await tab(citizen)
    await page.listen(f"ticket:{ticket.pk}")
    await page.say({"here": {"ticket": str(ticket.pk), "mode": "typing"}})
    assert await page.hear() == {"error": "not_found"}
    await page.say({"subscribe": [f"presence:{ticket.pk}"]})
    assert await page.hear() == {"error": "not_found"}


async def test_who_opens_another_appeal_is_seen_to_leave_this_one(
    tab: Any, olga_operator: Any, sveta_supervisor: Any, ticket: Any
) -> None:
    page, topic = await tab(olga_operator), f"presence:{ticket.pk}"
    colleague = await tab(sveta_supervisor)
    await colleague.listen(topic)
    await page.listen(topic)
    await page.say({"here": {"ticket": str(ticket.pk), "mode": "viewing"}})
    assert await colleague.hear() == {"topic": topic}
    await page.say({"unsubscribe": [topic]})
    assert await colleague.hear() == {"topic": topic}
    look = sync_to_async(presence.others_here)
    assert await look(ticket.pk, sveta_supervisor, at=time.time()) == []


async def test_a_right_lost_since_is_noticed_at_the_poke(
    tab: Any, olga_operator: Any, ticket: Any, team_b: Any
) -> None:
    page = await tab(olga_operator)
    await page.listen(f"ticket:{ticket.pk}")
    await type(ticket).objects.filter(pk=ticket.pk).aupdate(team=team_b)
    await tell(f"ticket:{ticket.pk}")
    assert await page.hears_nothing()


async def test_the_end_of_the_session_closes_the_socket(tab: Any, olga_operator: Any) -> None:
    page = await tab(olga_operator)
    olga_operator.sessions_epoch += 1
    await olga_operator.asave(update_fields=["sessions_epoch"])
    await tell(f"user:{olga_operator.pk}")
    closed = await page.output()
    assert (closed["type"], closed["code"]) == ("websocket.close", 4401)


POISON = [
    "",
    "x",
    "[]",
    "null",
    "1",
    '"subscribe"',
    "{}",
    "[" * 20_000,
    "9" * 400,
    '{"subscribe": "board"}',
    '{"subscribe": [1]}',
    '{"subscribe": [null]}',
    '{"subscribe": ["' + "a" * 90 + '"]}',
    '{"event": "base"}',
    '{"__class__": {}}',
    '{"type": "websocket.disconnect"}',
    '{"type": "live.poke", "topic": "board"}',
    '{"here": {}}',
    '{"here": {"ticket": [], "mode": {}}}',
    '{"here": {"ticket": "not-a-uuid", "mode": "typing"}}',
    '{"here": {"ticket": "00000000-0000-0000-0000-000000000000", "mode": []}}',
    '{"here": []}',
    '{"ping": 1, "subscribe": []}',
]


@pytest.mark.parametrize("frame", POISON, ids=range(len(POISON)))
async def test_a_bad_frame_is_answered_by_a_fixed_code_and_harms_nothing(
    tab: Any, olga_operator: Any, frame: str
) -> None:
    page = await tab(olga_operator)
    await page.send(text=frame)
    answer = await page.hear()
    assert set(answer) == {"error"}
    assert answer["error"] in ERRORS
    assert await page.hears_nothing()


async def test_a_binary_frame_is_a_bad_one(tab: Any, olga_operator: Any) -> None:
    page = await tab(olga_operator)
    await page.send(bytes=b"\x00\xff")
    assert await page.hear() == {"error": "bad_frame"}


async def test_too_many_frames_are_refused_until_the_minute_is_over(
    tab: Any, olga_operator: Any
) -> None:
    page = await tab(olga_operator)
    for _ in range(121):
        await page.say({"ping": 1})
    heard = [await page.hear() for _ in range(121)]
    assert heard == [{"pong": 1}] * 120 + [{"error": "rate_limited"}]


async def test_too_many_topics_are_refused(tab: Any, citizen: Any, desk: Any, now: Any) -> None:
    rows = [
        (await sync_to_async(registered)(citizen, now=now)).live_topic
        for _ in range(MOST_TOPICS + 1)
    ]
    page = await tab(citizen)
    await page.say({"subscribe": rows})
    assert await page.hear() == {"error": "too_many_topics"}


async def test_one_person_opens_a_bounded_number_of_sockets(tab: Any, olga_operator: Any) -> None:
    pages = [await tab(olga_operator) for _ in range(MOST_SOCKETS + 1)]
    closed = await pages[-1].output()
    assert (closed["type"], closed["code"]) == ("websocket.close", 4429)
    assert await pages[0].hears_nothing()
    await pages[0].close()
    assert LiveConsumer.open_sockets == {olga_operator.pk: MOST_SOCKETS - 1}


async def test_who_goes_as_something_is_said_to_them_is_gone_for_all(
    client_for: Any, olga_operator: Any, senior: Any, ticket: Any
) -> None:
    """uvicorn raises from a send to who is gone, and no disconnect is handled then: all ends the same."""
    client = await sync_to_async(client_for)(olga_operator)
    frames: asyncio.Queue[Any] = asyncio.Queue()
    said: asyncio.Queue[Any] = asyncio.Queue()
    has_gone = False

    async def send(message: Any) -> None:
        if has_gone:
            raise ClientDisconnected
        await said.put(message)

    async def say(message: Any) -> None:
        await frames.put({"type": "websocket.receive", "text": json.dumps(message)})

    scope = scope_of(client.cookies[settings.SESSION_COOKIE_NAME].value)
    socket = asyncio.create_task(application(scope, frames.get, send))
    await frames.put({"type": "websocket.connect"})
    await say({"subscribe": [f"presence:{ticket.pk}"]})
    await say({"here": {"ticket": str(ticket.pk), "mode": "viewing"}})
    await say({"visible": True})
    await say({"ping": 1})
    while (await asyncio.wait_for(said.get(), 5)).get("text") != '{"pong": 1}':
        pass
    at = time.time()
    assert await sync_to_async(watching.watching)([olga_operator.pk], at=at) == {olga_operator.pk}
    has_gone = True
    await say({"ping": 1})
    await asyncio.wait_for(socket, 5)
    assert await sync_to_async(watching.watching)([olga_operator.pk], at=at) == set()
    assert await sync_to_async(presence.others_here)(ticket.pk, senior, at=at) == []
    assert LiveConsumer.open_sockets == {}
    await asyncio.sleep(0)
    hearts = [task for task in asyncio.all_tasks() if "_beat" in repr(task)]
    assert hearts == []


async def test_two_people_in_one_appeal_see_each_other(
    tab: Any, olga_operator: Any, senior: Any, ticket: Any, now: Any
) -> None:
    page, other = await tab(olga_operator), await tab(senior)
    topic = f"presence:{ticket.pk}"
    await page.listen(topic)
    await other.say({"here": {"ticket": str(ticket.pk), "mode": "typing"}})
    assert await page.hear() == {"topic": topic}
    here = await sync_to_async(presence.others_here)(ticket.pk, olga_operator, at=0.0)
    assert [(one.user, one.is_typing) for one in here] == [(senior, True)]
    await other.close()
    assert await page.hear() == {"topic": topic}
    assert await sync_to_async(presence.others_here)(ticket.pk, olga_operator, at=0.0) == []


async def test_without_redis_the_socket_lives_on(
    tab: Any, olga_operator: Any, ticket: Any, monkeypatch: Any
) -> None:
    page = await tab(olga_operator)

    class Away:
        def __getattr__(self, name: str) -> Any:
            raise redis.ConnectionError("secret address of the broker")

    monkeypatch.setattr(presence, "_client", Away)
    await page.say({"here": {"ticket": str(ticket.pk), "mode": "viewing"}})
    assert await page.hear() == {"error": "unavailable"}
    assert await page.hears_nothing()
    assert await sync_to_async(presence.others_here)(ticket.pk, olga_operator, at=0.0) == []


async def test_a_silent_channel_layer_is_not_waited_for(
    tab: Any, olga_operator: Any, ticket: Any, monkeypatch: Any
) -> None:
    page = await tab(olga_operator)

    async def hangs(*_: Any) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr("tickets.consumers.LAYER_ANSWERS_IN_S", 0.05)
    monkeypatch.setattr(
        "channels_redis.pubsub.RedisPubSubChannelLayer.group_add", hangs, raising=False
    )
    await page.say({"subscribe": [f"ticket:{ticket.pk}"]})
    assert await page.hears_nothing()


def test_an_unknown_topic_is_nobodys(olga_operator: Any) -> None:
    for topic in ("", "board", "everything", "team:", "team:x", "user:*"):
        assert may_listen(olga_operator, topic) is False
