"""Row 18: pages and live hints while appeals are registered and offered, beside the same when it is quiet.

Until there is a chat its messages are played by live hints: each to one open desk.
"""

import asyncio
import json
import os
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from uuid import uuid4

from channels_redis.pubsub import RedisPubSubChannelLayer

from bench import place, texts, wire
from bench.figures import Speed, most, ratio
from bench.report import Line, speed_words
from bench.run import Run, words_of
from bench.seats import Asker, Seat

DATABASE, DESKS = "bench_mixed", 100
LISTS_A_S, CREATES_A_S, HINTS_A_S = 20, 20, 200
LASTS_S, WARM_UP_S, CONNECTIONS = 20.0, 8.0, 8
TEXTS = texts.pool(200, seed=61)


@dataclass(slots=True)
class Found:
    """What one stretch of load amounted to; `hints` are times from saying to hearing."""

    lists: list[float] = field(default_factory=list)
    creates: list[float] = field(default_factory=list)
    hints: list[float] = field(default_factory=list)
    said: int = 0
    failed: int = 0


def measure(run: Run) -> None:
    """Lists and hints alone, then with registrations; the worker carries out what follows."""
    place.new_database(DATABASE, like=run.pair(run.middle).ours)
    who = place.inside("visitors", DATABASE)
    filled = place.inside("seats", DATABASE, count=DESKS)
    with place.whole_house(DATABASE) as (pages, sockets):
        quiet, busy = asyncio.run(_both(pages, sockets, who, filled))
    at, add = words_of(run.middle), run.report.add
    for name, times in (("list page", "lists"), ("live hint", "hints")):
        one, other = (Speed.of(getattr(found, times), LASTS_S) for found in (busy, quiet))
        run.report.keep(f"mixed, {name}", {"busy": one.as_dict(), "quiet": other.as_dict()})
        shown = {"ours": speed_words(one), "other": speed_words(other)}
        what = f"{name}, p95, mixed load / quiet, {at}"
        add(Line("18", what, ratio(one.p95, other.p95), goal=most(2.5), **shown))
    made = Speed.of(busy.creates, LASTS_S)
    add(
        Line(
            "18",
            "registrations a second beside them",
            made.per_second,
            "/s",
            None,
            speed_words(made),
        )
    )
    lost = busy.said + quiet.said - len(busy.hints) - len(quiet.hints)
    add(Line("18", "hints lost, requests failed", lost + busy.failed + quiet.failed, "", most(0)))


async def _both(
    pages: int, sockets: int, who: dict[str, Any], filled: dict[str, Any]
) -> tuple[Found, Found]:
    desks = [
        Seat(one["id"], one["cookie"], filled["csrf"], Asker(pages)) for one in filled["seats"]
    ]
    for start in range(0, len(desks), 20):
        batch = desks[start : start + 20]
        await asyncio.gather(*(desk.open(sockets, os.environ["PUBLIC_URL"]) for desk in batch))
    await asyncio.sleep(WARM_UP_S)
    try:
        await _stretch(pages, who, desks, creates=True, lasts_s=WARM_UP_S)
        quiet = await _stretch(pages, who, desks, creates=False, lasts_s=LASTS_S)
        busy = await _stretch(pages, who, desks, creates=True, lasts_s=LASTS_S)
    finally:
        await asyncio.gather(*(desk.close() for desk in desks))
    return quiet, busy


async def _stretch(
    pages: int, who: dict[str, Any], desks: list[Seat], *, creates: bool, lasts_s: float
) -> Found:
    """Keep up the load for a while, everything at its own pace."""
    found, loads = Found(), []
    visit = wire.get("/desk/?view=team", Cookie=who["operator"])
    loads.append(_paced(LISTS_A_S, lasts_s, _asking(pages, lambda: visit, 200, found, found.lists)))
    loads.append(_hinting(desks, found, lasts_s))
    if creates:
        register = _registration(who["key"])
        loads.append(
            _paced(CREATES_A_S, lasts_s, _asking(pages, register, 201, found, found.creates))
        )
    await asyncio.gather(*loads)
    return found


async def _paced(rate: float, lasts_s: float, deed: Callable[[], Awaitable[None]]) -> None:
    """Do it `rate` times a second, whether the last one has ended or not."""
    began, tasks = time.perf_counter(), []
    for number in range(int(rate * lasts_s)):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        tasks.append(asyncio.create_task(deed()))
    await asyncio.gather(*tasks)


def _asking(
    pages: int, request: Callable[[], bytes], expects: int, found: Found, times: list[float]
) -> Callable[[], Awaitable[None]]:
    askers = cycle([Asker(pages) for _ in range(CONNECTIONS)])

    async def ask() -> None:
        began = time.perf_counter()
        status, _ = await next(askers).ask(request())
        times.append(time.perf_counter() - began)
        found.failed += status != expects

    return ask


def _registration(key: str) -> Callable[[], bytes]:
    def request() -> bytes:
        number = uuid4().int % 1_000_000
        person = {"phone": f"+7903{number:07d}", "last_name": "Соколова"}
        given = {"kind": "question", "body": TEXTS[number % len(TEXTS)].body, "citizen": person}
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": str(uuid4())}
        return wire.post_json("/api/v1/tickets/", json.dumps(given).encode(), **headers)

    return request


async def _hinting(desks: list[Seat], found: Found, lasts_s: float) -> None:
    """Say hints to the desks in turns; a desk hears its own in order."""
    layer = RedisPubSubChannelLayer(hosts=[f"{os.environ['REDIS_URL']}/1"], prefix=DATABASE)
    said: dict[str, deque[float]] = {desk.key: deque() for desk in desks}
    turn = cycle(desks)
    for desk in desks:
        desk.forget_pokes()

    async def say() -> None:
        desk = next(turn)
        said[desk.key].append(time.perf_counter())
        found.said += 1
        topic = f"user:{desk.key}"
        group = "live." + topic.replace(":", ".")
        await layer.group_send(group, {"type": "live.poke", "topic": topic})

    await _paced(HINTS_A_S, lasts_s, say)
    await asyncio.sleep(1.0)
    for desk in desks:
        while not desk.pokes.empty() and said[desk.key]:
            found.hints.append(desk.pokes.get_nowait() - said[desk.key].popleft())
    await layer.flush()
