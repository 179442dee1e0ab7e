"""Servers, a database and processes of the simulation's own, and the blows they get. No Django here."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2

from gosuslugi_support import embedded
from gosuslugi_support.embedded import ports, postgres, valkey
from gosuslugi_support.embedded.paths import ROOT, Trouble, sub_dir
from gosuslugi_support.running import processes
from gosuslugi_support.running.output import say, step
from gosuslugi_support.running.processes import Process

FOUNDED, DATABASE = "simulation_founded", "simulation"
# What this process holds of another house must not lead this one to its servers.
OTHERS = (
    "DATABASE_", "REDIS_", "DJANGO_", "SECRET_", "MASTER_", "JOURNAL_", "SMTP_", "SMPP_", "LIVE_",
    "NEIGHBOURS_", "MEDIA_", "PUBLIC_", "PORTAL_", "REGISTR", "WEB_PUSH_",
)  # fmt: skip
GRACE_S, AGAIN_AFTER_S, GONE_WITHIN_S = 10.0, 1.0, 20.0
PLAYERS = "players"


@dataclass(slots=True)
class Running:
    """A started process of the house."""

    process: Process
    log: Path
    popen: subprocess.Popen[bytes] | None = None
    start_at: float = 0.0

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.popen = subprocess.Popen(
                self.process.command,
                cwd=ROOT,
                env={**os.environ, **self.process.environment, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=None if self.process.name == PLAYERS else out,
                stderr=out,
                start_new_session=True,
            )

    def strike(self, number: int) -> int:
        """Send a signal to the process and all it has started; return how many were told."""
        if self.popen is None or self.popen.poll() is not None:
            return 0
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, number)
        return 1


@dataclass(slots=True)
class House:
    """Everything that runs for one day."""

    folder: Path
    lanes: list[Running] = field(default_factory=list)

    def open(self, times: dict[str, str]) -> None:
        """Start servers, make the day's database, fill the environment of everything that follows."""
        for name in list(os.environ):
            if name.startswith(OTHERS):
                del os.environ[name]
        os.environ |= {
            "VAR_DIR": str(self.folder / "house"),
            "DEMO": "1",
            "LOG_LEVEL": "WARNING",
            **times,
            "STAFF_SECOND_FACTOR": "0",
            "DJANGO_SETTINGS_MODULE": "gosuslugi_support.settings",
        }
        with step("Starting servers of its own"):
            embedded.acquire()
        _name_database(FOUNDED)
        stamp = _shape()
        if _mark() != stamp:
            _make(FOUNDED, like="template1")
            with step("Making its database"):
                self.run("-m", "gosuslugi_support.simulation.world", owner=True)
            _set_mark(stamp)
        _make(DATABASE, like=FOUNDED)
        _name_database(DATABASE)

    def run(self, *command: str, owner: bool = False) -> None:
        """Run a Python of ours to its end; raises Trouble when it fails."""
        role = "owner" if owner else "app"
        env = {**os.environ, "DATABASE_ROLE": role}
        done = subprocess.run([sys.executable, *command], cwd=ROOT, env=env, check=False)
        if done.returncode:
            raise Trouble("Preparing the simulation failed; the lines above say why.")

    def start(self, *, dispatchers: int = 2) -> None:
        """Start what offers, what reacts and the clock of the sweeps."""
        table = [processes.dispatcher() for _ in range(dispatchers)]
        table += [processes.relay(), processes.worker(), processes.beat()]
        for place, process in enumerate(table):
            self._add(process, f"{process.name}{place if place < dispatchers else ''}")

    def play(self) -> Running:
        """Start the day itself."""
        command = [sys.executable, "-m", "gosuslugi_support.simulation.day"]
        return self._add(Process(PLAYERS, "people", command), PLAYERS)

    def mend(self) -> None:
        """Start again what has fallen, a second later: what a supervisor does."""
        for lane in self.lanes:
            if lane.process.name == PLAYERS or lane.popen is None or lane.popen.poll() is None:
                continue
            if not lane.start_at:
                lane.start_at = time.monotonic() + AGAIN_AFTER_S
            elif time.monotonic() >= lane.start_at:
                lane.start_at = 0.0
                lane.start()

    def close(self) -> None:
        """Leave nothing running."""
        for lane in self.lanes:
            if lane.popen is not None and lane.popen.poll() is None:
                lane.popen.terminate()
        give_up_at = time.monotonic() + GRACE_S
        for lane in self.lanes:
            if lane.popen is not None:
                with suppress(subprocess.TimeoutExpired):
                    lane.popen.wait(timeout=max(0.1, give_up_at - time.monotonic()))
                with suppress(ProcessLookupError):
                    os.killpg(lane.popen.pid, signal.SIGKILL)
        embedded.release()

    def _add(self, process: Process, name: str) -> Running:
        log = self.folder / "log" / f"{name}.log"
        log.parent.mkdir(exist_ok=True)
        log.unlink(missing_ok=True)
        lane = Running(process, log)
        self.lanes.append(lane)
        lane.start()
        return lane


