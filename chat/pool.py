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
