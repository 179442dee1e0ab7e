"""A house of its own for the blows: data under var/chaos, ports of its own, gone afterwards."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gosuslugi_support import embedded
from gosuslugi_support.embedded import ports
from gosuslugi_support.embedded.paths import ROOT

FOLDER = ROOT / "var" / "chaos"
STARTS_WITHIN_S = 480
MASKED = ("DATABASE_", "REDIS_", "DJANGO_", "SECRET_", "MASTER_", "SMTP_", "SMPP_", "NEIGHBOURS_")


class NotStarted(Exception):
    """The house did not come up; its last words are in the text."""


@dataclass(slots=True)
class House:
    """A running house: its front's port, its folder, its leading process."""

    port: int
    process: subprocess.Popen[bytes]
    # what a blow has started beside the house
    more: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def ledgers(self) -> Path:
        return FOLDER / "neighbours"

    @property
    def database(self) -> str:
        return os.environ["DATABASE_OWNER_URL"]

    def is_ready(self) -> bool:
        try:
            address = f"http://127.0.0.1:{self.port}/readyz"
            with urllib.request.urlopen(address, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def visitors(self) -> dict[str, Any]:
        """Return people signed in and a fresh key of the API."""
        return self.inside("visitors", {})

    def inside(self, task: str, given: dict[str, Any]) -> Any:
        """Run a task of `bench.inside` on the house's database."""
        command = [sys.executable, "-m", "bench.inside", task, json.dumps(given)]
        env = os.environ | {"DJANGO_SETTINGS_MODULE": "gosuslugi_support.settings"}
        done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout.splitlines()[-1])

    def end_the_rest(self) -> None:
        for process in self.more:
            process.terminate()
            process.wait(timeout=20)
        self.more.clear()


@contextmanager
def running() -> Iterator[House]:
    """Start servers and house from nothing; stop both afterwards."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name in list(os.environ):
        if name.startswith(MASKED):
            del os.environ[name]
    port = ports.free_port()
    os.environ |= {
        "VAR_DIR": str(FOLDER),
        "PORT": str(port),
        "DEMO": "1",
        "DEMO_DAYS": "1",
        "LOG_LEVEL": "WARNING",
        "STATIC_ROOT": str(FOLDER / "static"),
        "API_REQUESTS_PER_MINUTE": "1000000",
        "STAFF_SECOND_FACTOR": "0",
    }
    # These servers are the harness's own, so it may kill them; the house is told their addresses.
    embedded.acquire()
    house = _started(port)
    try:
        yield house
    finally:
        house.end_the_rest()
        house.process.send_signal(signal.SIGTERM)
        try:
            house.process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            house.process.kill()
        embedded.release()


def _started(port: int) -> House:
    log = FOLDER / "house.log"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "gosuslugi_support.running"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
    house, give_up_at = House(port, process), time.monotonic() + STARTS_WITHIN_S
    while process.poll() is None and time.monotonic() < give_up_at:
        if house.is_ready():
            return house
        time.sleep(0.5)
    process.terminate()
    raise NotStarted(log.read_text("utf-8", errors="replace")[-2000:])
