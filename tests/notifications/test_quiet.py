"""Quiet hours in Moscow."""

from datetime import UTC, datetime, time

import pytest

from notifications.quiet import wake_time


def moscow(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(
        2026, 11, day, hour - 3 if hour >= 3 else hour + 21, minute, tzinfo=UTC
    ).replace(day=day if hour >= 3 else day - 1)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (moscow(20, 12), moscow(20, 12)),
        (moscow(20, 20, 59), moscow(20, 20, 59)),
        (moscow(20, 21), moscow(21, 9)),
        (moscow(20, 23, 59), moscow(21, 9)),
        (moscow(21, 0), moscow(21, 9)),
        (moscow(21, 8, 59), moscow(21, 9)),
        (moscow(21, 9), moscow(21, 9)),
    ],
)
def test_usual_hours(at, expected):
    assert wake_time(at, None, None) == expected


@pytest.mark.parametrize(
    ("quiet_from", "quiet_to", "at", "expected"),
    [
        (time(13), time(15), moscow(20, 14), moscow(20, 15)),
        (time(13), time(15), moscow(20, 22), moscow(20, 22)),
        (time(0), time(0), moscow(20, 23), moscow(20, 23)),
        (time(22), time(7), moscow(20, 21, 30), moscow(20, 21, 30)),
        (time(22), time(7), moscow(20, 22), moscow(21, 7)),
    ],
)
def test_hours_of_a_person(quiet_from, quiet_to, at, expected):
    assert wake_time(at, quiet_from, quiet_to) == expected
