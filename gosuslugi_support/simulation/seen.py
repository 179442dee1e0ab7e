"""What the one who looks on writes down; apart, so that charts need no database."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """The centre at a second of the day."""

    at_s: float
    waiting: int
    longest_s: float
    states: dict[str, int]
    in_hand: int


@dataclass(frozen=True, slots=True)
class Promise:
    """What the forecast said of an item that waited: seconds of the day, and the interval told."""

    item: str
    asked_s: float
    wait_s: float
    ahead: int
    low_min: int | None
    high_min: int | None
    is_open: bool
