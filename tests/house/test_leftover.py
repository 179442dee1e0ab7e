"""After `kill -9` of PostgreSQL the next start and stop are not misled by its postmaster.pid."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from gosuslugi_support.embedded.leftover import clear_leftover
from tests.house.test_embedded import USER, embedded, environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """Another program that got the number."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process
    process.communicate(b"\n", timeout=10)


def pid_file(data: Path, pid: object) -> Path:
    file = data / "postmaster.pid"
    file.write_text(f"{pid}\n{data}\n", encoding="utf-8")
    return file


def test_number_of_another_program_is_removed_with_one_line(
    tmp_path: Path, sleeper: subprocess.Popen[bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    file = pid_file(tmp_path, sleeper.pid)
    assert clear_leftover(tmp_path) is True
    assert not file.exists()
    assert capsys.readouterr().err == (
        "PostgreSQL was killed last time: its postmaster.pid is removed "
        f"(process {sleeper.pid} is another program now).\n"
    )
    assert sleeper.poll() is None


def test_number_of_nobody_and_a_broken_file_are_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(10)
    for text in (gone.pid, "", "x", "-1"):
        file = pid_file(tmp_path, text)
        assert clear_leftover(tmp_path) is True
        assert not file.exists()
        assert "is gone" in capsys.readouterr().err


def test_nothing_to_clear_is_said_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert clear_leftover(tmp_path) is False
    assert capsys.readouterr().err == ""


def test_server_of_this_data_is_left_alone_and_of_other_data_is_not(tmp_path: Path) -> None:
    data, other = tmp_path / "data", tmp_path / "other"
    data.mkdir()
    other.mkdir()
    program = tmp_path / "postgres"
    program.symlink_to("/bin/sh")
    command = [str(program), "-c", "read line; exit", "-D", str(data)]
    living = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        assert clear_leftover(data) is False
        file = pid_file(data, living.pid)
        assert clear_leftover(data) is False
        assert file.exists()
        pid_file(other, living.pid)
        assert clear_leftover(other) is True
    finally:
        living.communicate(b"\n", timeout=10)


def test_killed_server_starts_again_with_its_data(sleeper: subprocess.Popen[bytes]) -> None:
    """The whole way: killed, its number taken by another program, started, stopped."""
    with tempfile.TemporaryDirectory(prefix="gosuslugi-var-", ignore_cleanup_errors=True) as folder:
        var = Path(folder)
        with running(var) as env, closing(psycopg2.connect(env["DATABASE_OWNER_URL"])) as owner:
            with owner.cursor() as cursor:
                cursor.execute("CREATE TABLE kept AS SELECT 1 AS one")
            owner.commit()
            file = var / "postgres/data/postmaster.pid"
            lines = file.read_text("utf-8").splitlines()
            os.kill(int(lines[0]), signal.SIGKILL)
        file.write_text("\n".join([str(sleeper.pid), *lines[1:]]), encoding="utf-8")
        with (
            running(var) as env,
            closing(psycopg2.connect(env["DATABASE_URL"])) as app,
            app.cursor() as cursor,
        ):
            cursor.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'kept'")
            assert cursor.fetchone() == (1,)
        embedded(var, "down")
    assert sleeper.poll() is None


class running:  # noqa: N801  reads as a word of the test
    """A process that uses the servers until the block ends; gives its environment."""

    def __init__(self, var: Path) -> None:
        self.var = var

    def __enter__(self) -> dict[str, str]:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER],
            cwd=ROOT,
            env=environment(self.var),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        seen: dict[str, str] = json.loads(self.process.stdout.readline())
        return seen

    def __exit__(self, *_: object) -> None:
        self.process.communicate("\n", timeout=30)
