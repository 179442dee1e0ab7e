"""Health of one container: `python -m gosuslugi_support.running.healthy web|ws|worker|beat|relay|sealer|dispatcher`."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

TIMEOUT_S = 8
PROC = Path("/proc")


def web() -> bool:
    """The page server says it is ready, asked as the front asks it."""
    public = urlsplit(os.environ.get("PUBLIC_URL", "http://localhost"))
    headers = {"Host": public.netloc, "X-Forwarded-Proto": public.scheme}
    address = f"http://127.0.0.1:{os.environ.get('WEB_PORT', '8001')}/readyz"
    try:
        request = urllib.request.Request(address, headers=headers)
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def ws() -> bool:
    """The socket server takes connections."""
    try:
        with socket.create_connection(
            ("127.0.0.1", int(os.environ.get("WS_PORT", "8002"))), timeout=TIMEOUT_S
        ):
            return True
    except OSError:
        return False


def worker() -> bool:
    """The worker answers a ping through the broker."""
    name = f"worker@{socket.gethostname()}"
    command = ["celery", "-A", "gosuslugi_support", "inspect", "ping", "-d", name, "-t", "8"]
    program = str(Path(sys.executable).parent / command[0])
    return subprocess.run([program, *command[1:]], capture_output=True, check=False).returncode == 0


def beat() -> bool:
    """The clock runs; whether its sweeps are done is what /healthz says."""
    return _runs("beat")


def relay() -> bool:
    """The relay runs; what it has not passed on is what /healthz says."""
    return _runs("relay")


def sealer() -> bool:
    """The sealer runs; what it has not sealed is what /healthz says."""
    return _runs("seal_journal")


def dispatcher() -> bool:
    """The dispatcher runs; how long work waits is on the wallboard."""
    return _runs("dispatch")


def _runs(word: str) -> bool:
    """Return whether a process of this container was started with the word."""
    for path in PROC.glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if word.encode() in words and b"gosuslugi_support.running.healthy" not in words:
            return True
    return False


CHECKS = {check.__name__: check for check in (web, ws, worker, beat, relay, sealer, dispatcher)}

if __name__ == "__main__":
    check = CHECKS.get(sys.argv[1] if len(sys.argv) > 1 else "")
    sys.exit(0 if check and check() else 1)
