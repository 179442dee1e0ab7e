"""A connection to PostgreSQL that belongs to the event loop: statements are asked without a thread.

For the few prepared statements of `chat/statements.py`, many times a second: a thread, its turn at
the interpreter and Django's layers cost more than the statement. Each is a transaction of its own.
"""

import asyncio
from typing import Any

import psycopg2
from django.db import connection
from psycopg2.extensions import POLL_OK, POLL_READ

from chat.statements import PREPARED

ANSWERS_IN_S = 20
# They look up keys and nothing else, whatever the statistics of a young table say.
_MANNERS = """
SET timezone = 'UTC'; SET plan_cache_mode = force_generic_plan;
SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
"""


class Line:
    """Answers one statement after another; connects when first asked, and anew after a break."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.wire: Any = None

    async def ask(self, name: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a prepared statement. Raises psycopg2.Error, TimeoutError."""
        async with self.turn:
            try:
                async with asyncio.timeout(ANSWERS_IN_S):
                    if self.wire is None:
                        self.wire = await self._connected()
                    return await self._answered(f"EXECUTE {name}({PREPARED[name].places})", values)
            except psycopg2.Error:
                if self.wire is not None and self.wire.closed:
                    self.close()
                raise
            except BaseException:  # cut in the middle: what comes next is not our answer
                self.close()
                raise

    def close(self) -> None:
        if self.wire is not None:
            self.wire.close()
            self.wire = None

    async def _connected(self) -> Any:
        settings = connection.get_connection_params()
        self.wire = psycopg2.connect(**settings, async_=True)
        await self._until_ready()
        await self._said(_MANNERS + "".join(each.prepare for each in PREPARED.values()), ())
        return self.wire

    async def _answered(self, text: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        cursor = await self._said(text, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    async def _said(self, text: str, values: tuple[Any, ...]) -> Any:
        cursor = self.wire.cursor()
        cursor.execute(text, values)
        await self._until_ready()
        return cursor

    async def _until_ready(self) -> None:
        loop, number = asyncio.get_running_loop(), self.wire.fileno()
        while (state := self.wire.poll()) != POLL_OK:
            ready = loop.create_future()
            if state == POLL_READ:
                watch, forget = loop.add_reader, loop.remove_reader
            else:
                watch, forget = loop.add_writer, loop.remove_writer
            watch(number, _note, ready)
            try:
                await ready
            finally:
                forget(number)


def _note(ready: "asyncio.Future[None]") -> None:
    if not ready.done():
        ready.set_result(None)
