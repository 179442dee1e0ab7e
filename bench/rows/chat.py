"""Rows 11–17: the chat beside a bare broadcast and stock Channels with a committed row, in one run."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg2

from bench import place
from bench.chatting import servers
from bench.chatting.pairs import (
    OURS,
    OURS_TYPING,
    PLAIN,
    Dialect,
    Pair,
    joined,
    paced,
    rooms,
    saturated,
)
from bench.chatting.servers import DATABASE, Server
from bench.chatting.wire import Wire
from bench.figures import Speed, least, most, ratio, typical
from bench.report import Line
from bench.run import Run

DIALOGS, IDLE, FEW_IDLE, RATE = 50, 1000, 100, 200.0
BARE = "bench.chatting.bare_socket:application"
STOCK, PASSING = "bench.chatting.stock:application", "bench.chatting.stock:passing"
KIB = 1024


@dataclass(slots=True)
class Stage:
    """One server with a crowd: pairs that talk, sockets that only listen, what they cost."""

    pairs: list[Pair]
    connects: float = 0.0
    kib: float = 0.0
    idle: list[Wire] = field(default_factory=list)


def measure(run: Run) -> None:
    """All rows: people are made once, servers take turns."""
    known = servers.people(DIALOGS, IDLE)
    with place.connect(place.owner_url(DATABASE)) as home, home.cursor() as cursor:
        _stock_table(cursor)
    asyncio.run(_measured(run, known))


async def _measured(run: Run, known: dict[str, Any]) -> None:
    found: dict[str, Speed] = {}
    costs: dict[str, Stage] = {}
    plans = [
        ("bare", BARE, PLAIN, 1, IDLE),
        ("stock", STOCK, PLAIN, 2, IDLE),
        ("ours", servers.OURS, OURS, 2, IDLE),
        ("ours, few idle", servers.OURS, OURS, 2, FEW_IDLE),
    ]
    for name, application, dialect, processes, idle in plans:
        async with _stage(known, application, dialect, processes, idle) as stage:
            costs[name] = stage
            rounds = [
                await paced(stage.pairs, rate=RATE, seconds=run.seconds) for _ in range(run.rounds)
            ]
            found[f"{name}, paced"] = typical(rounds)
            rounds = [await saturated(stage.pairs, seconds=run.seconds) for _ in range(run.rounds)]
            found[f"{name}, saturated"] = typical(rounds)
    for name, application, dialect, more in (
        ("stock typing", PASSING, PLAIN, {}),
        ("queue layer", PASSING, PLAIN, {"STOCK_LAYER": "queue"}),
        ("ours typing", servers.OURS, OURS_TYPING, {}),
    ):
        async with _stage(known, application, dialect, 2, 0, **more) as stage:
            rounds = [await saturated(stage.pairs, seconds=run.seconds) for _ in range(run.rounds)]
            found[f"{name}, saturated"] = typical(rounds)
    for name, speed in found.items():
        run.report.keep(f"chat: {name}", speed)
    _told(run, found, costs)


def _told(run: Run, found: dict[str, Speed], costs: dict[str, Stage]) -> None:
    add = run.report.add
    ours, stock, bare = (found[f"{name}, paced"] for name in ("ours", "stock", "bare"))
    words = f"p95 {ours.p95:.2f} ms, {ours.errors} lost"
    add(Line("11", "paced p95 to bare", ratio(ours.p95, bare.p95), "×", most(8), words, _ms(bare)))
    to_stock = ratio(ours.p95, stock.p95)
    add(Line("11", "paced p95 to stock Channels", to_stock, "×", most(0.9), words, _ms(stock)))
    full, peer = found["ours, saturated"], found["stock, saturated"]
    rate = ratio(full.per_second, peer.per_second)
    add(Line("12", "stored a second to stock", rate, "×", least(1.6), _rate(full), _rate(peer)))
    full, peer = found["ours typing, saturated"], found["stock typing, saturated"]
    rate = ratio(full.per_second, peer.per_second)
    add(Line("13", "typing a second to stock", rate, "×", least(2), _rate(full), _rate(peer)))
    _told_costs(run, found, costs)
    peer = found["queue layer, saturated"]
    rate = ratio(full.per_second, peer.per_second)
    add(Line("14", "without storing, to the queue layer", rate, "×", least(4), "", _rate(peer)))


def _told_costs(run: Run, found: dict[str, Speed], costs: dict[str, Stage]) -> None:
    add, ours = run.report.add, found["ours, paced"]
    few = found["ours, few idle, paced"]
    idle = ratio(ours.p95, few.p95)
    add(
        Line("15", f"p95 with {IDLE} idle to {FEW_IDLE}", idle, "×", most(1.2), _ms(ours), _ms(few))
    )
    add(Line("16", "memory of a socket", costs["ours"].kib, "KiB", most(35)))
    add(
        Line(
            "16", "to stock Channels", ratio(costs["ours"].kib, costs["stock"].kib), "×", most(1.2)
        )
    )
    add(
        Line(
            "17",
            "connects a second, signed in, dialog open",
            costs["ours"].connects,
            "/s",
            least(700),
        )
    )
    speed = ratio(costs["ours"].connects, costs["stock"].connects)
    add(
        Line(
            "17",
            "to stock Channels",
            speed,
            "×",
            least(0.5),
            "",
            f"{costs['stock'].connects:.0f}/s",
        )
    )


@asynccontextmanager
async def _stage(
    known: dict[str, Any],
    application: str,
    dialect: Dialect,
    processes: int,
    idle: int,
    **more: str,
) -> AsyncIterator[Stage]:
    """Start a server, open its crowd, and end both."""
    running = [Server(application, DATABASE, more=more) for _ in range(processes)]
    stage = Stage([Pair(room, dialect) for room, _ in rooms(known)])
    try:
        for server in running:
            await asyncio.to_thread(server.start)
        ports = [server.port for server in running]
        for number, (pair, (_, cookies)) in enumerate(zip(stage.pairs, rooms(known), strict=True)):
            sides = ports[number % processes], ports[(number + 1) % processes]
            await pair.open(sides, cookies)
        await _fill(stage, known["idle"][:idle], dialect, running)
        await asyncio.sleep(1)
        yield stage
    finally:
        for pair in stage.pairs:
            pair.close()
        for wire in stage.idle:
            wire.cut()
        for server in running:
            server.stop()


async def _fill(stage: Stage, people: list[Any], dialect: Dialect, running: list[Server]) -> None:
    """Open the sockets that only listen, a hundred at a time; note what one costs."""
    if not people:
        return
    before, began = sum(server.memory() for server in running), time.perf_counter()
    for start in range(0, len(people), 100):
        opening = [
            joined(
                dialect,
                one["dialog"],
                running[(start + number) % len(running)].port,
                one["cookie"],
                lambda _: None,
            )
            for number, one in enumerate(people[start : start + 100])
        ]
        stage.idle += await asyncio.gather(*opening)
    took = time.perf_counter() - began
    stage.connects = len(people) / took
    stage.kib = (sum(server.memory() for server in running) - before) / len(people) / KIB


def _stock_table(cursor: "psycopg2.extensions.cursor") -> None:
    cursor.execute(
        "CREATE TABLE bench_room (room text PRIMARY KEY, last_seq int NOT NULL);"
        "CREATE TABLE bench_row (id bigserial PRIMARY KEY, room text NOT NULL, seq int NOT NULL,"
        " cid text NOT NULL, body text NOT NULL, at timestamptz NOT NULL DEFAULT now(),"
        " UNIQUE (room, seq), UNIQUE (room, cid));"
        "GRANT ALL ON bench_room, bench_row, bench_row_id_seq TO PUBLIC"
    )


def _ms(speed: Speed) -> str:
    return f"p50 {speed.p50:.2f}, p95 {speed.p95:.2f} ms"


def _rate(speed: Speed) -> str:
    return f"{speed.per_second:,.0f}/s, p95 {speed.p95:.0f} ms"
