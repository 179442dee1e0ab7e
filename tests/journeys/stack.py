"""The whole house for browser tests: what `make run` starts, with data and ports of its own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gosuslugi_support.embedded import ports

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN_S = 300
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
    _beside: subprocess.Popen[str] | None = None

    def received(self, ledger: str) -> list[dict[str, Any]]:
        """Return what a neighbour (`mail` or `sms`) has taken, as its ledger says."""
        path = self.var / "neighbours" / f"{ledger}.jsonl"
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]

    def do(self, job: str, *given: Any) -> Any:
        """Have a job of `inside.py` done through the doors of this house; return its answer."""
        if self._beside is None or self._beside.poll() is not None:
            self._beside = self._helper()
        helper = self._beside
        assert helper.stdin
        assert helper.stdout
        helper.stdin.write(json.dumps([job, given]) + "\n")
        helper.stdin.flush()
        said = helper.stdout.readline()
        if not said:
            raise RuntimeError(f"{job} failed:\n{_last_words(self.var / 'inside.log')}")
        return json.loads(said)

    def _helper(self) -> subprocess.Popen[str]:
        settings = {"DJANGO_SETTINGS_MODULE": "gosuslugi_support.settings"}
        with (self.var / "inside.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.inside"],
                cwd=ROOT,
                env=_environment(self.var, int(self.url.rsplit(":", 1)[1])) | settings,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def stop(self) -> None:
        if self._beside is not None:
            self._beside.communicate()  # the end of its jobs: it gives the servers up
        # Asked a second time it does not wait for its processes to end their work.
        for patience_s in (1, 40):
            self.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=patience_s)
                return
        self.process.kill()


def start(var: Path) -> Stack:
    """Start a new house on a free port and wait until it answers; raises with its last words."""
    port = ports.free_port()
    url = f"http://localhost:{port}"
    with (var / "run.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gosuslugi_support.running"],
            cwd=ROOT,
            env=_environment(var, port),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    stack = Stack(url, var, process)
    give_up_at = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < give_up_at and process.poll() is None:
        if _is_ready(url):
            return stack
        time.sleep(0.2)
    stack.stop()
    raise RuntimeError(f"The house did not start:\n{_last_words(var / 'run.log')}")


def _last_words(log: Path) -> str:
    return log.read_text("utf-8", errors="replace")[-4000:]


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
