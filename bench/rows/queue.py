"""Row 20: from a free operator, or a new contact, to the offer on the screen; the pace of offers."""

import asyncio
import json
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from bench import place, texts, wire
from bench.figures import Speed, most
from bench.report import Line
from bench.run import Run
from bench.seats import Asker, Seat

DATABASE, SIZE = "bench_queue", 12_000
OPERATORS, ITEMS, FREE, QUIET = 500, 10_000, 16, 8
SAMPLES, WITHIN_S, BEATS_IN_S, SETTLES_S = 100, 10.0, 10.0, 6.0
TEXTS = texts.pool(100, seed=53)
_OFFER = re.compile(rb"/desk/offers/([0-9a-f-]{36})/accept/")


def latency(run: Run) -> None:
    """Row 20: the whole house beside ten thousand waiting items and five hundred open desks."""
    filled, key = full_queue(run)
    with place.whole_house(DATABASE) as (pages, sockets):
        found = asyncio.run(_measured(pages, sockets, filled, key))
    for name, times in found.items():
        speed = Speed.of([one for one in times if one is not None], 1.0)
        run.report.keep(f"offer, {name}", speed)
        lost = sum(one is None for one in times)
        words = f"{len(times)} times, p50 {speed.p50:.0f} ms" + (f", {lost} LOST" if lost else "")
        p95 = speed.p95 if not lost else WITHIN_S * 1000
        beside = f"{filled['waiting']:,} waiting, {OPERATORS} desks open"
        run.report.add(
            Line("20", f"{name} → offer on the screen, p95", p95, "ms", most(500), words, beside)
        )


def throughput(run: Run) -> None:
    """Offers a second by one dispatcher and by two at once, everybody free, ten thousand waiting."""
    full_queue(run)
    alone = place.inside("queue-pace", DATABASE, part=0, parts=1, rounds=run.rounds, most=OPERATORS)
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(
                place.inside,
                "queue-pace",
                DATABASE,
                part=part,
                parts=2,
                rounds=run.rounds,
                most=OPERATORS,
            )
            for part in (0, 1)
        ]
        both = [job.result() for job in jobs]
    twice = place.inside("queue-twice", DATABASE)
    run.report.keep("offers", {"one": alone, "two": both, "twice": twice})
    add, beside = run.report.add, f"{OPERATORS} operators, {alone['waiting'] + OPERATORS:,} waiting"
    rate = alone["made"] / alone["took"]
    add(Line("20t", "offers a second, one dispatcher", rate, "/s", None, "", beside))
    rate = sum(one["made"] / one["took"] for one in both)
    add(Line("20t", "offers a second, two dispatchers", rate, "/s", None, "", beside))
    add(Line("20t", "items or operators with two offers", twice, "", most(0)))


def full_queue(run: Run) -> tuple[dict[str, Any], str]:
    """Return a fresh database with a full queue, and a key of the API."""
    place.new_database(DATABASE, like=run.pair(SIZE).ours)
    given = {"operators": OPERATORS, "items": ITEMS, "free": FREE, "quiet": QUIET}
    filled = place.inside("queue-fill", DATABASE, owner=True, **given)
    return filled, place.inside("visitors", DATABASE)["key"]


async def _measured(
    pages: int, sockets: int, filled: dict[str, Any], key: str
) -> dict[str, list[float | None]]:
    """Open every desk, keep their hearts beating, measure both directions."""
    groups = {
        name: [Seat(one["id"], one["cookie"], filled["csrf"], Asker(pages)) for one in filled[name]]
        for name in ("free", "quiet", "others")
    }
    seats = [seat for group in groups.values() for seat in group]
    beating = asyncio.create_task(_beat(seats, pages))
    try:
        for start in range(0, len(seats), 20):
            batch = seats[start : start + 20]
            await asyncio.gather(*(seat.open(sockets, os.environ["PUBLIC_URL"]) for seat in batch))
        await asyncio.to_thread(place.inside, "queue-here", DATABASE)
        await asyncio.sleep(SETTLES_S)
        freed = [await _freed(groups["free"][n % FREE]) for n in range(SAMPLES)]
        new = [await _new(groups["quiet"], pages, key, n) for n in range(SAMPLES)]
        if beating.done():
            beating.result()
    finally:
        beating.cancel()
        await asyncio.gather(*(seat.close() for seat in seats))
    return {"free operator": freed, "new contact over the API": new}


async def _beat(seats: list[Seat], pages: int) -> None:
    """Send what every open page sends each ten seconds."""
    asker, pause = Asker(pages), BEATS_IN_S / len(seats)
    while True:
        for seat in seats:
            began = time.perf_counter()
            fields = {"csrfmiddlewaretoken": seat.csrf}
            await asker.ask(wire.post_form("/desk/line/heartbeat/", fields, Cookie=seat.cookie))
            await asyncio.sleep(max(0.0, pause - (time.perf_counter() - began)))


async def _freed(seat: Seat) -> float | None:
    """From the press «Готов» to the card; then the operator goes back on a pause."""
    seat.forget_pokes()
    began = time.perf_counter()
    await seat.post("/desk/line/presence/", state="ready")
    shown = await seat.offer_shown(WITHIN_S)
    await seat.post("/desk/line/presence/", reason="break")
    if shown and (offer := _OFFER.search(shown[1])):
        await seat.post(f"/desk/offers/{offer[1].decode()}/decline/")
    return shown[0] - began if shown else None


async def _new(seats: list[Seat], pages: int, key: str, number: int) -> float | None:
    """From sending the request that registers an appeal to the card; then it is accepted."""
    for seat in seats:
        seat.forget_pokes()
    given = {"kind": "question", "body": TEXTS[number % len(TEXTS)].body, "topic": "payment"}
    given["citizen"] = {"phone": f"+7902{number:07d}", "last_name": "Соколова"}
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": str(uuid4())}
    asker, began = Asker(pages), time.perf_counter()
    watching = [asyncio.create_task(seat.offer_shown(WITHIN_S)) for seat in seats]
    status, body = await asker.ask(
        wire.post_json("/api/v1/tickets/", json.dumps(given).encode(), **headers)
    )
    asker.close()
    if status != 201:
        raise wire.Unexpected(f"The appeal was answered by {status}: {body[:200]!r}")
    done, waiting = await asyncio.wait(watching, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    [winner] = [n for n, task in enumerate(watching) if task in done][:1]
    shown = watching[winner].result()
    if shown and (offer := _OFFER.search(shown[1])):
        await seats[winner].post(f"/desk/offers/{offer[1].decode()}/accept/")
    return shown[0] - began if shown else None
