"""Row 18: the chat, the list and registrations at once, beside the chat alone and the list alone."""

import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from uuid import uuid4

from bench import place, texts, wire
from bench.chatting.pairs import OURS, Pair, paced, rooms
from bench.chatting.servers import MANY
from bench.figures import Speed, most, ratio
from bench.report import Line, speed_words
from bench.run import Run, words_of
from bench.seats import Asker

DATABASE, DIALOGS = "bench_mixed", 50
LISTS_A_S, CREATES_A_S, WORDS_A_S = 20, 20, 200
LASTS_S, WARM_UP_S, CONNECTIONS = 20.0, 8.0, 8
TEXTS = texts.pool(200, seed=61)


@dataclass(slots=True)
class Found:
    """What one stretch of load amounted to."""

    lists: list[float] = field(default_factory=list)
    creates: list[float] = field(default_factory=list)
    chat: Speed = field(default_factory=lambda: Speed.of([], 0))
    failed: int = 0

    @property
    def lost(self) -> int:
        return self.failed + self.chat.errors


def measure(run: Run) -> None:
    """Each alone, then all; the worker carries out what follows."""
    place.new_database(DATABASE, like=run.pair(run.middle).ours)
    who = place.inside("visitors", DATABASE)
    talks = place.inside("chat", DATABASE, owner=True, dialogs=DIALOGS, idle=0)
    os.environ.setdefault("PUBLIC_URL", "http://localhost:8000")
    with place.whole_house(DATABASE, **MANY) as (pages, sockets):
        chat, lists, busy = asyncio.run(_stretches(pages, sockets, who, talks))
    at, add = words_of(run.middle), run.report.add
    one, other = Speed.of(busy.lists, LASTS_S), Speed.of(lists.lists, LASTS_S)
    for name, all_at_once, alone in (("list page", one, other), ("chat", busy.chat, chat.chat)):
        kept = {"busy": all_at_once.as_dict(), "alone": alone.as_dict()}
        run.report.keep(f"mixed, {name}", kept)
        shown = {"ours": speed_words(all_at_once), "other": speed_words(alone)}
        what = f"{name}, p95, all at once / alone, {at}"
        add(Line("18", what, ratio(all_at_once.p95, alone.p95), goal=most(2.5), **shown))
    made = Speed.of(busy.creates, LASTS_S)
    what, words = "registrations a second beside them", speed_words(made)
    add(Line("18", what, made.per_second, "/s", None, words))
    lost = chat.lost + lists.lost + busy.lost
    add(Line("18", "messages lost, requests failed", lost, "", most(0)))


async def _stretches(
    pages: int, sockets: int, who: dict[str, Any], talks: dict[str, Any]
) -> tuple[Found, Found, Found]:
    pairs = [Pair(room, OURS) for room, _ in rooms(talks)]
    for pair, (_, cookies) in zip(pairs, rooms(talks), strict=True):
        await pair.open((sockets, sockets), cookies)
    whole: dict[str, Any] = {"chat": pairs, "lists": True, "creates": True}
    try:
        await _stretch(pages, who, lasts_s=WARM_UP_S, **whole)
        chat = await _stretch(pages, who, lasts_s=LASTS_S, chat=pairs)
        lists = await _stretch(pages, who, lasts_s=LASTS_S, lists=True)
        busy = await _stretch(pages, who, lasts_s=LASTS_S, **whole)
    finally:
        for pair in pairs:
            pair.close()
    return chat, lists, busy


async def _stretch(
    pages: int,
    who: dict[str, Any],
    *,
    lasts_s: float,
    chat: list[Pair] | None = None,
    lists: bool = False,
    creates: bool = False,
) -> Found:
    """Keep up the load for a while, everything at its own pace."""
    found, loads = Found(), []
    visit = wire.get("/desk/?view=team", Cookie=who["operator"])
    if lists:
        ask = _asking(pages, lambda: visit, 200, found, found.lists)
        loads.append(_paced(LISTS_A_S, lasts_s, ask))
    if creates:
        ask = _asking(pages, _registration(who["key"]), 201, found, found.creates)
        loads.append(_paced(CREATES_A_S, lasts_s, ask))
    said = asyncio.create_task(_talked(chat or [], found, lasts_s))
    await asyncio.gather(*loads, said)
    return found


async def _talked(pairs: list[Pair], found: Found, lasts_s: float) -> None:
    if pairs:
        found.chat = await paced(pairs, rate=WORDS_A_S, seconds=lasts_s)


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
