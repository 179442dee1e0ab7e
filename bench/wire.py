"""The load: a closed loop of keep-alive connections in one thread, light enough not to be the limit.

Loopback only; every load ends by itself.
"""

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

from bench.figures import Speed, typical

LOOPBACK = "127.0.0.1"
STUCK_AFTER_S = 30.0
Source = Callable[[int], bytes]


class Unexpected(Exception):
    """The server answered something else than a run needs; the text shows what."""


@dataclass(slots=True)
class Target:
    """Where requests go, what the n-th one is, and which answer is right."""

    port: int
    source: Source
    expects: int = 200
    numbers: Iterator[int] = field(default_factory=count)


@dataclass(slots=True)
class _Wire:
    """One connection: what it waits for and since when."""

    sock: socket.socket
    began: float = 0.0
    got: bytearray = field(default_factory=bytearray)


def load(target: Target, *, clients: int, seconds: float) -> Speed:
    """Keep `clients` connections busy for some seconds; return the speed of the right answers."""
    chooser, times, errors = selectors.DefaultSelector(), [], 0
    wires = [_Wire(_connect(target.port)) for _ in range(clients)]
    began = time.perf_counter()
    ends, last, busy = began + seconds, began, clients
    for wire in wires:
        chooser.register(wire.sock, selectors.EVENT_READ, wire)
        _ask(wire, target)
    while busy:
        ready = chooser.select(timeout=STUCK_AFTER_S)
        if not ready:
            raise Unexpected(f"No answer from port {target.port} within {STUCK_AFTER_S:g} s.")
        for key, _ in ready:
            wire: _Wire = key.data
            status = _hear(wire)
            if status is None:
                continue
            last = time.perf_counter()
            if status == target.expects:
                times.append(last - wire.began)
            else:
                errors += 1
            if last < ends:
                _ask(wire, target)
            else:
                busy -= 1
    for wire in wires:
        chooser.unregister(wire.sock)
        wire.sock.close()
    return Speed.of(times, last - began, errors)


def side_by_side(
    targets: dict[str, Target], *, clients: int, seconds: float, rounds: int = 3
) -> dict[str, Speed]:
    """Load the targets in turns, so that a busy moment of the machine meets all of them."""
    found: dict[str, list[Speed]] = {name: [] for name in targets}
    for target in targets.values():
        load(target, clients=clients, seconds=min(1.0, seconds))
    for _ in range(rounds):
        for name, target in targets.items():
            found[name].append(load(target, clients=clients, seconds=seconds))
    return {name: typical(speeds) for name, speeds in found.items()}


def get(path: str, **headers: str) -> bytes:
    """Return the bytes of a GET."""
    return _request("GET", path, b"", headers)


def post_form(path: str, fields: dict[str, str], **headers: str) -> bytes:
    """Return the bytes of a form's POST."""
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return _request("POST", path, urlencode(fields).encode(), headers)


def post_json(path: str, body: bytes, **headers: str) -> bytes:
    """Return the bytes of a JSON POST."""
    return _request("POST", path, body, headers | {"Content-Type": "application/json"})


def _request(method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"X-Forwarded-For: {LOOPBACK}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def _connect(port: int) -> socket.socket:
    sock = socket.create_connection((LOOPBACK, port), timeout=STUCK_AFTER_S)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def _ask(wire: _Wire, target: Target) -> None:
    request = target.source(next(target.numbers))
    wire.got.clear()
    wire.began = time.perf_counter()
    wire.sock.sendall(request)


def _hear(wire: _Wire) -> int | None:
    """Read what has come; return the status once the answer is whole, else None."""
    chunk = wire.sock.recv(262_144)
    if not chunk:
        raise Unexpected(f"The server hung up: {bytes(wire.got[:200])!r}")
    wire.got += chunk
    head_end = wire.got.find(b"\r\n\r\n")
    if head_end < 0:
        return None
    head = bytes(wire.got[:head_end]).lower()
    status = int(head[9:12])
    place = head.find(b"\r\ncontent-length:")
    if place >= 0:
        length = int(head[place + 17 :].split(b"\r\n", 1)[0])
        return status if len(wire.got) >= head_end + 4 + length else None
    if b"transfer-encoding: chunked" in head:
        return status if wire.got.endswith(b"\r\n0\r\n\r\n") else None
    return status
