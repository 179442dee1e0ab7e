"""The process group: restarts the fallen, stops as one, leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gosuslugi_support.running.output import readable

PROGRAM = """
import sys
from pathlib import Path
from gosuslugi_support.running.output import Log
from gosuslugi_support.running.processes import Process
from gosuslugi_support.running.supervisor import Supervisor

here = Path(sys.argv[1])
note = "from pathlib import Path; import os, sys; " \\
    "open(sys.argv[1], 'a').write(f'{os.getpid()}\\\\n'); "
parent = note + "import subprocess, time; " \\
    "subprocess.Popen([sys.executable, '-c', sys.argv[3], sys.argv[2]]); " \\
    "print('{\\"event\\": \\"hello\\", \\"level\\": \\"info\\"}', flush=True); time.sleep(60)"
child = note + "import time; time.sleep(60)"
table = [
    Process("steady", "", [sys.executable, "-c", parent, str(here / "steady"),
                           str(here / "grandchild"), child]),
    Process("falling", "", [sys.executable, "-c", note + "sys.exit(3)", str(here / "falling")]),
]
Supervisor(table, Log([p.name for p in table], here)).run(every_moment=lambda: None)
"""


def until(condition: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def group(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert until(lambda: bool(pids(tmp_path / "grandchild")))
    yield supervisor
    supervisor.kill()
    supervisor.communicate()
    for name in ("steady", "grandchild"):
        for pid in pids(tmp_path / name):
            if alive(pid):
                os.kill(pid, signal.SIGKILL)


def test_a_fallen_process_is_started_again(group: subprocess.Popen[str], tmp_path: Path) -> None:
    assert until(lambda: len(pids(tmp_path / "falling")) >= 2)
    group.terminate()
    said, _ = group.communicate(timeout=20)
    assert "falling ended (3), starts again in 1 s" in said
    assert "steady  | INFO hello" in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_leaves_nothing_behind(
    group: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    started = [*pids(tmp_path / "steady"), *pids(tmp_path / "grandchild")]
    assert len(started) == 2
    group.send_signal(number)
    group.communicate(timeout=20)
    assert group.returncode == 0
    assert until(lambda: not any(alive(pid) for pid in started), 3)


@pytest.mark.parametrize("line", ["plain words", '{"broken": ', "[1, 2]", '{"no": "event"}'])
def test_lines_that_are_no_log_records_stay_as_they_are(line: str) -> None:
    assert readable(line) == line


def test_a_killed_supervisor_takes_its_processes_along(
    group: subprocess.Popen[str], tmp_path: Path
) -> None:
    [steady] = pids(tmp_path / "steady")
    group.kill()
    assert until(lambda: not alive(steady), 5)
