"""Socket servers for a crowd: ours as the product serves it, or another application beside it."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import Any

from bench import place
from bench.databases import founded
from bench.wire import LOOPBACK
from gosuslugi_support.embedded import ports

OURS = "gosuslugi_support.asgi:application"
DATABASE = "bench_chat"
MANY = {
    "CHAT_MESSAGES_PER_MINUTE": "1000000",
    "CHAT_MESSAGES_AT_ONCE": "100000",
    "CHAT_FRAMES_A_SECOND": "100000",
}


@dataclass(slots=True)
class Server:
    """One uvicorn process with a port of its own, so that a crowd is spread over processes evenly."""

    application: str
    database: str
    port: int = 0
    more: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it, again on the same port after a kill."""
        self.port = self.port or ports.free_port()
        command = [str(place.BIN / "uvicorn"), "--host", LOOPBACK, "--port", str(self.port)]
        command += ["--ws", "gosuslugi_support.socket_server:SocketProtocol"]
        command += ["--ws-max-size", "65536"]
        command += ["--ws-per-message-deflate", "false", "--ws-ping-interval", "20"]
        command += ["--ws-ping-timeout", "20", "--lifespan", "off", "--backlog", "2048"]
        command += ["--timeout-graceful-shutdown", "2", "--log-level", "warning", "--no-access-log"]
        env = place.environment(self.database, **MANY, **self.more)
        server = place.start([*command, self.application], env, name=f"{self.database}-chat")
        self.process = server.process
        give_up_at = time.monotonic() + place.STARTS_WITHIN_S
        while ports.is_free(self.port):
            if self.process.poll() is not None or time.monotonic() > give_up_at:
                raise place.Failed(f"{self.application} did not start.")
            time.sleep(0.1)

    def kill(self) -> None:
        """End it at once, as a machine that loses power."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            place.Server(self.process, self.port).stop()

    def memory(self) -> int:
        """Return resident bytes."""
        import psutil

        assert self.process is not None
        return int(psutil.Process(self.process.pid).memory_info().rss)


def people(dialogs: int, idle: int = 0) -> dict[str, Any]:
    """Return a fresh database's people at the chat."""
    place.new_database(DATABASE, like=founded())
    os.environ.setdefault("PUBLIC_URL", "http://localhost:8000")
    return place.inside("chat", DATABASE, owner=True, dialogs=dialogs, idle=idle)
