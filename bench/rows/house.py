"""Row 26: the whole of `make run`: how fast it starts the second time, how much memory it takes.
Row 27: what its pages weigh, and how soon their main part is seen on a slow machine.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench import place
from bench.figures import most
from bench.report import Line
from bench.rows import weight
from bench.run import Run
from gosuslugi_support.embedded import ports
from gosuslugi_support.embedded.paths import ROOT

FOLDER = ROOT / "var" / "bench-house"
MASKED = ("DATABASE_", "REDIS_", "DJANGO_", "SECRET_", "MASTER_", "SMTP_", "SMPP_", "NEIGHBOURS_")
STARTS_WITHIN_S = 240
MB = 1024 * 1024


@dataclass(slots=True)
class House:
    """A house started as people start it."""

    port: int
    process: subprocess.Popen[bytes]
    ready_after_s: float


def measure(run: Run) -> None:
    """Start a house twice; the second time counts."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    with running() as first:
        run.report.keep("first start, s", first.ready_after_s)
    with running() as house:
        time.sleep(5)  # every process has settled
        shared, resident, count = _memory(house)
        weight.measure(run, house.port)
    add = run.report.add
    words = f"first start {first.ready_after_s:.0f} s"
    add(Line("26", "second start of make run", house.ready_after_s, "s", most(10), "", words))
    words = f"{count} processes with PostgreSQL and Valkey; {resident:.0f} MB counting shared pages anew"
    add(Line("26", "memory of all processes, shared pages once", shared, "MB", most(1024), words))
    add(Line("26", "the same, shared pages counted in each", resident, "MB"))


@contextmanager
def running() -> Iterator[House]:
    """Start `make run`'s own process with data and ports of its own; stop it afterwards."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    port = ports.free_port()
    env = {name: text for name, text in os.environ.items() if not name.startswith(MASKED)}
    env |= {"VAR_DIR": str(FOLDER), "PORT": str(port), "DEMO": "1", "DEMO_DAYS": "10"}
    env |= {"STATIC_ROOT": str(FOLDER / "static"), "PUBLIC_URL": f"http://localhost:{port}"}
    command, began = [sys.executable, "-m", "gosuslugi_support.running"], time.monotonic()
    with (FOLDER / "house.log").open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
    try:
        while not _is_ready(port):
            if process.poll() is not None or time.monotonic() - began > STARTS_WITHIN_S:
                raise place.Failed(f"The house did not start: see {FOLDER}/house.log.")
            time.sleep(0.1)
        yield House(port, process, time.monotonic() - began)
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _memory(house: House) -> tuple[float, float, int]:
    """Return MB of all processes with shared pages once and anew in each, and how many there are."""
    leader = psutil.Process(house.process.pid)
    family = [leader, *leader.children(recursive=True)]
    for file in ("postgres/data/postmaster.pid", "valkey/server.pid"):
        server = psutil.Process(int((FOLDER / file).read_text().split()[0]))
        family += [server, *server.children(recursive=True)]
    shared = sum(map(_proportional, family)) / MB
    return shared, sum(one.memory_info().rss for one in family) / MB, len(family)


def _proportional(process: psutil.Process) -> int:
    """Return bytes of a process, a page shared by n processes counted as its n-th part."""
    for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
