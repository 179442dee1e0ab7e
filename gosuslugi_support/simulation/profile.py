"""The day as drawn from a seed: contacts with their moments, operators with their shifts. Pure."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

from common.shipped import shipped

SOURCE = Path(__file__).parent / "data" / "day.yaml"
HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for. `since` and `until` are hours of the simulated day."""

    operators: int = 50
    contacts: int = 5000
    speed: float = 60.0
    seed: int = 1
    since: float = 0.0
    until: float = 24.0

    @property
    def real_s(self) -> float:
        """How long the day lasts on a real clock."""
        return (self.until - self.since) * HOUR_S / self.speed


@dataclass(frozen=True, slots=True)
class Coming:
    """A contact to come: `at_s` is its second of the day, `handling_s` what it will cost somebody."""

    index: int
    at_s: float
    channel: str
    topic: str
    kind: str
    priority: int
    language: str
    handling_s: float


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody to hire: what they can do and when they are there, in seconds of the day."""

    index: int
    teams: tuple[str, ...]
    skills: Mapping[str, int]
    languages: tuple[str, ...]
    begins_s: float
    ends_s: float


@lru_cache(maxsize=1)
def day() -> dict[str, Any]:
    """Return the day's data."""
    content: dict[str, Any] = shipped(SOURCE)
    return content


def contacts(options: Options) -> list[Coming]:
    """Return what comes, in order of time; the same for the same seed."""
    chance, data = random.Random(options.seed), day()  # noqa: S311  a story, not a secret
    moments = sorted(_moments(options, chance))
    return [_coming(index, at, chance, data) for index, at in enumerate(moments)]


def workers(options: Options) -> list[Worker]:
    """Return who works: groups and shifts by their shares, spread evenly over each other."""
    data, chance = day(), random.Random(f"workers {options.seed}")  # noqa: S311
    groups = _dealt(data["groups"], [one["share"] for one in data["groups"]], options.operators)
    present = [s for s in data["shifts"] if s[0] < options.until and s[1] > options.since]
    shifts = _dealt(present, [one[2] for one in present], options.operators)
    chance.shuffle(shifts)
    shifts = _planned(shifts, [group["teams"] for group in groups])
    return [
        Worker(
            index=index,
            teams=tuple(group["teams"]),
            skills=group["skills"],
            languages=_languages(index, data["speaks"]),
            begins_s=max(options.since, shift[0]) * HOUR_S,
            ends_s=min(options.until, shift[1]) * HOUR_S,
        )
        for index, (group, shift) in enumerate(zip(groups, shifts, strict=True))
    ]


def _planned(shifts: list[list[int]], crews: list[list[str]]) -> list[list[int]]:
    """Swap shifts while that leaves fewer teams with nobody on a shift, as whoever plans them would."""
    shifts, pairs = list(shifts), list(combinations(range(len(shifts)), 2))
    missing = _missing(shifts, crews)
    while missing:
        for one, other in pairs:
            shifts[one], shifts[other] = shifts[other], shifts[one]
            if (now := _missing(shifts, crews)) < missing:
                missing = now
                break
            shifts[one], shifts[other] = shifts[other], shifts[one]
        else:
            break
    return shifts


def _missing(shifts: list[list[int]], crews: list[list[str]]) -> int:
    """Return how often a team has nobody on a shift."""
    there = {
        (tuple(shift), team) for shift, crew in zip(shifts, crews, strict=True) for team in crew
    }
    teams = {team for crew in crews for team in crew}
    return len({tuple(shift) for shift in shifts}) * len(teams) - len(there)


def norm_s(hour: int) -> float:
    """Return the article's norm of waiting for an hour of the day."""
    data = day()
    if hour in data["peak_hours"]:
        return float(data["norms"]["peak"] * 60)
    return float(data["norms"]["night" if hour in data["night_hours"] else "day"] * 60)


def _moments(options: Options, chance: random.Random) -> list[float]:
    hours = [hour for hour in range(24) if options.since <= hour < options.until]
    weights = [day()["hours"][hour] for hour in hours]
    # nobody comes in the last minutes: what came is still to be served
    last = options.until * HOUR_S - 1
    drawn = chance.choices(hours, weights, k=options.contacts)
    return [min(last, (hour + chance.random()) * HOUR_S) for hour in drawn]


def _coming(index: int, at: float, chance: random.Random, data: dict[str, Any]) -> Coming:
    channel = _pick(chance, {name: one["share"] for name, one in data["channels"].items()})
    mean, spread = data["channels"][channel]["handling_s"], data["spread"]
    return Coming(
        index=index,
        at_s=at,
        channel=channel,
        topic=_pick(chance, data["topics"]),
        kind=_pick(chance, data["kinds"]),
        priority=_pick(chance, data["priorities"]),
        language=_pick(chance, data["languages"]),
        handling_s=chance.lognormvariate(math.log(mean) - spread**2 / 2, spread),
    )


def _pick(chance: random.Random, shares: Mapping[Any, float]) -> Any:
    return chance.choices(list(shares), list(shares.values()))[0]


def _dealt(things: Sequence[Any], shares: Sequence[float], number: int) -> list[Any]:
    """Return `number` things by their shares, the largest remainders rounded up."""
    whole = sum(shares)
    exact = [share * number / whole for share in shares]
    counts = [int(one) for one in exact]
    order = sorted(range(len(things)), key=lambda place: counts[place] - exact[place])
    for place in order[: number - sum(counts)]:
        counts[place] += 1
    return [thing for thing, count in zip(things, counts, strict=True) for _ in range(count)]


def _languages(index: int, speaks: Mapping[str, int]) -> tuple[str, ...]:
    more = [name for name, every in speaks.items() if index % every == every - 1]
    return ("ru", *more)
