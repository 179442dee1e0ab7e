"""The blows: signals to what was started here, and what must come back is brought back."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.chaos.house import FOLDER, House
from gosuslugi_support.embedded import ports, postgres, valkey
from gosuslugi_support.embedded.paths import ROOT


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


def kill_sockets(house: House) -> int:
    """Kill the socket server; every open page has to come back by itself (F-08)."""
    return _kill_child(house, "uvicorn")


def kill_page_worker(house: House) -> int:
    """Kill one of the page server's workers: the other goes on, the first is made anew (F-08)."""
    [granian] = [one for one in _children(house) if "granian" in " ".join(one.cmdline())]
    return _kill(granian.children()[-1].pid)


def kill_relay(house: House) -> int:
    """Kill the relay: what it would have passed on is found by the sweep (F-10)."""
    return _kill_child(house, "manage.py", "relay")


def kill_beat(house: House) -> int:
    """Kill the clock of the sweeps (F-10)."""
    return _kill_child(house, "celery", "beat")


def start_two_beats(house: House) -> int:
    """Start two more clocks beside the house's own: every escalation must still happen once (F-10)."""
    for number in (1, 2):
        command = [sys.executable, "-m", "celery", "--quiet", "-A", "gosuslugi_support", "beat"]
        command += ["--schedule", str(FOLDER / "run" / f"beat-more-{number}"), "--pidfile="]
        house.more.append(subprocess.Popen(command, cwd=ROOT, start_new_session=True))
    return len(house.more)


def restart_postgres(house: House) -> int:
    """Stop the server with `-m fast`, as an update does, and start it (F-06)."""
    return _end_postgres(signal.SIGINT)


def end_postgres_at_once(house: House) -> int:
    """Stop the server with `-m immediate`: it recovers from its log at the start (F-06)."""
    return _end_postgres(signal.SIGQUIT)


def kill_backend(house: House) -> int:
    """Kill one backend of the application: the server throws all out and recovers (F-06)."""
    server = psutil.Process(_postmaster())
    backends = [one for one in server.children() if "gosuslugi_app" in " ".join(one.cmdline())]
    return _kill(backends[0].pid)


def kill_postgres(house: House) -> int:
    """Kill the postmaster and every backend, then start it on the same data and port."""
    pid = _postmaster()
    family = [child.pid for child in psutil.Process(pid).children(recursive=True)]
    killed = _kill(pid) + sum(map(_kill, family))
    _until_gone([pid, *family])
    # Where nobody reaps orphans the number stays taken, and PostgreSQL believes in the old server.
    (FOLDER / "postgres" / "data" / "postmaster.pid").unlink(missing_ok=True)
    _same_port("postgres", postgres.start)
    return killed


Deal = Callable[[House], int]
# Which blows come one after another in one run, by its name.
RUNS: dict[str, dict[str, Deal]] = {
    "kills": {
        "worker": kill_worker,
        "web": kill_web,
        "Valkey": kill_valkey,
        "PostgreSQL": kill_postgres,
    },
    "F-06": {
        "PostgreSQL, fast": restart_postgres,
        "a backend": kill_backend,
        "PostgreSQL, immediate": end_postgres_at_once,
    },
    "F-08": {
        "sockets": kill_sockets,
        "a page worker": kill_page_worker,
        "sockets again": kill_sockets,
        "a page worker again": kill_page_worker,
    },
    "F-10": {"relay": kill_relay, "beat": kill_beat, "two more beats": start_two_beats},
}


def strike(house: House, name: str, deal: Deal, *, at_s: float) -> Blow:
    """Deal one blow and wait until the site says it is ready."""
    began = time.monotonic()
    blow = Blow(name, at_s, deal(house))
    time.sleep(0.2)
    while time.monotonic() - began < 60:
        if house.is_ready():
            blow.back_after_s = time.monotonic() - began
            break
        time.sleep(0.2)
    return blow


def _postmaster() -> int:
    return int(Path(FOLDER / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


def _end_postgres(number: int) -> int:
    pid = _postmaster()
    os.kill(pid, number)
    _until_gone([pid])
    _same_port("postgres", postgres.start)
    return 1


def _children(house: House) -> list[psutil.Process]:
    return psutil.Process(house.process.pid).children()


def _kill_child(house: House, *words: str) -> int:
    """Kill the group led by the house's child whose command has the words."""
    for child in _children(house):
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
