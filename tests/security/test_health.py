"""R-06: health tells the truth while a server is away, and recovers without a restart."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import close_old_connections, connection
from django.test import Client

from gosuslugi_support import health

pytestmark = pytest.mark.django_db(transaction=True)


class Wire:
    """A cable to a server that can be pulled out and put back."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.port = 0
        self.open: list[socket.socket] = []
        self.plug()

    def plug(self) -> None:
        self.server = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._serve, args=(self.server,), daemon=True).start()

    def pull(self) -> None:
        for one in (self.server, *self.open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.open.clear()

    def _serve(self, server: socket.socket) -> None:
        while True:
            try:
                near, _ = server.accept()
            except OSError:
                return
            far = socket.create_connection(self.target, timeout=5)
            far.settimeout(None)
            self.open += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def database_wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    given = connection.settings_dict
    wire = Wire(given["HOST"] or "127.0.0.1", int(given["PORT"] or 5432))
    connection.close()
    with monkeypatch.context() as patched:
        patched.setitem(given, "HOST", "127.0.0.1")
        patched.setitem(given, "PORT", wire.port)
        yield wire
        connection.close()
    wire.pull()
    connection.close()


@pytest.fixture
def redis_wire(settings: Any) -> Iterator[Wire]:
    parts = urlsplit(settings.REDIS_URL)
    wire = Wire(parts.hostname or "127.0.0.1", parts.port or 6379)
    secret = f":{parts.password}@" if parts.password else ""
    settings.REDIS_URL = f"redis://{secret}127.0.0.1:{wire.port}{parts.path}"
    yield wire
    wire.pull()


def ask(path: str) -> tuple[int, dict[str, Any], float]:
    """Ask as the page server does: connections that broke are dropped between requests."""
    close_old_connections()
    began = time.perf_counter()
    answer = Client().get(path)
    took = time.perf_counter() - began
    close_old_connections()
    return answer.status_code, answer.json(), took


def test_r06_database_away_is_503_within_two_seconds_and_back_without_a_restart(
    database_wire: Wire,
) -> None:
    assert ask("/readyz")[:2] == (200, {"status": "ready"})
    database_wire.pull()
    status, body, took = ask("/readyz")
    assert (status, body) == (503, {"status": "no database"})
    assert took < 2
    status, body, _ = ask("/healthz")
    assert (status, body["status"], body["parts"]["database"]) == (200, "degraded", "down")
    database_wire.plug()
    assert ask("/readyz")[0] == 200
    assert ask("/healthz")[1]["parts"]["database"] == "up"


def test_r06_redis_away_is_named_and_pages_are_still_served(redis_wire: Wire) -> None:
    assert ask("/healthz")[1]["parts"]["redis"] == "up"
    redis_wire.pull()
    status, body, took = ask("/healthz")
    assert (status, body["status"], body["parts"]["redis"]) == (200, "degraded", "down")
    assert took < 4
    assert ask("/readyz")[0] == 200
    redis_wire.plug()
    assert ask("/healthz")[1]["parts"]["redis"] == "up"


def test_r06_not_migrated_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.migrations.executor import MigrationExecutor

    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("tickets", False)])
    assert ask("/readyz")[:2] == (503, {"status": "not migrated"})


def test_r06_nothing_but_states_is_told() -> None:
    _, body, _ = ask("/healthz")
    assert set(body) == {"status", "version", "parts"}
    assert set(body["parts"].values()) <= {"up", "down"}
