"""Values kept in the process for a short time: reference data read on every request.

A value is at most `seconds` old in any process; the process that changed it forgets at once, after
commit. Correct without any messaging between processes, so it survives the loss of Redis.
"""

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from django.db import transaction

T = TypeVar("T")
_all: list["Memo"] = []


class Memo(Generic[T]):
    """Keeps what `load` returned. Threads may load twice at the same time; both results are right."""

    def __init__(
        self,
        load: Callable[[], T],
        *,
        seconds: float = 15.0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._load = load
        self._clock = clock
        self._seconds = seconds
        self._kept: tuple[float, T] | None = None
        _all.append(self)

    def get(self) -> T:
        """Return the kept value, loaded again when it is older than `seconds`."""
        kept = self._kept
        if kept is not None and self._clock() - kept[0] < self._seconds:
            return kept[1]
        loaded_at = self._clock()
        value = self._load()
        self._kept = (loaded_at, value)
        return value

    def forget(self) -> None:
        self._kept = None

    def forget_on_commit(self) -> None:
        """Forget now (for the rest of this transaction) and again once others can see the change."""
        self.forget()
        transaction.on_commit(self.forget)


def forget_everything() -> None:
    """Forget all kept values; tests call it because their transactions are rolled back."""
    for memo in _all:
        memo.forget()
