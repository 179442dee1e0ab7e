"""What a killed PostgreSQL leaves behind: a `postmaster.pid` whose number may be anybody's by now.

PostgreSQL itself forgives a number nobody has; one that another program got meanwhile would keep it
from starting, and a stop by that number would hit the other program.
"""

import subprocess
import sys
import time
from pathlib import Path

ENDS_WITHIN_S = 10
PROCESSES = Path("/proc")


def clear_leftover(data: Path) -> bool:
    """Remove the file of a server that is no more, saying so in one line; return whether it did."""
    file = data / "postmaster.pid"
    try:
        pid = int(file.read_text(encoding="utf-8").splitlines()[0])
    except FileNotFoundError:
        return False
    except (ValueError, IndexError):
        pid = 0
    command = _command_of(pid)
    if _is_server(command, data):
        return False
    _wait_for_orphans(data)
    file.unlink(missing_ok=True)
    whose = "another program now" if command else "gone"
    print(
        f"PostgreSQL was killed last time: its postmaster.pid is removed (process {pid} is {whose}).",
        file=sys.stderr,
    )
    return True


def _is_server(command: list[str], data: Path) -> bool:
    """Whether a command line is a `postgres` of this very data directory."""
    return bool(command) and Path(command[0]).name == "postgres" and str(data) in command[1:]


def _command_of(pid: int) -> list[str]:
    """Return the command line of a living process, nothing for none."""
    if pid <= 0:
        return []
    if PROCESSES.is_dir():
        return _command_in_proc(pid)
    command = ["/bin/ps", "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()


def _command_in_proc(pid: int) -> list[str]:
    """Ask a few times: empty it is for one that ended, and for a moment for one that begins."""
    for _ in range(10):
        try:
            given = (PROCESSES / str(pid) / "cmdline").read_bytes()
        except OSError:
            return []
        if given:
            return given.rstrip(b"\0").decode(errors="replace").split("\0")
        time.sleep(0.02)
    return []


def _wait_for_orphans(data: Path) -> None:
    """Let the workers of the killed server end: they notice its death and go by themselves."""
    give_up_at = time.monotonic() + ENDS_WITHIN_S
    while time.monotonic() < give_up_at and _works_in(data):
        time.sleep(0.1)


def _works_in(data: Path) -> bool:
    """Whether a process has this directory as its own; unknown where the system has no /proc."""
    for process in PROCESSES.glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == data:
                return True
        except OSError:
            continue
    return False
