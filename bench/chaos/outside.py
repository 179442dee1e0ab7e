"""What comes from outside at real socket servers: broken handshakes (W-02), long absences (W-12), dead and
slow readers (W-10, W-19, F-23), a bad network (F-22). `python -m bench.chaos W-02 W-12 W-19 F-22 F-23`.
"""

import asyncio
import json
import os
import random
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from bench import place
from bench.chaos.bad_line import BadLine
from bench.chaos.oracle import Finding
from bench.chatting.servers import DATABASE, OURS, Server, people
from bench.chatting.talkers import Talker
from bench.chatting.wire import connect
from bench.figures import percentile
from bench.wire import LOOPBACK
from gosuslugi_support.embedded.paths import var_dir

Told = tuple[list[Finding], str]


@asynccontextmanager
async def serving(count: int = 1) -> AsyncIterator[list[Server]]:
    """Start socket servers of our own; they end with the scene."""
    servers = [Server(OURS, DATABASE) for _ in range(count)]
    try:
        for server in servers:
            await asyncio.to_thread(server.start)
        yield servers
    finally:
        for server in servers:
            server.stop()


async def _until(is_so: Callable[[], bool], within_s: float) -> float:
    """Wait until something is so, at most so long; return how long it took."""
    began = time.monotonic()
    while not is_so() and time.monotonic() - began < within_s:
        await asyncio.sleep(0.05)
    return time.monotonic() - began


async def _ended(talkers: list[Talker]) -> None:
    for talker in talkers:
        await talker.end()


