"""The chat under blows: `python -m bench.chaos W-11 W-14 W-15 F-05 F-08c F-14`, each on a fresh ledger.

200 sockets in 100 dialogs over two socket processes say 50 messages each, a tenth of them twice, one
in twenty losing the connection before the answer. Then every ledger is compared with the database.
"""

import asyncio
import os
import random
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis

from bench import place
from bench.chaos import outside
from bench.chaos.oracle import Finding
from bench.chatting.servers import DATABASE, OURS, Server, people
from bench.chatting.talkers import TOKEN, Talker
from bench.figures import percentile
from gosuslugi_support import embedded
from gosuslugi_support.embedded import ports, valkey
from gosuslugi_support.embedded.paths import ROOT, var_dir

LOSSY = "bench.chatting.lossy:application"
DELIVERED_WITHIN_S = 25.0
Blow = Callable[["Stage"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Scale:
    """How many talk, and how much."""

    sockets: int = 200
    messages: int = 50
    every_s: float = 0.4


@dataclass(slots=True)
class Stage:
    """What a blow may strike."""

    servers: list[Server]
    talkers: list[Talker] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scene:
    """One run: which application, which blow meanwhile, how fast all must be back."""

    about: str
    application: str = OURS
    blow: Blow | None = None


def run(names: list[str], scale: Scale) -> int:
    """Run the named scenes on servers of their own; return the exit code."""
    os.environ["VAR_DIR"] = str(ROOT / "var" / "chaos-chat")
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMBEDDED_FAST"):
        os.environ.pop(name, None)
    os.environ["PUBLIC_URL"] = "http://localhost:8000"
    embedded.acquire()
    broken = 0
    for name in names:
        findings, words = asyncio.run(_told(name, scale))
        print(f"{name}: {words}")
        for finding in findings:
            print(f"  {finding}", flush=True)
        broken += sum(not finding.is_kept for finding in findings)
    print("All promises kept." if not broken else "Promises were broken: see above.")
    return 1 if broken else 0


async def _told(name: str, scale: Scale) -> tuple[list[Finding], str]:
    if name in outside.SCENES:
        return await outside.SCENES[name]()
    return await (_storm() if name == "F-14" else _scene(SCENES[name], scale))


async def _scene(scene: Scene, scale: Scale) -> tuple[list[Finding], str]:
    known = await asyncio.to_thread(people, scale.sockets // 2)
    servers = [Server(scene.application, DATABASE) for _ in range(2)]
    stage = Stage(servers)
    try:
        for server in servers:
            await asyncio.to_thread(server.start)
        for number, talk in enumerate(known["talks"]):
            for side, cookie in enumerate((talk["citizen"], talk["operator"])):
                port = servers[(number + side) % 2].port
                stage.talkers.append(Talker(talk["dialog"], cookie, port))
        return await _played(stage, scene, scale)
    finally:
        for talker in stage.talkers:
            await talker.end()
        for server in servers:
            server.stop()


async def _played(stage: Stage, scene: Scene, scale: Scale) -> tuple[list[Finding], str]:
    watch = _Monitor()
    await asyncio.gather(*(talker.begin() for talker in stage.talkers))
    watch.start()
    began = time.monotonic()
    talks = [
        talker.talk(scale.messages, every_s=scale.every_s, chance=random.Random(number))
        for number, talker in enumerate(stage.talkers)
    ]
    blow = asyncio.create_task(scene.blow(stage)) if scene.blow else None
    await asyncio.gather(*talks)
    talked_s = time.monotonic() - began
    if blow is not None:
        await blow
    expected = 2 * scale.messages
    ends = time.monotonic()
    while time.monotonic() - ends < DELIVERED_WITHIN_S:
        if all(len(talker.seen) >= expected for talker in stage.talkers):
            break
        await asyncio.sleep(0.1)
    late_s = time.monotonic() - ends
    watch.stop()
    kept = await asyncio.to_thread(place.inside, "chat-ledger", DATABASE, owner=True)
    acks = [one for talker in stage.talkers for one in talker.ack_times]
    words = (
        f"{scene.about}; {kept['rows']:,} rows in {talked_s:.0f} s, acknowledged in"
        f" {percentile(acks, 0.5) * 1000:.0f} ms typically, p95 {percentile(acks, 0.95) * 1000:.0f} ms;"
        f" all delivered {late_s:.1f} s after the last; {watch.commands:,} Redis commands"
        + "".join(f"; {note}" for note in stage.notes)
    )
    return _judged(stage, kept, expected, scale, watch.found), words


def _judged(
    stage: Stage, kept: dict[str, Any], expected: int, scale: Scale, leaks: int
) -> list[Finding]:
    """Compare what every socket was told with what there is (W-11, W-14, W-15, W-16, F-05, F-08)."""
    all_rows = scale.sockets * scale.messages
    acked = sum(len(talker.acks) for talker in stage.talkers)
    ledgers = [[seq for seq, _ in talker.seen] for talker in stage.talkers]
    wrong = [one for one in ledgers if one != list(range(1, expected + 1))]
    lost = sum(expected - len(set(one)) for one in ledgers)
    doubled = sum(len(one) - len(set(one)) for one in ledgers)
    about = f"{len(ledgers)} ledgers of {expected}"
    return [
        Finding("rows that are not there", max(0, all_rows - kept["rows"]), about=f"{all_rows:,}"),
        Finding("rows stored twice", max(0, kept["rows"] - all_rows)),
        Finding("acknowledged and not stored", max(0, acked - kept["rows"]), about=f"{acked:,}"),
        Finding("dialogs with a gap or a double number", kept["gaps"]),
        Finding("rows a socket was never told", lost, about=about),
        Finding("rows a socket was told twice", doubled),
        Finding("ledgers out of order", len(wrong)),
        Finding("rows or answers out of order", sum(t.disorder for t in stage.talkers)),
        Finding("Redis commands with words of people (W-16)", leaks),
    ]


class _Monitor(threading.Thread):
    """Reads everything Redis is told, and looks for the token all messages carry (W-16)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.found = self.commands = 0
        self.is_over = False

    def run(self) -> None:
        while not self.is_over:
            # A broken connection of a monitor has lost its buffer, too.
            with suppress(redis.RedisError, OSError, ValueError, AttributeError):
                client = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=1)
                with client.monitor() as monitor:
                    while not self.is_over:
                        with suppress(redis.TimeoutError):
                            command = str(monitor.next_command()["command"])
                            self.commands += 1
                            self.found += TOKEN in command
            time.sleep(0.2)

    def stop(self) -> None:
        self.is_over = True


# --- blows
async def _amnesia(stage: Stage) -> None:
    """FLUSHALL, then a kill -9 and an empty Redis on the same port (W-15)."""
    client = redis.Redis.from_url(os.environ["REDIS_URL"])
    await asyncio.sleep(4)
    client.flushall()
    await asyncio.sleep(4)
    pid = int((var_dir() / "valkey" / "server.pid").read_text().split()[0])
    os.kill(pid, 9)
    await asyncio.sleep(1)
    for file in Path(var_dir() / "valkey").glob("*.rdb"):
        file.unlink()
    port = ports.remembered("valkey")
    while not ports.is_free(port):
        await asyncio.sleep(0.1)
    await asyncio.to_thread(valkey.start)
    stage.notes.append("Redis emptied at 4 s, killed at 8 s")


async def _redis_away(stage: Stage) -> None:
    """All of F-05: an empty restart, and ten seconds in which Redis answers nobody."""
    await _amnesia(stage)
    await asyncio.sleep(2)
    redis.Redis.from_url(os.environ["REDIS_URL"]).execute_command("CLIENT", "PAUSE", "10000")
    stage.notes.append("paused 10 s")


async def _killed_socket_server(stage: Stage) -> None:
    """Kill one of the two socket processes, three times; its sockets come back (F-08)."""
    for number in range(3):
        await asyncio.sleep(4)
        server = stage.servers[number % 2]
        server.kill()
        await asyncio.sleep(0.5)
        await asyncio.to_thread(server.start)
    back = [one for talker in stage.talkers for one in talker.back_after]
    stage.notes.append(f"3 kills, sockets back within {max(back, default=0):.1f} s")


SCENES: dict[str, Scene] = {
    "W-11": Scene("nothing in the way"),
    "W-14": Scene("30 % of hints lost, 10 % doubled, 10 % late", application=LOSSY),
    "W-15": Scene("Redis forgets everything", blow=_amnesia),
    "F-05": Scene("Redis gone, empty, silent", blow=_redis_away),
    "F-08c": Scene("socket servers killed", blow=_killed_socket_server),
}
NAMES = (*SCENES, "F-14", *outside.SCENES)


# --- the storm
STORM, BACK_WITHIN_S, BACK_AT_ONCE_WITHIN_S = 1000, 15.0, 30.0


async def _storm(sockets: int = STORM) -> tuple[list[Finding], str]:
    """Cut a thousand sockets with real sessions at once; once they come back with jitter, once without (F-14)."""
    known = await asyncio.to_thread(people, 0, sockets)
    servers = [Server(OURS, DATABASE) for _ in range(2)]
    talkers: list[Talker] = []
    try:
        for server in servers:
            await asyncio.to_thread(server.start)
        for number, one in enumerate(known["idle"]):
            talkers.append(Talker(one["dialog"], one["cookie"], servers[number % 2].port))
        began = time.monotonic()
        await asyncio.gather(*(talker.begin() for talker in talkers))
        first_s = time.monotonic() - began
        jittered = await _cut_all(talkers, servers, jitter_s=5.0)
        at_once = await _cut_all(talkers, servers, jitter_s=0.0)
    finally:
        for talker in talkers:
            await talker.end()
        for server in servers:
            server.stop()
    findings = [
        Finding("sockets not back in 15 s, jitter 0–5 s", sum(s > BACK_WITHIN_S for s in jittered)),
        Finding(
            "sockets not back in 30 s, all at once", sum(s > BACK_AT_ONCE_WITHIN_S for s in at_once)
        ),
        Finding("sockets that never came back", 2 * len(talkers) - len(jittered) - len(at_once)),
    ]
    words = (
        f"{len(talkers)} sockets with sessions and dialogs; first {first_s:.1f} s, after the cut"
        f" {max(jittered):.1f} s with jitter, {max(at_once):.1f} s without"
    )
    return findings, words


async def _cut_all(talkers: list[Talker], servers: list[Server], *, jitter_s: float) -> list[float]:
    """Kill and restart both servers; return after how long each socket was back."""
    for talker in talkers:
        talker.jitter_s = jitter_s
        talker.back_after.clear()
    for server in servers:
        server.kill()
    for server in servers:
        await asyncio.to_thread(server.start)
    give_up_at = time.monotonic() + 60
    while time.monotonic() < give_up_at and not all(talker.back_after for talker in talkers):
        await asyncio.sleep(0.2)
    return [talker.back_after[0] for talker in talkers if talker.back_after]
