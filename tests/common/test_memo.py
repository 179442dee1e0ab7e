"""Values kept in the process: loaded rarely, forgotten when told, never older than promised."""

from collections.abc import Callable
from time import monotonic

from common import memo
from common.memo import Memo


def counting(clock: Callable[[], float] = monotonic) -> tuple[list[int], Memo[int]]:
    loads: list[int] = []

    def load() -> int:
        loads.append(1)
        return len(loads)

    return loads, Memo(load, seconds=15, clock=clock)


def test_value_is_loaded_once() -> None:
    loads, kept = counting()

    assert [kept.get(), kept.get(), kept.get()] == [1, 1, 1]
    assert len(loads) == 1


def test_value_is_loaded_again_when_old() -> None:
    seconds = iter([0.0, 14.0, 16.0, 16.0])
    _, kept = counting(lambda: next(seconds))

    assert [kept.get(), kept.get(), kept.get()] == [1, 1, 2]


def test_value_is_forgotten_when_told() -> None:
    _, kept = counting()

    kept.get()
    kept.forget()
    assert kept.get() == 2
    memo.forget_everything()
    assert kept.get() == 3
