"""Where the socket server talks to the database: a bounded pool of threads with lasting connections."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import close_old_connections

THREADS = 6
LOOK_AGAIN_S = 30
POOL = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="chat")
_thread = threading.local()


async def in_pool(work: Callable[..., Any], *args: Any) -> Any:
    """Run `work` in a thread of the pool; what it raises is raised here."""
    return await asyncio.get_running_loop().run_in_executor(POOL, _run, work, args)


def _run(work: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """Call it; a connection is looked at after a failure and twice a minute, not at each message."""
    now = time.monotonic()
    if now - getattr(_thread, "looked_at", 0.0) > LOOK_AGAIN_S:
        _thread.looked_at = now
        close_old_connections()
    try:
        return work(*args)
    except Exception:
        close_old_connections()
        raise


class Together:
    """Jobs of one kind that come at the same moment are done by one call: `work(items) -> results`."""

    def __init__(self, work: Callable[[list[Any]], list[Any]], *, most: int = 64) -> None:
        self.work, self.most = work, most
        self.waiting: list[tuple[Any, asyncio.Future[Any]]] = []
        self.running: asyncio.Task[None] | None = None

    async def ask(self, item: Any) -> Any:
        """Return the result for one item."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.waiting.append((item, answer))
        if self.running is None or self.running.done():
            self.running = asyncio.create_task(self._run())
        return await answer

    async def _run(self) -> None:
        while self.waiting:
            batch, self.waiting = self.waiting[: self.most], self.waiting[self.most :]
            try:
                results = await in_pool(self.work, [item for item, _ in batch])
            except Exception as error:
                results = [error] * len(batch)
            for (_, answer), result in zip(batch, results, strict=True):
                if answer.done():
                    continue
                if isinstance(result, Exception):
                    answer.set_exception(result)
                else:
                    answer.set_result(result)
