"""The stage: the day's clock, deeds by moment, a few threads that do them, patience with an outage."""

import heapq
import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from common.errors import DomainError
from gosuslugi_support.simulation.profile import HOUR_S, Options

THREADS = 6
# How long somebody presses again while the database is away.
PATIENCE_S, AGAIN_S = 60.0, 0.3
Deed = Callable[[], None]


@dataclass(slots=True)
class Clock:
    """Seconds of the simulated day beside the seconds of the real one."""

    options: Options
    began: float = 0.0

    def day_s(self, real: float | None = None) -> float:
        since = (time.time() if real is None else real) - self.began
        return self.options.since * HOUR_S + since * self.options.speed

    def real(self, day_s: float) -> float:
        return self.began + (day_s - self.options.since * HOUR_S) / self.options.speed

    def of(self, moment: datetime) -> float:
        """Return the second of the day of a moment the database holds."""
        return self.day_s(moment.timestamp())


@dataclass(slots=True)
class Stage:
    """Deeds wait for their moment, then a thread does them; what went wrong is counted by its name."""

    clock: Clock
    tally: Counter[str] = field(default_factory=Counter)
    late_s: list[float] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    _heap: list[tuple[float, int, Deed]] = field(default_factory=list)
    _order: "itertools.count[int]" = field(default_factory=itertools.count)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _doing: int = 0
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS))

    def at(self, real: float, deed: Deed) -> None:
        """Do it at a real moment."""
        with self._lock:
            heapq.heappush(self._heap, (real, next(self._order), deed))

    def after(self, day_s: float, deed: Deed) -> None:
        """Do it after so many seconds of the simulated day."""
        self.at(time.time() + day_s / self.clock.options.speed, deed)

    def turn(self) -> float:
        """Hand what is due to the threads; return the seconds until the next deed."""
        while True:
            with self._lock:
                if not self._heap:
                    return 1.0
                due, _, deed = self._heap[0]
                if due > time.time():
                    return due - time.time()
                heapq.heappop(self._heap)
                self._doing += 1
            self._pool.submit(self._do, due, deed)

    @property
    def is_idle(self) -> bool:
        """Whether nobody is in the middle of a deed."""
        with self._lock:
            return self._doing == 0

    def close(self) -> None:
        """Drop what is planned, let what has begun end."""
        with self._lock:
            self._heap.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _do(self, due: float, deed: Deed) -> None:
        self.late_s.append(time.time() - due)
        try:
            steadily(deed)
        except DomainError as refusal:
            self.tally[f"refused: {refusal.code}"] += 1
        except Exception as error:
            self.tally["unexpected"] += 1
            self.unexpected.append(f"{type(error).__name__}: {error}"[:300])
        finally:
            with self._lock:
                self._doing -= 1


def steadily(deed: Deed) -> None:
    """Do it, again and again while the database is away: every deed may be done twice."""
    give_up_at = time.time() + PATIENCE_S
    while True:
        try:
            return deed()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.time() > give_up_at:
                raise
            time.sleep(AGAIN_S)


def now() -> datetime:
    """The interface reads the clock; the doors are told."""
    return timezone.now()
