"""Run the house: `python -m gosuslugi_support.running [prepare | NAME]`.

Without a word: servers, migrations, demo, and all processes until Ctrl-C. `prepare` does
everything but the processes. A name of the process table runs that one process (containers).
"""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from gosuslugi_support import embedded
from gosuslugi_support.embedded import ports
from gosuslugi_support.embedded.paths import ROOT, sub_dir
from gosuslugi_support.running import demo_accounts, fingerprint, processes
from gosuslugi_support.running.output import Log, say, step
from gosuslugi_support.running.processes import static_root
from gosuslugi_support.running.supervisor import Supervisor


def run() -> None:
    """Prepare everything and serve until asked to stop."""
    began = time.monotonic()
    with step("Starting PostgreSQL and Valkey"):
        embedded.acquire()
    try:
        _prepare_if_changed()
        _renew_ports()
        table = processes.all_of()
        welcome = _Welcome(began, seconds_allowed=90)
        say("Starting " + ", ".join(process.name for process in table) + "…")
        log = Log([process.name for process in table], sub_dir("log"))
        Supervisor(table, log).run(every_moment=welcome.say_when_up)
    finally:
        embedded.release()
    say("Stopped. The data stays in var/.")


def prepare() -> None:
    """Prepare everything; the servers end with this command unless somebody keeps them."""
    with step("Starting PostgreSQL and Valkey"):
        embedded.acquire()
    try:
        _prepare()
        _note_prepared()
    finally:
        embedded.release()


def one(name: str) -> None:
    """Become the named process."""
    process = processes.TABLE[name]()
    os.environ.update(process.environment)
    os.execv(process.command[0], process.command)


def _prepare_if_changed() -> None:
    """Prepare, unless the embedded database was prepared by this very code (saves seconds)."""
    stamp, now = _stamp(), fingerprint.of_house()
    known = stamp.exists() and stamp.read_text("utf-8") == now
    if known and embedded.runs_database() and (static_root() / "staticfiles.json").exists():
        return
    _prepare()
    _note_prepared()


def _note_prepared() -> None:
    if embedded.runs_database():
        _stamp().write_text(fingerprint.of_house(), encoding="utf-8")


def _stamp() -> Path:
    return sub_dir("postgres") / "prepared.stamp"


def _renew_ports() -> None:
    """Give every server behind the front a port that is free now; given ones stay."""
    for name in ("web", "ws", "smtp", "smpp", "registries"):
        variable = f"{name.upper()}_PORT"
        if os.environ.get(variable) in {None, str(ports.remembered(name))}:
            os.environ[variable] = str(ports.renewed(name))


def _prepare() -> None:
    command = [sys.executable, "-m", "gosuslugi_support.running.prepare"]
    done = subprocess.run(command, env={**os.environ, "DATABASE_ROLE": "owner"}, check=False)
    if done.returncode:
        raise embedded.Trouble("Preparing failed; the lines above say why.")


class _Welcome:
    """Prints the address and the accounts once the site answers."""

    def __init__(self, began: float, *, seconds_allowed: float) -> None:
        self._began = began
        self._give_up_at = time.monotonic() + seconds_allowed
        self._next_at = 0.0
        self._said = False

    def say_when_up(self) -> None:
        now = time.monotonic()
        if self._said or now < self._next_at:
            return
        self._next_at = now + 0.5
        if _answers(f"http://{ports.LOOPBACK}:{os.environ['PORT']}/healthz"):
            self._said = True
            say(demo_accounts.welcome(os.environ["PUBLIC_URL"], now - self._began))
        elif now > self._give_up_at:
            self._said = True
            say("The site does not answer yet; the lines above say what is wrong.")


def _answers(address: str) -> bool:
    if os.environ.get("SITE_HOST"):
        address = f"https://{os.environ['SITE_HOST']}/healthz"
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def main() -> int:
    word = sys.argv[1] if len(sys.argv) > 1 else "run"
    os.chdir(ROOT)
    embedded.exit_on_sigterm()
    try:
        if word in processes.TABLE:
            one(word)
        elif word in {"run", "prepare"}:
            os.environ.setdefault("DEMO", "1")
            {"run": run, "prepare": prepare}[word]()
        else:
            print(__doc__)
            return 2
    except embedded.Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
