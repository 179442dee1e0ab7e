"""A neighbour running in its own thread, and a bare SMPP client to talk to it."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pytest

from neighbours.mail import MailCatcher
from neighbours.options import Options
from neighbours.pdu import Address, Command, Pdu, ShortMessage, cstring, split_header
from neighbours.smsc import Smsc


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def running(server: Any) -> Iterator[int]:
    """Run a neighbour's loop in a thread; yield its port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(server.start(), loop).result(5)
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(5)
        asyncio.run_coroutine_threadsafe(_settle(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _settle() -> None:
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(folder=tmp_path, smtp_port=0, smpp_port=0, receipt_delay_s=0.0, trouble=True)


@pytest.fixture
def smsc(options: Options) -> Iterator[Callable[..., Any]]:
    """Return a context manager that runs an SMS centre with changed options."""
    return lambda **changes: running(Smsc(replace(options, **changes)))


@pytest.fixture
def catcher(options: Options) -> Callable[..., Any]:
    """Return a context manager that runs a mail catcher with changed options."""
    return lambda **changes: running(MailCatcher(replace(options, **changes)))


class WireClient:
    """An SMPP client of a few lines, so that the centre is not tested by the library we use."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.file = self.socket.makefile("rb")
        self.sequence = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.file.close()
        self.socket.close()

    def send(self, command: int, body: bytes = b"") -> int:
        self.sequence += 1
        self.socket.sendall(Pdu(command, self.sequence, body=body).encode())
        return self.sequence

    def read(self) -> Pdu | None:
        header = self.file.read(16)
        if len(header) < 16:
            return None
        length, unit = split_header(header)
        return replace(unit, body=self.file.read(length))

    def ask(self, command: int, body: bytes = b"") -> Pdu | None:
        """Send a request and return its response, acknowledging receipts on the way."""
        sequence = self.send(command, body)
        while (unit := self.read()) is not None:
            if unit.sequence == sequence and unit.command & Command.GENERIC_NACK:
                return unit
            self.acknowledge(unit)
        return None

    def acknowledge(self, unit: Pdu) -> None:
        self.socket.sendall(unit.reply(body=b"\0").encode())

    def bind(self, command: int = Command.BIND_TRANSCEIVER, password: str = "demo") -> Pdu | None:
        body = cstring("gosuslugi") + cstring(password) + cstring("") + b"\x34\0\0" + cstring("")
        return self.ask(command, body)

    def submit(self, number: str, text: bytes, **fields: Any) -> Pdu | None:
        message = ShortMessage(
            Address("gosuslugi", 5, 0), Address(number), text, **{"registered_delivery": 1} | fields
        )
        return self.ask(Command.SUBMIT_SM, message.encode())
