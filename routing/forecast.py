"""How long people wait and how many must answer: Erlang B, C and A, and the wait of one in the queue.

Pure. Moments are seconds, loads are erlangs (arrivals a second × handling seconds). Formulas and
vectors: requirements 3.13, design/telephony.md 6. Nothing here overflows for large loads: blocking is
found by recursion, never by factorials.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

MOST_AGENTS = 100_000
# Shown instead of a number nobody should believe.
LONGEST_TOLD_S = 15 * 60
_STEPS_MIN = (1, 2, 3, 5, 7, 10, 15)


@dataclass(frozen=True, slots=True)
class Load:
    """What comes in: arrivals a second and mean handling seconds, after-contact work included."""

    arrivals_per_s: float
    handling_s: float

    @classmethod
    def of(cls, *, contacts: float, period_s: float, handling_s: float) -> "Load":
        """Build a load from contacts counted in a period."""
        return cls(contacts / period_s, handling_s)

    @property
    def erlangs(self) -> float:
        return self.arrivals_per_s * self.handling_s


@dataclass(frozen=True, slots=True)
class Service:
    """What people get: shares are 0…1, waits are seconds; an unstable queue never ends."""

    waits: float
    level: float
    mean_wait_s: float
    occupancy: float
    abandons: float = 0.0

    @property
    def is_stable(self) -> bool:
        return math.isfinite(self.mean_wait_s)


def erlang_b(agents: int, erlangs: float) -> float:
    """Return the share of arrivals that find everybody busy when nobody may wait."""
    blocked = 1.0
    for count in range(1, agents + 1):
        blocked = erlangs * blocked / (count + erlangs * blocked)
    return blocked


def erlang_c(load: Load, *, agents: int, target_s: float) -> Service:
    """Return the service when everybody waits as long as it takes; unstable when agents ≤ erlangs."""
    erlangs = load.erlangs
    if erlangs == 0:
        return Service(0.0, 1.0, 0.0, 0.0)
    if agents <= erlangs:
        return Service(1.0, 0.0, math.inf, 1.0)
    blocked = erlang_b(agents, erlangs)
    waits = blocked / (1 - erlangs / agents * (1 - blocked))
    spare = agents / load.handling_s - load.arrivals_per_s
    level = 1 - waits * math.exp(-spare * target_s)
    return Service(waits, level, waits / spare, erlangs / agents)


def erlang_a(load: Load, *, agents: int, target_s: float, patience_s: float) -> Service:
    """Return the service when people give up after `patience_s` on average; good in overload, too.

    Garnett, Mandelbaum, Reiman (2002): the same integrals, taken numerically. `level` is of all
    offered contacts.
    """
    arrivals, leaving = load.arrivals_per_s, 1 / patience_s
    served = agents / load.handling_s

    def density(moment: float) -> float:
        crowd = arrivals * (1 - math.exp(-leaving * moment)) / leaving
        return math.exp(crowd - served * moment)

    whole = _integral(density, _end_of(density))
    late = _integral(lambda x: math.exp(-leaving * x) * density(x), target_s)
    idle = 1 / erlang_b(agents - 1, load.erlangs)
    norm = idle + arrivals * whole
    waits = arrivals * whole / norm
    abandons = (1 + (arrivals - served) * whole) / norm
    level = 1 - waits + arrivals * late / norm
    occupancy = load.erlangs * (1 - abandons) / agents
    return Service(waits, level, abandons * patience_s, occupancy, abandons)


def agents_needed(load: Load, *, target_s: float, level: float, max_occupancy: float = 1.0) -> int:
    """Return the smallest number of agents that meets the target by Erlang C."""
    agents = max(1, math.floor(load.erlangs) + 1)
    while agents < MOST_AGENTS:
        service = erlang_c(load, agents=agents, target_s=target_s)
        if service.level >= level and service.occupancy <= max_occupancy:
            return agents
        agents += 1
    raise ValueError("No number of agents meets this target.")


def staffed(agents: int, *, shrinkage: float) -> int:
    """Return how many to put on the rota when a share of them is always away."""
    return math.ceil(agents / (1 - shrinkage))


def wait_of_place(
    ahead: int, *, agents: float, handling_s: float, patience_s: float | None = None
) -> float:
    """Return the seconds until somebody with `ahead` before them is served; those may give up."""
    if agents <= 0:
        return math.inf
    served, leaving = agents / handling_s, 1 / patience_s if patience_s else 0.0
    return sum(1 / (served + place * leaving) for place in range(ahead + 1))


@dataclass(frozen=True, slots=True)
class Interval:
    """An honest answer in minutes, from and to; `is_open` means «больше»."""

    low_min: int
    high_min: int
    is_open: bool = False

    @property
    def words(self) -> str:
        if self.is_open:
            return f"больше {self.low_min} минут"
        if self.high_min <= 1:
            return "меньше минуты"
        return f"{self.low_min}–{self.high_min} {_minutes(self.high_min)}"

    @property
    def after(self) -> str:
        """Return when it will be: «через 3–5 минут»."""
        if self.is_open:
            return f"позже чем через {self.low_min} минут"
        return "меньше чем через минуту" if self.high_min <= 1 else f"через {self.words}"


def told(wait_s: float, *, ahead: int) -> Interval | None:
    """Return what to tell of a wait, None when no number deserves trust (R-185).

    The spread of a wait of k services is about 1/√(k+1) of it; both ends go to steps people know.
    """
    if not math.isfinite(wait_s):
        return None
    if wait_s >= LONGEST_TOLD_S:
        return Interval(LONGEST_TOLD_S // 60, LONGEST_TOLD_S // 60, is_open=True)
    spread = wait_s / math.sqrt(ahead + 1) / 2
    high = _step_up((wait_s + spread) / 60)
    low = max(step for step in (0, *_STEPS_MIN) if step < high and step * 60 <= wait_s)
    return Interval(low, high)


def _step_up(minutes: float) -> int:
    """Return the next step people are told, the last one beyond it."""
    return next((step for step in _STEPS_MIN if minutes <= step), _STEPS_MIN[-1])


def _minutes(number: int) -> str:
    tail = number % 100
    if 11 <= tail <= 14:
        return "минут"
    return {1: "минута", 2: "минуты", 3: "минуты", 4: "минуты"}.get(tail % 10, "минут")


def _end_of(density: Callable[[float], float]) -> float:
    """Return where the density has died away."""
    end = 1.0
    while density(end) > 1e-12 and end < 1e7:
        end *= 1.5
    return end


def _integral(of: Callable[[float], float], to: float, *, steps: int = 4000) -> float:
    """Return Simpson's integral from 0."""
    width = to / steps
    inner = sum((4 if step % 2 else 2) * of(step * width) for step in range(1, steps))
    return (of(0.0) + inner + of(to)) * width / 3
