"""Rows 11–17: the chat beside a bare broadcast, stock Channels and a lean peer that store, in one run."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median
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
from bench.figures import Goal, Speed, least, most, ratio, typical
from bench.report import Line
from bench.run import Run

DIALOGS, FEW_IDLE, IDLE, MANY_IDLE, RATE = 50, 100, 1000, 5000, 200.0
WARMS_UP_S = 1.0
BARE, LEAN = "bench.chatting.bare_socket:application", "bench.chatting.lean:application"
STOCK, PASSING = "bench.chatting.stock:application", "bench.chatting.stock:passing"
KIB = 1024


@dataclass(frozen=True, slots=True)
class Plan:
    """A server to measure, and under which load."""

    name: str
    application: str
    dialect: Dialect
    processes: int = 2
    idle: int = 0
    is_paced: bool = True
    is_saturated: bool = True
    more: dict[str, str] = field(default_factory=dict)


PLANS = (
    Plan("bare", BARE, PLAIN, processes=1, idle=IDLE, is_saturated=False),
    Plan("stock", STOCK, PLAIN, idle=IDLE),
    Plan("lean", LEAN, PLAIN, idle=IDLE),
    Plan("ours", servers.OURS, OURS, idle=IDLE),
    Plan("ours, few idle", servers.OURS, OURS, idle=FEW_IDLE, is_saturated=False),
    Plan("ours, many idle", servers.OURS, OURS, idle=MANY_IDLE, is_saturated=False),
    Plan("stock typing", PASSING, PLAIN, is_paced=False),
    Plan("queue layer", PASSING, PLAIN, is_paced=False, more={"STOCK_LAYER": "queue"}),
    Plan("ours typing", servers.OURS, OURS_TYPING, is_paced=False),
)


@dataclass(slots=True)
class Stage:
    """One server with a crowd: pairs that talk, sockets that only listen, what they cost."""

    pairs: list[Pair]
    connects: float = 0.0
    kib: float = 0.0
    idle: list[Wire] = field(default_factory=list)


def measure(run: Run) -> None:
    """All rows: people are made once, servers take turns."""
    known = servers.people(DIALOGS, MANY_IDLE)
    with place.connect(place.owner_url(DATABASE)) as home, home.cursor() as cursor:
        _stock_table(cursor)
    asyncio.run(_measured(run, known))


async def _measured(run: Run, known: dict[str, Any]) -> None:
    """Servers take turns in every round, so that a busy moment is nobody's alone."""
    found: dict[str, list[Speed]] = {}
    costs: dict[str, list[Stage]] = {}
    for _ in range(run.rounds):
        for plan in PLANS:
            async with _stage(known, plan) as stage:
                costs.setdefault(plan.name, []).append(stage)
                await paced(stage.pairs, rate=RATE, seconds=WARMS_UP_S)
                if plan.is_paced:
                    speed = await paced(stage.pairs, rate=RATE, seconds=run.seconds)
                    found.setdefault(f"{plan.name}, paced", []).append(speed)
                if plan.is_saturated:
                    speed = await saturated(stage.pairs, seconds=run.seconds)
                    found.setdefault(f"{plan.name}, saturated", []).append(speed)
    speeds = {name: typical(rounds) for name, rounds in found.items()}
    for name, speed in speeds.items():
        run.report.keep(f"chat: {name}", speed)
    _told(run, speeds)
    _told_costs(run, speeds, costs)


def _told(run: Run, found: dict[str, Speed]) -> None:
    def add(row: str, what: str, name: str, other: str, goal: Goal) -> None:
        ours, peer = found[name], found[other]
        if name.endswith("paced"):
            value, shown = ratio(ours.p95, peer.p95), (_ms(ours), _ms(peer))
        else:
            value, shown = ratio(ours.per_second, peer.per_second), (_rate(ours), _rate(peer))
        run.report.add(Line(row, what, value, "×", goal, *shown))

    add("11", "paced p95 to bare", "ours, paced", "bare, paced", most(8))
    add("11", "paced p95 to stock Channels", "ours, paced", "stock, paced", most(0.9))
    add("11", "paced p95 to lean", "ours, paced", "lean, paced", most(1.4))
    add("12", "stored a second to stock", "ours, saturated", "stock, saturated", least(1.6))
    add("12", "stored a second to lean", "ours, saturated", "lean, saturated", least(0.55))
    typing, passing = "ours typing, saturated", "stock typing, saturated"
    add("13", "typing a second to stock", typing, passing, least(2))
    add("14", "without storing, to the queue layer", typing, "queue layer, saturated", least(4))
    few = "ours, few idle, paced"
    add("15", f"p95 with {IDLE} idle to {FEW_IDLE}", "ours, paced", few, most(1.2))
    add("15", f"p95 with {MANY_IDLE} idle to {FEW_IDLE}", "ours, many idle, paced", few, most(1.5))
    lost = sum(speed.errors for name, speed in found.items() if name.startswith("ours"))
    run.report.add(Line("15", "messages of ours lost", lost, "", most(0)))


def _told_costs(run: Run, found: dict[str, Speed], costs: dict[str, list[Stage]]) -> None:
    add = run.report.add
    kib = {name: median(one.kib for one in stages) for name, stages in costs.items()}
    rate = {name: median(one.connects for one in stages) for name, stages in costs.items()}
    what = "connects a second, signed in, dialog open"
    add(Line("16", "memory of a socket", kib["ours"], "KiB", most(35)))
    add(Line("16", "to stock Channels", ratio(kib["ours"], kib["stock"]), "×", most(1.2)))
    add(Line("16", "to lean", ratio(kib["ours"], kib["lean"]), "×", most(1.8)))
    add(Line("17", what, rate["ours"], "/s", least(700)))
    shown = "", f"{rate['stock']:.0f}/s"
    add(
        Line("17", "to stock Channels", ratio(rate["ours"], rate["stock"]), "×", least(0.5), *shown)
    )


@asynccontextmanager
async def _stage(known: dict[str, Any], plan: Plan) -> AsyncIterator[Stage]:
    """Start a server, open its crowd, and end both."""
    processes = plan.processes
    running = [Server(plan.application, DATABASE, more=plan.more) for _ in range(processes)]
    stage = Stage([Pair(room, plan.dialect) for room, _ in rooms(known)])
    try:
        for server in running:
            await asyncio.to_thread(server.start)
        ports = [server.port for server in running]
        for number, (pair, (_, cookies)) in enumerate(zip(stage.pairs, rooms(known), strict=True)):
            sides = ports[number % processes], ports[(number + 1) % processes]
            await pair.open(sides, cookies)
        await _fill(stage, known["idle"][: plan.idle], plan.dialect, running)
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
