"""The blows: SIGKILL to what was started here, and what must come back is brought back."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.chaos.house import FOLDER, House
from gosuslugi_support.embedded import ports, postgres, valkey


@dataclass(slots=True)
class Blow:
    """One kill: when, how many processes died, when the site was ready again."""

    name: str
    at_s: float
    processes: int = 0
    back_after_s: float | None = None


def kill_worker(house: House) -> int:
    """Kill Celery with its children; the supervisor of the house starts it again."""
    return _kill_child(house, "celery", "worker")


def kill_web(house: House) -> int:
    """Kill the page server with its workers; the supervisor starts it again."""
    return _kill_child(house, "granian")


def kill_valkey(house: House) -> int:
    """Kill the broker, then start it on the same data and port."""
    pid = int((FOLDER / "valkey" / "server.pid").read_text())
    killed = _kill(pid)
    time.sleep(1.0)
    _same_port("valkey", valkey.start)
    return killed


def kill_postgres(house: House) -> int:
    """Kill the postmaster and every backend, then start it on the same data and port."""
    pid = int(Path(FOLDER / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    family = [child.pid for child in psutil.Process(pid).children(recursive=True)]
    killed = _kill(pid) + sum(map(_kill, family))
    _until_gone([pid, *family])
    # Where nobody reaps orphans the number stays taken, and PostgreSQL believes in the old server.
    (FOLDER / "postgres" / "data" / "postmaster.pid").unlink(missing_ok=True)
    _same_port("postgres", postgres.start)
    return killed


BLOWS: dict[str, Callable[[House], int]] = {
    "worker": kill_worker,
    "web": kill_web,
    "Valkey": kill_valkey,
    "PostgreSQL": kill_postgres,
}


def strike(house: House, name: str, *, at_s: float) -> Blow:
    """Deal one blow and wait until the site says it is ready."""
    began = time.monotonic()
    blow = Blow(name, at_s, BLOWS[name](house))
    time.sleep(0.2)
    while time.monotonic() - began < 60:
        if house.is_ready():
            blow.back_after_s = time.monotonic() - began
            break
        time.sleep(0.2)
    return blow


def _kill_child(house: House, *words: str) -> int:
    """Kill the group led by the house's child whose command has the words."""
    for child in psutil.Process(house.process.pid).children():
        command = " ".join(child.cmdline())
        if all(word in command for word in words):
            size = 1 + len(child.children(recursive=True))
            os.killpg(child.pid, signal.SIGKILL)
            return size
    raise LookupError(f"The house runs no {' '.join(words)}.")


def _kill(pid: int) -> int:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return 1
    return 0


def _until_gone(pids: list[int]) -> None:
    """Wait until none of them runs; what is dead and not yet buried counts as gone."""
    give_up_at = time.monotonic() + 20
    while any(map(_runs, pids)):
        if time.monotonic() > give_up_at:
            raise RuntimeError("A killed server is still there.")
        time.sleep(0.1)


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _same_port(name: str, start: Callable[[], int]) -> None:
    port, give_up_at = ports.remembered(name), time.monotonic() + 20
    while not ports.is_free(port) and time.monotonic() < give_up_at:
        time.sleep(0.1)
    if start() != port:
        raise RuntimeError(f"{name} came back on another port: the house cannot find it.")
