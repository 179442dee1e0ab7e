"""`python -m neighbours`: mail server, SMS centre and push service of the demo, until told to stop."""

import asyncio
import logging
import signal
import sys
from typing import Protocol

from neighbours.mail import MailCatcher
from neighbours.options import Options
from neighbours.push import PushService
from neighbours.smsc import Smsc

log = logging.getLogger("neighbours")


class Server(Protocol):
    """A neighbour as the process sees it."""

    async def start(self) -> int:
        """Listen; return the port."""

    async def stop(self) -> None:
        """Stop cleanly."""


async def run(options: Options) -> None:
    """Start the servers, wait for SIGTERM or SIGINT, stop them cleanly."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    servers: list[tuple[str, Server]] = [
        ("SMTP", MailCatcher(options)),
        ("SMPP", Smsc(options)),
        ("Web Push", PushService(options)),
    ]
    for name, server in servers:
        log.info("%s listens on %s:%s", name, options.host, await server.start())
    await stopped.wait()
    for _name, server in servers:
        await server.stop()
    log.info("stopped")


def main() -> int:
    """Run until stopped; 1 when a port is taken or the folder cannot be written."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd prints every command
    try:
        asyncio.run(run(Options.from_env()))
    except OSError as error:
        log.critical("Почта и СМС демо не запущены: %s", error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