# --- W-02
def _broken_handshakes(port: int) -> dict[str, bytes]:
    """Return handshakes no server may take, by what is wrong with them."""

    def shake(
        host: str = f"localhost:{port}", key: str = "dGhlIHNhbXBsZSBub25jZQ==", **more: str
    ) -> str:
        lines = {"Host": host, "Upgrade": "websocket", "Connection": "Upgrade"}
        lines |= {"Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13"}
        lines |= {"Origin": os.environ["PUBLIC_URL"]} | {
            n.replace("_", "-"): v for n, v in more.items()
        }
        return (
            "GET /ws/chat/ HTTP/1.1\r\n"
            + "".join(f"{n}: {v}\r\n" for n, v in lines.items())
            + "\r\n"
        )

    texts = {
        "an address that is none": shake(Origin="http://[::1"),
        "a port that is none": shake(host="localhost:99999", Origin="http://localhost:99999"),
        "a header of 64 KB": shake(X_Long="x" * 65536),
        "a control sign in a header": shake(X_Odd="a\x0bb"),
        "a separator in a header": shake(X_Odd="a\x1cb", Origin="http://localhost\x1c"),
        "a C1 sign in a header": shake(Origin="http://local\x85host"),
        "a broken key": shake(key="not a key"),
        "a key that is too short": shake(key="c2hvcnQ="),
        "no key": shake().replace("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""),
        "an old version": shake(Sec_WebSocket_Version="8"),
        "two origins": shake().replace("\r\n\r\n", "\r\nOrigin: http://evil.example\r\n\r\n"),
        "not HTTP": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    }
    return {name: text.encode("latin-1") for name, text in texts.items()}


def _answer_to(port: int, said: bytes) -> str:
    """Return the status of what is answered, "closed" when the server hangs up."""
    with socket.create_connection((LOOPBACK, port), timeout=10) as wire:
        try:
            wire.sendall(said)
            head = wire.recv(4096).split(b"\r\n", 1)[0].decode("latin-1")
        except TimeoutError:
            return "silence"
        except ConnectionError:
            return "closed"
    return head.split(" ")[1] if head.startswith("HTTP/1.1 ") else "closed"


async def broken_handshakes() -> Told:
    """W-02: a malformed handshake is refused, leaves no traceback, and the server goes on."""
    known = await asyncio.to_thread(people, 1)
    log = var_dir() / "log" / f"{DATABASE}-chat.log"
    async with serving() as [server]:
        said_before = log.stat().st_size
        assert server.process is not None
        pid = server.process.pid
        answers = {
            name: await asyncio.to_thread(_answer_to, server.port, said)
            for name, said in _broken_handshakes(server.port).items()
        }
        await connect(server.port, lambda _: None, cookie=known["talks"][0]["citizen"])
        is_alive = server.process.poll() is None and server.process.pid == pid
        said = log.read_bytes()[said_before:]
    wrong = [f"{name}: {status}" for name, status in answers.items() if not _refuses(status)]
    findings = [
        Finding(
            "broken handshakes not refused", len(wrong), about=f"{len(answers)}", examples=wrong
        ),
        Finding("tracebacks in the server's log", said.count(b"Traceback")),
        Finding("the server is another one or none", int(not is_alive)),
    ]
    return findings, ", ".join(f"{name} → {status}" for name, status in answers.items())


def _refuses(status: str) -> bool:
    return status == "closed" or status.startswith("4")


# --- W-12
TALKS, HEARD_FIRST, MISSED, AWAY_S, RESUMES_WITHIN_S = 10, 5, 500, 20.0, 2.0


async def absences() -> Told:
    """W-12: after an absence, and after a restart of the servers, all that was missed comes in order."""
    known = await asyncio.to_thread(people, TALKS)
    async with serving(2) as servers:
        speakers = [Talker(t["dialog"], t["operator"], servers[0].port) for t in known["talks"]]
        await asyncio.gather(*(one.begin() for one in speakers))
        await _say(speakers, HEARD_FIRST)
        left = time.monotonic()
        await _say(speakers, MISSED)
        await asyncio.sleep(max(0.0, AWAY_S - (time.monotonic() - left)))
        first = await _resumed(known["talks"], servers[1].port)
        for server in servers:
            server.kill()
        for server in servers:
            await asyncio.to_thread(server.start)
        again = await _resumed(known["talks"], servers[1].port)
        await _ended(speakers)
    findings = []
    for when, (took, wrong) in (("an absence", first), ("a restart", again)):
        about = f"{max(took):.2f} s at worst"
        slow = sum(one > RESUMES_WITHIN_S for one in took)
        findings += [
            Finding(f"not exactly what was missed, in order, after {when}", wrong),
            Finding(f"resumes slower than 2 s after {when}", slow, about=about),
        ]
    return findings, f"{TALKS} dialogs at once, {MISSED} rows missed in each, away {AWAY_S:.0f} s"


async def _say(speakers: list[Talker], count: int) -> None:
    talks = [
        one.talk(count, every_s=0.0, chance=random.Random(n)) for n, one in enumerate(speakers)
    ]
    await asyncio.gather(*talks)


async def _resumed(talks: list[dict[str, Any]], port: int) -> tuple[list[float], int]:
    """Come back after the last number heard; return how long each took, and how many ledgers are wrong."""
    readers = [Talker(one["dialog"], one["citizen"], port, after=HEARD_FIRST) for one in talks]

    async def read(reader: Talker) -> float:
        began = time.monotonic()
        await reader.begin()
        await _until(lambda: len(reader.seen) >= MISSED, 30)
        return time.monotonic() - began

    took = await asyncio.gather(*(read(reader) for reader in readers))
    await _ended(readers)
    expected = list(range(HEARD_FIRST + 1, HEARD_FIRST + MISSED + 1))
    return list(took), sum([seq for seq, _ in one.seen] != expected for one in readers)


# --- W-19
DEAD, FREED_WITHIN_S = 100, 60.0


async def dead_peers() -> Told:
    """W-19: peers whose packets no longer come are found and freed within a minute; others stay."""
    known = await asyncio.to_thread(people, 0, DEAD + 10)
    async with serving() as [server]:
        line = BadLine(server.port)
        await line.start()
        ports = [line.port] * DEAD + [server.port] * 10
        talkers = [
            Talker(k["dialog"], k["cookie"], p) for k, p in zip(known["idle"], ports, strict=True)
        ]
        await asyncio.gather(*(one.begin() for one in talkers))
        line.is_dead = True
        took = await _until(lambda: len(line.let_go) >= DEAD, FREED_WITHIN_S + 15)
        kept = sum(one.opened.is_set() and not one.back_after for one in talkers[DEAD:])
        await _ended(talkers)
        await line.stop()
    findings = [
        Finding("dead sockets not freed in 60 s", DEAD - len(line.let_go)),
        Finding(
            "freed later than 60 s",
            int(took > FREED_WITHIN_S),
            about=f"the last after {took:.0f} s",
        ),
        Finding("living sockets that were cut", 10 - kept),
    ]
    return findings, f"{DEAD} sockets whose packets vanish, 10 that live"


# --- F-22
LOSSY_TALKS, SAID, EVERY_S, BLACKOUT_S, BACK_WITHIN_S = 50, 25, 1.2, 40.0, 5.0


async def bad_network() -> Told:
    """F-22: 300 ms there and back, a tenth of the packets lost, 40 s of nothing: no row lost or doubled."""
    known = await asyncio.to_thread(people, LOSSY_TALKS)
    async with serving(2) as servers:
        lines = [BadLine(one.port, delay_s=0.125, jitter_s=0.05, loss=0.10) for one in servers]
        for line in lines:
            await line.start()
        talkers = [
            Talker(talk["dialog"], talk[side], lines[(number + at) % 2].port)
            for number, talk in enumerate(known["talks"])
            for at, side in enumerate(("citizen", "operator"))
        ]
        await asyncio.gather(*(one.begin() for one in talkers))
        said = [
            one.talk(SAID, every_s=EVERY_S, chance=random.Random(number))
            for number, one in enumerate(talkers)
        ]
        back = asyncio.create_task(_blackout(lines, talkers))
        await asyncio.gather(*said)
        back_s = await back
        late_s = await _until(lambda: all(len(one.seen) >= 2 * SAID for one in talkers), 25)
        await _ended(talkers)
        for line in lines:
            await line.stop()
    kept = await asyncio.to_thread(place.inside, "chat-ledger", DATABASE, owner=True)
    lost = sum(line.lost for line in lines) / max(1, sum(line.passed for line in lines))
    words = (
        f"{len(talkers)} sockets, {kept['rows']:,} rows; {lost:.0%} of pieces sent again, 40 s of nothing;"
        f" all heard again {back_s:.1f} s after it, all delivered {late_s:.1f} s after the last word"
    )
    return [
        *_ledgers(talkers, kept, 2 * SAID),
        Finding("not heard again 5 s after the blackout", int(back_s > BACK_WITHIN_S)),
    ], words


async def _blackout(lines: list[BadLine], talkers: list[Talker]) -> float:
    """Let nothing pass for a while; return after how long every socket has heard something again."""
    await asyncio.sleep(8)
    for line in lines:
        line.is_held = True
    await asyncio.sleep(BLACKOUT_S)
    for talker in talkers:
        talker.heard_at = 0.0
    for line in lines:
        line.is_held = False
    return await _until(lambda: all(one.heard_at for one in talkers), 30)


def _ledgers(talkers: list[Talker], kept: dict[str, Any], expected: int) -> list[Finding]:
    """Compare what every socket was told with what there is."""
    all_rows = len(talkers) * expected // 2
    ledgers = [[seq for seq, _ in one.seen] for one in talkers]
    return [
        Finding("rows lost or stored twice", abs(kept["rows"] - all_rows), about=f"{all_rows:,}"),
        Finding("dialogs with a gap or a double number", kept["gaps"]),
        Finding(
            "ledgers not whole and in order",
            sum(one != list(range(1, expected + 1)) for one in ledgers),
        ),
        Finding("rows or answers out of order", sum(one.disorder for one in talkers)),
    ]


# --- F-23
NORMAL, FLOOD, LETTERS, GROWS_BY, ANSWERED_IN_S = 20, 5000, 3500, 50 * 2**20, 0.2


async def slow_readers() -> Told:
    """F-23, W-10: who does not read is sent away (1013), memory stays, others go on, all comes on resuming."""
    known = await asyncio.to_thread(people, NORMAL + 1)
    flooded, *others = known["talks"]
    async with serving() as [server]:
        talkers = [
            Talker(one["dialog"], one[side], server.port)
            for one in others
            for side in ("citizen", "operator")
        ]
        citizen = (flooded["dialog"], flooded["citizen"], server.port)
        slow = [Talker(*citizen, jitter_s=60) for _ in range(3)]
        speaker = Talker(flooded["dialog"], flooded["operator"], server.port)
        await asyncio.gather(*(one.begin() for one in [*talkers, *slow, speaker]))
        wires = [_paused(one) for one in slow]
        normal = [
            one.talk(30, every_s=0.8, chance=random.Random(number))
            for number, one in enumerate(talkers)
        ]
        flood = _flood(speaker, server, server.memory())
        grown, *_ = await asyncio.gather(flood, *normal)
        codes = await _codes(wires)
        await _ended([*slow, *talkers, speaker])
        reader = Talker(*citizen)
        await reader.begin()
        resumed_s = await _until(lambda: len(reader.seen) >= FLOOD, 60)
        await reader.end()
    p95 = percentile([one for talker in talkers for one in talker.ack_times], 0.95)
    whole = [seq for seq, _ in reader.seen] == list(range(1, FLOOD + 1))
    words = f"3 sockets that do not read {FLOOD} messages, {len(talkers)} that talk"
    return _slow_judged(codes, grown, p95, whole, resumed_s), words


def _slow_judged(
    codes: list[int | None], grown: int, p95: float, whole: bool, resumed_s: float
) -> list[Finding]:
    away = sum(code != 1013 for code in codes)
    told = {"grown": f"{grown / 2**20:.0f} MB", "p95": f"{p95 * 1000:.0f} ms"}
    late = int(p95 > ANSWERED_IN_S)
    return [
        Finding("slow readers not sent away by 1013", away, about=str(codes)),
        Finding("memory grew by more than 50 MB", int(grown > GROWS_BY), about=told["grown"]),
        Finding("others answered slower than 200 ms (p95)", late, about=told["p95"]),
        Finding("not all rows in order on resuming", int(not whole), about=f"{resumed_s:.1f} s"),
    ]


def _paused(talker: Talker) -> Any:
    """Stop reading what comes to a socket; return its wire."""
    wire = talker.wire
    assert wire is not None
    assert wire.transport is not None
    wire.transport.pause_reading()
    return wire


async def _flood(speaker: Talker, server: Server, before: int) -> int:
    """Say a great deal; return by how much the server's memory grew at most."""
    most = 0
    for number in range(FLOOD):
        frame = {"op": "send", "dialog": speaker.dialog, "cid": str(uuid4()), "text": "ы" * LETTERS}
        assert speaker.wire is not None
        speaker.wire.say(json.dumps(frame, ensure_ascii=False).encode())
        if number % 50 == 49:
            await _until(lambda: len(speaker.acks) >= number - 100, 30)  # noqa: B023  waited for here
            most = max(most, server.memory() - before)
    await _until(lambda: len(speaker.acks) >= FLOOD, 60)
    return max(most, server.memory() - before)


async def _codes(wires: list[Any]) -> list[int | None]:
    """Read on; return with which code each was closed."""
    for wire in wires:
        wire.transport.resume_reading()
    done = [asyncio.wait_for(wire.closed, 30) for wire in wires]
    found = await asyncio.gather(*done, return_exceptions=True)
    return [None if isinstance(one, BaseException) else one for one in found]


SCENES: dict[str, Callable[[], Awaitable[Told]]] = {
    "W-02": broken_handshakes,
    "W-12": absences,
    "W-19": dead_peers,
    "F-22": bad_network,
    "F-23": slow_readers,
}
