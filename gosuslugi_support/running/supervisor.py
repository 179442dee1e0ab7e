"""Start a group of processes, print what they say, restart the fallen, stop them all.

Each child leads a session of its own, so a key pressed in the terminal reaches the supervisor
alone, and stopping a child stops everything that child has started.
"""

import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from gosuslugi_support.running.output import Log
from gosuslugi_support.running.processes import Process

GRACE_S = 12.0
STEADY_S = 60.0
LONGEST_PAUSE_S = 30.0
PR_SET_PDEATHSIG = 1


class Child:
    """One process, its running copy, and when to start it again."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.popen: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.start_at = 0.0
        self.pause_s = 1.0
        self.tail = b""

    @property
    def name(self) -> str:
        return self.process.name

    def start(self) -> None:
        """Run the command with its output in a pipe."""
        self.popen = subprocess.Popen(
            self.process.command,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.process.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=partial(_settle, self.process.nice),
        )
        self.started_at = time.monotonic()

    def fell(self) -> float:
        """Note the end of the running copy; return the pause before the next."""
        self.popen = None
        if time.monotonic() - self.started_at > STEADY_S:
            self.pause_s = 1.0
        pause, self.pause_s = self.pause_s, min(self.pause_s * 2, LONGEST_PAUSE_S)
        self.start_at = time.monotonic() + pause
        return pause

    def ask_to_end(self) -> None:
        """Ask the process alone: it ends its own children in good order."""
        if self.popen is not None:
            self.popen.terminate()

    def kill_all(self) -> None:
        """Kill the process and all it has started."""
        if self.popen is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.popen.pid, signal.SIGKILL)

    def lines(self, chunk: bytes) -> list[str]:
        """Return the whole lines that are complete with this chunk."""
        *whole, self.tail = (self.tail + chunk).split(b"\n")
        return [line.decode("utf-8", "replace").rstrip() for line in whole]


class Supervisor:
    """Runs the group until it is asked to stop."""

    def __init__(self, processes: list[Process], log: Log) -> None:
        self._children = [Child(process) for process in processes]
        self._log = log
        self._selector = selectors.DefaultSelector()
        self._asked = 0

    def run(self, *, every_moment: Callable[[], None]) -> None:
        """Run until SIGINT or SIGTERM; call `every_moment` a few times a second."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)
        try:
            while not self._asked:
                self._start_due()
                self._read(timeout=0.2)
                self._notice_ended()
                every_moment()
        finally:
            self._stop()

    def _ask(self, _number: int, _frame: object) -> None:
        self._asked += 1

    def _start_due(self) -> None:
        for child in self._children:
            if child.popen is None and time.monotonic() >= child.start_at and not self._asked:
                child.start()
                if child.popen is not None and child.popen.stdout is not None:
                    os.set_blocking(child.popen.stdout.fileno(), False)
                    self._selector.register(child.popen.stdout, selectors.EVENT_READ, child)

    def _read(self, *, timeout: float) -> None:
        for key, _events in self._selector.select(timeout):
            child: Child = key.data
            chunk = os.read(key.fd, 65536)
            if not chunk:
                self._selector.unregister(key.fileobj)
                key.fileobj.close()  # type: ignore[union-attr]
            for line in child.lines(chunk):
                if line:
                    self._log.line(child.name, line)

    def _notice_ended(self) -> None:
        for child in self._children:
            if child.popen is not None and (code := child.popen.poll()) is not None:
                child.kill_all()  # what it has left behind
                pause = child.fell()
                self._log.line("house", f"{child.name} ended ({code}), starts again in {pause:g} s")

    def _stop(self) -> None:
        """Ask all to end, wait, end the stubborn; a second key press shortens the wait."""
        self._log.line("house", "stopping")
        asked, deadline = self._asked, time.monotonic() + GRACE_S
        for child in self._children:
            child.ask_to_end()
        while self._alive() and time.monotonic() < deadline and self._asked == asked:
            self._read(timeout=0.1)
        for child in self._alive():
            self._log.line("house", f"{child.name} did not end by itself")
        for child in self._children:
            child.kill_all()
            if child.popen is not None:
                child.popen.wait()

    def _alive(self) -> list[Child]:
        return [c for c in self._children if c.popen is not None and c.popen.poll() is None]


def _settle(nice: int) -> None:
    """Run in the child: take its place in line, and end with the supervisor (Linux)."""
    os.nice(nice)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
