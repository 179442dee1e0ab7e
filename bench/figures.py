"""What a run of requests amounts to, and how two of them compare."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that `share` of the values do not exceed; 0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    place = -(-len(ordered) * share // 1)
    return ordered[max(0, int(place) - 1)]


@dataclass(frozen=True, slots=True)
class Speed:
    """One load: how many requests a second, and how long one took, in milliseconds."""

    per_second: float
    p50: float
    p95: float
    count: int
    errors: int = 0

    @classmethod
    def of(cls, times_s: Sequence[float], took_s: float, errors: int = 0) -> "Speed":
        ms = [one * 1000 for one in times_s]
        rate = len(ms) / took_s if took_s else 0.0
        return cls(rate, percentile(ms, 0.5), percentile(ms, 0.95), len(ms), errors)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def typical(speeds: Sequence[Speed]) -> Speed:
    """Return the medians of some rounds of the same load."""
    return Speed(
        per_second=median(one.per_second for one in speeds),
        p50=median(one.p50 for one in speeds),
        p95=median(one.p95 for one in speeds),
        count=sum(one.count for one in speeds),
        errors=sum(one.errors for one in speeds),
    )


@dataclass(frozen=True, slots=True)
class Goal:
    """What a ratio or a figure must be: at least or at most."""

    bound: float
    at_least: bool

    def is_met(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}"


def least(bound: float) -> Goal:
    return Goal(bound, at_least=True)


def most(bound: float) -> Goal:
    return Goal(bound, at_least=False)


def ratio(ours: float, other: float) -> float:
    """Return ours / other; 0 when there is nothing to compare with."""
    return ours / other if other else 0.0
