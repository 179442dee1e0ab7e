"""One run: its sizes, its seconds, its report, the databases it has asked for."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench import place, wire
from bench.databases import Pair, prepared, words_of
from bench.report import Report

SMALL = 1_000
MIDDLE = 100_000


@dataclass(slots=True)
class Side:
    """A page server of ours or of the bare project, and who visits it."""

    port: int
    who: dict[str, Any]

    def get(self, path: str, cookie: str) -> wire.Source:
        request = wire.get(path, Cookie=cookie)
        return lambda _: request

    def each(self, paths: list[str], cookie: str) -> wire.Source:
        """Return a source that asks for the paths in turns."""
        requests = [wire.get(path, Cookie=cookie) for path in paths]
        return lambda number: requests[number % len(requests)]


@dataclass(slots=True)
class Run:
    """What every row needs."""

    size: int = 1_000_000
    seconds: float = 2.0
    rounds: int = 3
    report: Report = field(default_factory=Report)
    _ready: dict[int, Pair] = field(default_factory=dict)

    @property
    def middle(self) -> int:
        """Return the size between: 100,000, or a tenth of a smaller run."""
        return min(MIDDLE, self.size // 10)

    def pair(self, size: int) -> Pair:
        if size not in self._ready:
            self._ready[size] = prepared(size, anew=size == SMALL)
        return self._ready[size]

    @contextmanager
    def ours(self, size: int) -> Iterator[Side]:
        """Serve our database of a size; yield the server with people signed in."""
        pair = self.pair(size)
        who = place.inside("visitors", pair.ours)
        with place.ours(pair.ours) as port:
            yield Side(port, who)

    @contextmanager
    def bare(self, size: int) -> Iterator[Side]:
        pair = self.pair(size)
        who = place.inside("bare-visitor", pair.bare)
        with place.bare(pair.bare) as port:
            yield Side(port, who)

    @contextmanager
    def both(self, *sizes: int) -> Iterator[list[tuple[Side, Side]]]:
        """Serve (ours, bare) of each size at once."""
        with ExitStack() as stack:
            enter = stack.enter_context
            yield [(enter(self.ours(size)), enter(self.bare(size))) for size in sizes]

    def side_by_side(self, targets: dict[str, wire.Target], *, clients: int) -> dict[str, Any]:
        return wire.side_by_side(targets, clients=clients, seconds=self.seconds, rounds=self.rounds)


__all__ = ["MIDDLE", "SMALL", "Run", "Side", "words_of"]
