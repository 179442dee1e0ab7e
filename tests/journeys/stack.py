"""The whole house for browser tests: what `make run` starts, with data and ports of its own."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gosuslugi_support.embedded import ports

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN_S = 300
# Of a prepared house: where its servers were.
PLACES = (
    "ports.json",
    "postgres.json",
    "valkey.json",
    "postgres.out",
    "users.lock",
    "gate.lock",
    "keep",
)
# What the test process holds for itself must not lead the house to the test's own servers.
OWN = (
    "DATABASE_",
    "REDIS_",
    "DJANGO_",
    "SECRET_",
    "MASTER_",
    "JOURNAL_",
    "SMTP_",
    "SMPP_",
    "LIVE_",
    "NEIGHBOURS_",
    "MEDIA_",
    "PUBLIC_",
    "PORTAL_",
    "REGISTR",
    "VAPID_",
    "PUSH_",
)


@dataclass(slots=True)
class Stack:
    """A running house: its address, its data folder, its leading process."""

    url: str
    var: Path
    process: subprocess.Popen[bytes]

    def received(self, ledger: str) -> list[dict[str, Any]]:
        """Return what a neighbour (`mail` or `sms`) has taken, as its ledger says."""
        path = self.var / "neighbours" / f"{ledger}.jsonl"
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            self.process.kill()


def prepared(place: Path) -> Path:
    """Return a house with its demo, made once for all workers of a run: to be copied, never started."""
    made = place / "house"
    with (place / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not (made / "postgres" / "prepared.stamp").exists():
            made.mkdir()
            _prepare(made)
    return made


def _prepare(made: Path) -> None:
    command = [sys.executable, "-m", "gosuslugi_support.running", "prepare"]
    with (made / "run.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=_environment(made, ports.free_port()),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        code = process.wait(timeout=STARTS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.terminate()  # its servers go with it
        code = process.wait(timeout=40) or 1
    if code:
        words = (made / "run.log").read_text("utf-8", errors="replace")[-4000:]
        raise RuntimeError(f"The house was not prepared:\n{words}")


def start(var: Path, *, of: Path) -> Stack:
    """Start a copy of a prepared house on a free port and wait until it answers; raises with its last words."""
    # With owners: PostgreSQL's files may belong to a user of its own. Ports and pids are not copied.
    subprocess.run(["cp", "-a", f"{of}/.", str(var)], check=True)
    for name in PLACES:
        (var / "run" / name).unlink(missing_ok=True)
    port = ports.free_port()
    url = f"http://localhost:{port}"
    log = (var / "run.log").open("wb")
    command = [sys.executable, "-m", "gosuslugi_support.running"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=_environment(var, port), stdout=log, stderr=subprocess.STDOUT
    )
    stack = Stack(url, var, process)
    give_up_at = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < give_up_at and process.poll() is None:
        if _is_ready(url):
            return stack
        time.sleep(0.5)
    stack.stop()
    words = (var / "run.log").read_text("utf-8", errors="replace")[-4000:]
    raise RuntimeError(f"The house did not start:\n{words}")


def _environment(var: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    return kept | {
        "PORT": str(port),
        "VAR_DIR": str(var),
        "DEMO": "1",
        "DEMO_DAYS": "3",
        "STATIC_ROOT": str(var / "static"),
        "DEBUG": "0",
        "LOG_LEVEL": "WARNING",
        "STAFF_SECOND_FACTOR": "0",
        "REGISTRIES_FIRST_PAUSE_S": "3",
    }


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
