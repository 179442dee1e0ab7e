"""Where the bench happens: servers, databases and processes of its own under var/bench."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

from bench.wire import LOOPBACK
from gosuslugi_support import embedded
from gosuslugi_support.embedded import ports
from gosuslugi_support.embedded.paths import ROOT, var_dir
from gosuslugi_support.running import processes

FOLDER = ROOT / "var" / "bench"
BIN = Path(sys.executable).parent
STARTS_WITHIN_S = 40
# The bench asks oftener than any system may; the count in PostgreSQL is still made.
NO_LIMIT = "1000000000"


class Failed(Exception):
    """A step of the bench did not work; the text says which and why."""


def open_house() -> None:
    """Start the bench's own PostgreSQL and Valkey; they end with this process."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMBEDDED_FAST"):
        os.environ.pop(name, None)
    os.environ["VAR_DIR"] = str(FOLDER)
    embedded.exit_on_sigterm()
    embedded.acquire()


def results() -> Path:
    return var_dir() / "results"


def owner_url(name: str) -> str:
    return _named(os.environ["DATABASE_OWNER_URL"], name)


def app_url(name: str) -> str:
    return _named(os.environ["DATABASE_URL"], name)


def connect(url: str) -> "psycopg2.extensions.connection":
    """Return a connection in autocommit."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    return connection


def mark_of(name: str) -> str | None:
    """Return what the database says it was filled with, None when there is no such database."""
    with connect(owner_url("postgres")) as home, home.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database "
            "WHERE datname = %s",
            [name],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def set_mark(name: str, mark: str) -> None:
    with connect(owner_url("postgres")) as home, home.cursor() as cursor:
        cursor.execute(f'COMMENT ON DATABASE "{name}" IS %s', [mark])


def new_database(name: str, *, like: str = "template1") -> None:
    """Make a database, empty or a copy, dropping one of that name; all are the bench's own."""
    home = connect(owner_url("postgres"))
    with home.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    home.close()


def environment(database: str, *, owner: bool = False, **more: str) -> dict[str, str]:
    """Return the environment of a process that works on one of the bench's databases."""
    settings = {
        "DATABASE_URL": app_url(database),
        "DATABASE_OWNER_URL": owner_url(database),
        "DATABASE_ROLE": "owner" if owner else "app",
        "DJANGO_SETTINGS_MODULE": "gosuslugi_support.settings",
        "LIVE_PREFIX": database,
        "API_REQUESTS_PER_MINUTE": NO_LIMIT,
        "STAFF_SECOND_FACTOR": "0",
        "DEMO": "1",
        "LOG_LEVEL": "WARNING",
    }
    return os.environ | settings | more


def inside(task: str, database: str, *, owner: bool = False, **given: Any) -> Any:
    """Run `bench.inside` TASK within Django on a database; return what it found."""
    command = [sys.executable, "-m", "bench.inside", task, json.dumps(given)]
    env = environment(database, owner=owner)
    if task.startswith("bare-"):
        env["DJANGO_SETTINGS_MODULE"] = "bench.bare.settings"
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise Failed(f"bench.inside {task} on {database} ended with {done.returncode}.")
    return json.loads(done.stdout.splitlines()[-1])


@dataclass(slots=True)
class Server:
    """A started process group: the page server of ours or of the bare project, a worker, a beat."""

    process: subprocess.Popen[bytes]
    port: int = 0

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def start(command: list[str], env: dict[str, str], *, name: str) -> Server:
    """Start a process as the leader of its own group; its words go to var/bench/log."""
    log = var_dir() / "log"
    log.mkdir(exist_ok=True)
    with (log / f"{name}.log").open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True
        )
    return Server(process)


@contextmanager
def page_server(database: str, application: str, **more: str) -> Iterator[int]:
    """Serve a WSGI application as the product is served: granian, 2 workers of 4 threads."""
    port = ports.free_port()
    command = [str(BIN / "granian"), "--interface", "wsgi", "--http", "1", "--no-ws"]
    command += ["--host", LOOPBACK, "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "4", "--backlog", "1024", "--log-level", "warning"]
    command += ["--no-access-log", application]
    server = start(command, environment(database, **more), name=database)
    try:
        _until_open(server, port)
        yield port
    finally:
        server.stop()


@contextmanager
def ours(database: str) -> Iterator[int]:
    with page_server(database, "gosuslugi_support.wsgi:application") as port:
        yield port


@contextmanager
def bare(database: str) -> Iterator[int]:
    settings = {"DJANGO_SETTINGS_MODULE": "bench.bare.settings"}
    with page_server(database, "bench.bare.wsgi:application", **settings) as port:
        yield port


@contextmanager
def whole_house(database: str, **more: str) -> Iterator[tuple[int, int]]:
    """Start pages, sockets, dispatcher, relay and worker on a database."""
    sockets = ports.free_port()
    os.environ["WS_PORT"] = str(sockets)
    env, manage = environment(database, **more), [sys.executable, str(ROOT / "manage.py")]
    commands = {
        "ws": processes.ws().command,
        "dispatcher": [*manage, "dispatch", "--skip-checks"],
        "relay": [*manage, "relay", "--skip-checks"],
        "worker": processes.worker().command,
    }
    with ExitStack() as stack:
        for name, command in commands.items():
            stack.callback(start(command, env, name=f"{database}-{name}").stop)
        pages = stack.enter_context(ours(database))
        give_up_at = time.monotonic() + STARTS_WITHIN_S
        while ports.is_free(sockets) and time.monotonic() < give_up_at:
            time.sleep(0.2)
        yield pages, sockets


def _until_open(server: Server, port: int) -> None:
    give_up_at = time.monotonic() + STARTS_WITHIN_S
    while ports.is_free(port):
        if server.process.poll() is not None or time.monotonic() > give_up_at:
            raise Failed(f"The page server did not start: see {var_dir()}/log.")
        time.sleep(0.1)
    time.sleep(1.0)


def _named(url: str, database: str) -> str:
    return f"{url.rsplit('/', 1)[0]}/{database}"
