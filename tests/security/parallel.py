"""Many requests at the same moment, each on a connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any


def at_once(work: Callable[[int], Any], times: int, *, threads: int = 0) -> list[Any]:
    """Call `work(number)` so many times by as many threads, all starting together."""
    from django.db import connections

    workers = threads or times
    start = Barrier(workers)

    def share(first: int) -> Sequence[Any]:
        start.wait(timeout=30)
        try:
            return [work(number) for number in range(first, times, workers)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return [answer for answers in pool.map(share, range(workers)) for answer in answers]
