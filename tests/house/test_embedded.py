"""Servers out of pip: shared, counted, stopped by their last user, durable, and with two roles."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest
import redis

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = (
    "EMBEDDED_FAST",
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "MASTER_KEY",
)
USER = """
import json, os, sys
from gosuslugi_support import embedded
with embedded.servers():
    print(json.dumps(dict(os.environ)), flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    # Not pytest's folder: every session of pytest closes it again to the server's account.
    folder = Path(tempfile.mkdtemp(prefix="gosuslugi-var-"))
    yield folder
    embedded(folder, "down")
    shutil.rmtree(folder)


def environment(var: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return {**kept, "VAR_DIR": str(var)}


def embedded(var: Path, verb: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "gosuslugi_support.embedded", verb],
        cwd=ROOT,
        env=environment(var),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@contextmanager
def user(var: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """Run a process that uses the servers until the block ends; give its environment."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER],
        cwd=ROOT,
        env=environment(var),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.communicate("\n", timeout=30)


def test_the_last_user_stops_them(var: Path) -> None:
    with user(var) as (_, first):
        with user(var) as (_, second):
            assert second["DATABASE_URL"] == first["DATABASE_URL"]
        assert embedded(var, "status")[0] == 0
        assert embedded(var, "down") == (1, "Still in use; they stop when the last user ends.\n")
    assert embedded(var, "status") == (1, "PostgreSQL: down\nValkey: down\n")


def test_a_killed_user_leaves_them_stoppable(var: Path) -> None:
    with user(var) as (process, _):
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert embedded(var, "status")[0] == 0
    assert embedded(var, "down") == (0, "Stopped.\n")
    assert embedded(var, "status")[0] == 1


def test_servers_of_ones_own_are_used_as_they_are(var: Path) -> None:
    mine = {"DATABASE_URL": "postgresql://me@db.example.org/mine", "REDIS_URL": "redis://r"}
    done = subprocess.run(
        [sys.executable, "-c", USER],
        cwd=ROOT,
        env={**environment(var), **mine},
        input="\n",
        capture_output=True,
        text=True,
        check=True,
    )
    seen = json.loads(done.stdout)
    assert {name: seen[name] for name in mine} == mine
    assert embedded(var, "status")[0] == 1


def test_secrets_stay_and_are_private(var: Path) -> None:
    with user(var) as (_, first):
        pass
    with user(var) as (_, second):
        pass
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert first["MASTER_KEY"] == second["MASTER_KEY"]
    for path in (var / "secrets").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_postgresql_is_durable_and_keeps_its_roles_apart(var: Path) -> None:
    with user(var) as (_, env):
        with (
            closing(psycopg2.connect(env["DATABASE_OWNER_URL"])) as owner,
            owner.cursor() as cursor,
        ):
            shown = {}
            for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
                cursor.execute(f"SHOW {name}")
                shown[name] = cursor.fetchone()[0]
            cursor.execute("SELECT lower('ЁЖ'), similarity('паспорт', 'пасспорт') > 0.5")
            assert cursor.fetchone() == ("ёж", True)
            cursor.execute("CREATE TABLE thing (id bigserial PRIMARY KEY, name text)")
            owner.commit()
        with closing(psycopg2.connect(env["DATABASE_URL"])) as app, app.cursor() as cursor:
            cursor.execute("INSERT INTO thing (name) VALUES ('a') RETURNING id")
            assert cursor.fetchone() == (1,)
            for forbidden in ("DROP TABLE thing", "CREATE TABLE x ()", "TRUNCATE thing"):
                app.commit()
                with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                    cursor.execute(forbidden)
        stranger = env["DATABASE_URL"].replace("gosuslugi_app:", "gosuslugi_app:wrong")
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(stranger)
    assert set(shown.values()) == {"on"}


def test_valkey_keeps_what_it_took_and_asks_for_a_password(var: Path) -> None:
    with user(var) as (_, env), redis.Redis.from_url(env["REDIS_URL"]) as client:
        wanted = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction"}
        assert {name: client.config_get(name)[name] for name in wanted} == wanted
        client.set("kept", "yes")
        address = client.connection_pool.connection_kwargs
        with (
            redis.Redis(host=address["host"], port=address["port"]) as stranger,
            pytest.raises(redis.AuthenticationError),
        ):
            stranger.ping()
    with user(var) as (_, env), redis.Redis.from_url(env["REDIS_URL"]) as client:
        assert client.get("kept") == b"yes"
