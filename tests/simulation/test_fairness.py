"""Fairness in simulated time: work is spread evenly, nobody starves, whatever weight or priority."""

from datetime import timedelta
from typing import Any


def spread(centre: Any) -> int:
    """Return how many contacts the busiest has had more than the idlest."""
    had = [centre.had.get(key, 0) for key in centre.people]
    return max(had) - min(had)


def test_a_burst_is_spread_evenly_over_equals(centre: Any, comes: Any) -> None:
    line = centre(4)
    for number in range(16):
        comes(f"ticket:{number}", line.now)
    line.run(4)
    assert [line.had[key] for key in line.people] == [4, 4, 4, 4]


def test_quiet_hours_do_not_pile_up_on_one(centre: Any, comes: Any) -> None:
    line = centre(4)
    line.run(8, each=lambda step, now: comes(f"ticket:{step}", now))
    assert [line.had[key] for key in line.people] == [2, 2, 2, 2]


def test_a_steady_stream_is_spread_evenly_over_equals(centre: Any, comes: Any) -> None:
    line = centre(4)
    line.run(40, each=lambda step, now: comes(f"ticket:{step}", now))
    assert sum(line.had.values()) == 40
    assert spread(line) <= 1


def test_under_overload_the_lowest_priority_is_served_too(centre: Any, comes: Any) -> None:
    line = centre(1, capacity=10)
    line.handling, line.step = timedelta(minutes=10), timedelta(minutes=1)
    comes("ticket:low", line.now, priority=1)
    # every eight minutes one of the highest priority, and each takes ten
    line.run(130, each=lambda step, now: step % 8 or comes(f"ticket:{step}", now, priority=4))
    # three steps of priority are an hour and a half: who came later than that is behind
    before = len([step for step in range(0, 130, 8) if step <= 90])
    assert line.waited["ticket:low"] == before * 10 * 60


def test_a_call_is_not_starved_by_letters(centre: Any, comes: Any) -> None:
    line = centre(1)
    for number in range(10):
        comes(f"ticket:{number}", line.now)
    line.run(10)
    comes("call:1", line.now, channel="phone")
    line.run(60, each=lambda step, now: step % 12 or comes(f"ticket:more{step}", now))
    assert line.waited["call:1"] <= 300
