"""The table of processes: what each one is for, and the command that runs it."""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from gosuslugi_support.embedded import ports
from gosuslugi_support.embedded.paths import ROOT, var_dir

BIN = Path(sys.executable).parent
# `prepare` has checked the project; to check again each would load every page, for nothing.
UNCHECKED = {"CELERY_SKIP_CHECKS": "1"}


@dataclass(frozen=True)
class Process:
    """One line of the table."""

    name: str
    purpose: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    demo_only: bool = False
    # Background work yields to pages: they start first and answer first on a busy machine.
    nice: int = 0


def front() -> Process:
    """Return the one origin: files, limits, TLS, and the way to the two servers behind it."""
    home = str(var_dir() / "caddy")
    return Process(
        "front",
        "Caddy: one origin, static files, limits",
        [str(BIN / "caddy"), "run", "--config", str(ROOT / "Caddyfile"), "--adapter", "caddyfile"],
        {"XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home, "GOMEMLIMIT": "64MiB", **front_settings()},
    )


def front_settings() -> dict[str, str]:
    """Return the placeholders of the Caddyfile for this machine."""
    port, host = os.environ.get("PORT", "8000"), os.environ.get("SITE_HOST", "")
    return {
        "SITE_ADDRESS": host or f"http://:{port}",
        "FRONT_BIND": os.environ.get("FRONT_BIND") or ("[::]" if host else ports.LOOPBACK),
        "WEB_ADDRESS": f"{ports.LOOPBACK}:{_port('web')}",
        "WS_ADDRESS": f"{ports.LOOPBACK}:{_port('ws')}",
        "STATIC_ROOT": str(static_root()),
        "VIDEO_ROOT": os.environ.get("VIDEO_ROOT") or str(var_dir() / "videos"),
    }


def static_root() -> Path:
    """Return the folder of collected static files."""
    return Path(os.environ.get("STATIC_ROOT") or ROOT / "static_collected")


def web() -> Process:
    """Return the page server: pages and API over WSGI."""
    command = [str(BIN / "granian"), "--interface", "wsgi", "--http", "1", "--no-ws"]
    command += ["--host", _host(), "--port", str(_port("web"))]
    command += ["--workers", os.environ.get("WEB_WORKERS", "2")]
    command += ["--blocking-threads", os.environ.get("WEB_THREADS", "4")]
    command += ["--backlog", "1024", "--respawn-failed-workers", "--workers-kill-timeout", "8"]
    command += ["--log-level", "warning", "--no-access-log"]
    return Process(
        "web", "granian: pages and API", [*command, "gosuslugi_support.wsgi:application"]
    )


def ws() -> Process:
    """Return the socket server: nothing but /ws/."""
    command = [str(BIN / "uvicorn"), "--host", _host(), "--port", str(_port("ws"))]
    command += [
        "--ws",
        "gosuslugi_support.socket_server:SocketProtocol",
        "--ws-max-size",
        "65536",
        "--ws-per-message-deflate",
        "false",
    ]
    command += ["--ws-ping-interval", "20", "--ws-ping-timeout", "20", "--lifespan", "off"]
    command += [
        "--proxy-headers",
        "--forwarded-allow-ips",
        os.environ.get("FRONT_IPS", "127.0.0.1"),
    ]
    command += ["--timeout-graceful-shutdown", "5", "--log-level", "warning", "--no-access-log"]
    return Process("ws", "uvicorn: sockets", [*command, "gosuslugi_support.asgi:application"])


def worker() -> Process:
    """Return the executor of reactions, deliveries and long work."""
    command = [str(BIN / "celery"), "--quiet", "-A", "gosuslugi_support", "worker"]
    command += ["--concurrency", os.environ.get("WORKER_PROCESSES", "2")]
    command += ["--queues", "live,default,bulk", "--hostname", "worker@%h"]
    command += ["--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    return Process("worker", "Celery: reactions, deliveries, long work", command, UNCHECKED, nice=5)


def beat() -> Process:
    """Return the clock that starts the sweeps."""
    schedule = var_dir() / "run" / "beat"
    schedule.parent.mkdir(exist_ok=True)
    command = [str(BIN / "celery"), "--quiet", "-A", "gosuslugi_support", "beat"]
    command += ["--loglevel", "WARNING"]
    command += ["--schedule", str(schedule), "--pidfile="]
    return Process("beat", "Celery's clock", command, UNCHECKED, nice=5)


def relay() -> Process:
    """Return the relay that wakes the worker as soon as a transaction with work commits."""
    command = [sys.executable, str(ROOT / "manage.py"), "relay", "--skip-checks"]
    return Process("relay", "outbox to worker, woken by LISTEN", command, nice=5)


def sealer() -> Process:
    """Return the sealer of the journal: the only process that needs its signing key."""
    command = [sys.executable, str(ROOT / "manage.py"), "seal_journal", "--skip-checks"]
    return Process("sealer", "hash chain of the journal, signed heads", command, nice=5)


def dispatcher() -> Process:
    """Return the dispatcher: offers what waits to who is free, the moment either appears."""
    command = [sys.executable, str(ROOT / "manage.py"), "dispatch", "--skip-checks"]
    return Process("dispatcher", "one queue: offers work to free operators", command)


def neighbours() -> Process:
    """Return the demo's mail catcher and SMS centre."""
    command = [sys.executable, "-m", "neighbours"]
    return Process("neighbours", "SMTP catcher and SMSC", command, demo_only=True)


def registries() -> Process:
    """Return the demo's state registries and portal (docs/registries.md)."""
    command = [sys.executable, "-m", "neighbours.registries"]
    return Process("registries", "registries and the portal", command, demo_only=True)


TABLE = {
    "front": front,
    "web": web,
    "ws": ws,
    "worker": worker,
    "beat": beat,
    "relay": relay,
    "sealer": sealer,
    "dispatcher": dispatcher,
    "neighbours": neighbours,
    "registries": registries,
}


def all_of(names: Iterable[str] = TABLE) -> list[Process]:
    """Return the named processes; the demo's own ones only in the demo."""
    demo = os.environ.get("DEMO") == "1"
    table = [TABLE[name]() for name in names]
    return [process for process in table if demo or not process.demo_only]


def _host() -> str:
    return os.environ.get("LISTEN_HOST", ports.LOOPBACK)


def _port(name: str) -> int:
    """Return the port of a server behind the front: given (containers) or kept (one machine)."""
    given = os.environ.get(f"{name.upper()}_PORT", "")
    return int(given) if given.isdigit() else ports.remembered(name)