# --- blows
def kill_processes(house: House, name: str) -> int:
    """Kill every process of a name with what it has started."""
    return sum(lane.strike(signal.SIGKILL) for lane in house.lanes if lane.process.name == name)


def kill_valkey(_house: House) -> int:
    """Kill the broker and start it on the same data and port a second later."""
    pid = int((sub_dir("valkey") / "server.pid").read_text())
    os.kill(pid, signal.SIGKILL)
    time.sleep(AGAIN_AFTER_S)
    _same_port("valkey", valkey.start)
    return 1


def kill_postgres(_house: House) -> int:
    """Kill the server and its backends, start it on the same data and port."""
    file = sub_dir("postgres") / "data" / "postmaster.pid"
    pid = int(file.read_text().split()[0])
    family = [pid, *_children(pid)]
    for one in family:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    _same_port("postgres", postgres.start)
    return len(family)


BLOWS: dict[str, Callable[[House], int]] = {
    "valkey": kill_valkey,
    "postgres": kill_postgres,
    "dispatcher": lambda house: kill_processes(house, "dispatcher"),
    "worker": lambda house: kill_processes(house, "worker") + kill_processes(house, "relay"),
}


def strike(house: House, name: str) -> dict[str, object]:
    """Deal a blow; return what is to be told of it."""
    began = time.time()
    killed = BLOWS[name](house)
    say(f"  killed {name}: {killed} processes")
    return {"name": name, "at": began, "killed": killed, "took_s": time.time() - began}


def note_blows(folder: Path, blows: list[dict[str, object]]) -> None:
    (folder / "blows.json").write_text(json.dumps(blows), encoding="utf-8")


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(word) for word in task.read_text().split()]
    return found


def _same_port(name: str, start: Callable[[], int]) -> None:
    port, give_up_at = ports.remembered(name), time.monotonic() + GONE_WITHIN_S
    while not ports.is_free(port) and time.monotonic() < give_up_at:
        time.sleep(0.1)
    if start() != port:
        raise Trouble(f"{name} came back on another port: the house cannot find it.")


# --- databases
def _name_database(name: str) -> None:
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ[variable] = f"{os.environ[variable].rsplit('/', 1)[0]}/{name}"


def _home() -> "psycopg2.extensions.connection":
    url = f"{os.environ['DATABASE_OWNER_URL'].rsplit('/', 1)[0]}/postgres"
    connection = psycopg2.connect(url)
    connection.autocommit = True
    return connection


def _shape() -> str:
    """Return the digest of whatever the founded database is made of."""
    seen = hashlib.sha256()
    for pattern in ("*/migrations/*.py", "*/fixtures/*.yaml", "*/reference.py"):
        for path in sorted(ROOT.glob(pattern)):
            seen.update(path.read_bytes())
    return seen.hexdigest()[:16]


def _make(name: str, *, like: str) -> None:
    with closing(_home()) as home, home.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')


def _mark() -> str:
    with closing(_home()) as home, home.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [FOUNDED],
        )
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _set_mark(mark: str) -> None:
    with closing(_home()) as home, home.cursor() as cursor:
        cursor.execute(f'COMMENT ON DATABASE "{FOUNDED}" IS %s', [mark])
