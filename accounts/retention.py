"""What is swept when its time is over: each app registers its brooms, policies say after how long.

A broom counts and removes by one and the same condition, so what `--dry-run` shows is what goes, and
a second run finds nothing (D-10). The terms are rows of `RetentionPolicy`, one a broom's code.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Broom:
    """One category: how many rows are older than a moment, and removing them in small steps."""

    code: str
    count: Callable[[datetime], int]
    sweep: Callable[[datetime, datetime], int]  # (older than, now) -> how many went


_brooms: dict[str, Broom] = {}


def register(*brooms: Broom) -> None:
    """Take an app's brooms in; called from wiring only."""
    for broom in brooms:
        _brooms[broom.code] = broom


def brooms() -> list[Broom]:
    return list(_brooms.values())
