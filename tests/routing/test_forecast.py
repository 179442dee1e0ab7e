"""Erlang's formulas against published and computed values (requirements 3.13, telephony.md 6)."""

import math

import pytest

from routing.forecast import (
    Interval,
    Load,
    agents_needed,
    erlang_a,
    erlang_b,
    erlang_c,
    staffed,
    told,
    wait_of_place,
)

close = pytest.approx


@pytest.mark.parametrize(("agents", "erlangs", "blocked"), [(5, 3, 0.110054), (10, 5, 0.018385)])
def test_erlang_b(agents: int, erlangs: float, blocked: float) -> None:
    assert erlang_b(agents, erlangs) == close(blocked, abs=1e-6)


@pytest.mark.parametrize(
    ("agents", "erlangs", "waits"), [(1, 0.5, 1 / 2), (2, 1, 1 / 3), (3, 2, 4 / 9)]
)
def test_erlang_c_by_hand(agents: int, erlangs: float, waits: float) -> None:
    assert erlang_c(Load(erlangs, 1), agents=agents, target_s=0).waits == close(waits, abs=1e-12)


@pytest.mark.parametrize(
    ("contacts", "period", "handling", "level", "target", "expected"),
    [
        (100, 1800, 180, 0.80, 20, (14, 88.84, 0.1741, 7.84, 71.4)),
        (60, 3600, 300, 0.80, 20, (8, 86.31, 0.1673, 16.73, 62.5)),
        (10, 3600, 240, 0.80, 20, (2, 85.09, 0.1667, 30.00, 33.3)),
        (500, 1800, 240, 0.80, 20, (74, 84.61, 0.2835, 9.28, 90.1)),
        (200, 1800, 360, 0.90, 30, (48, 91.99, 0.1560, 7.02, 83.3)),
        (5, 3600, 600, 0.70, 60, (2, 78.19, 0.2451, 126.05, 41.7)),
    ],
)
def test_staffing_table(
    contacts: int,
    period: int,
    handling: int,
    level: float,
    target: int,
    expected: tuple[float, ...],
) -> None:
    load = Load.of(contacts=contacts, period_s=period, handling_s=handling)
    agents = agents_needed(load, target_s=target, level=level)
    service = erlang_c(load, agents=agents, target_s=target)
    found = (
        agents,
        round(service.level * 100, 2),
        round(service.waits, 4),
        round(service.mean_wait_s, 2),
        round(service.occupancy * 100, 1),
    )
    assert found == expected


@pytest.mark.parametrize(
    ("agents", "level"),
    [(11, 0.38961), (12, 0.64016), (13, 0.79559), (14, 0.8883500192), (15, 0.94145)],
)
def test_service_level_grows_with_agents(agents: int, level: float) -> None:
    load = Load.of(contacts=100, period_s=1800, handling_s=180)
    assert erlang_c(load, agents=agents, target_s=20).level == close(level, abs=1e-5)


def test_staffed_and_occupancy_cap() -> None:
    load = Load.of(contacts=100, period_s=1800, handling_s=180)
    agents = agents_needed(load, target_s=20, level=0.8, max_occupancy=0.85)
    assert (agents, staffed(agents, shrinkage=0.3)) == (14, 20)


def test_too_few_agents_never_end() -> None:
    service = erlang_c(Load(1, 10), agents=10, target_s=20)
    assert (service.level, service.waits, service.is_stable) == (0, 1, False)


def test_nobody_calls() -> None:
    assert erlang_c(Load(0, 180), agents=0, target_s=20).level == 1


def test_erlang_a_with_patience() -> None:
    service = erlang_a(Load(48 / 60, 60), agents=50, target_s=20, patience_s=120)
    assert service.waits == close(0.46777, abs=1e-4)
    assert service.abandons == close(0.03091, abs=1e-4)
    assert service.mean_wait_s == close(3.709, abs=2e-3)
    assert service.level == close(0.94302, abs=1e-4)
    assert service.occupancy == close(0.9303, abs=1e-4)


def test_erlang_a_in_overload() -> None:
    service = erlang_a(Load(1, 60), agents=50, target_s=20, patience_s=120)
    assert service.abandons == close(0.16823, abs=1e-4)
    assert service.mean_wait_s == close(20.187, abs=2e-2)
    assert service.level == close(0.38362, abs=1e-4)
    assert service.occupancy == close(0.99813, abs=1e-4)


def test_erlang_a_becomes_c_for_the_patient() -> None:
    load = Load(48 / 60, 60)
    patient = erlang_a(load, agents=52, target_s=20, patience_s=1e7)
    assert patient.waits == close(erlang_c(load, agents=52, target_s=20).waits, abs=1e-4)


@pytest.mark.parametrize(
    ("ahead", "patience", "wait"),
    [(5, None, 144.0), (5, 180, 111.319), (0, None, 24.0), (19, None, 480.0), (19, 180, 242.845)],
)
def test_wait_of_a_place(ahead: int, patience: float | None, wait: float) -> None:
    found = wait_of_place(ahead, agents=10, handling_s=240, patience_s=patience)
    assert found == close(wait, abs=1e-3)


def test_without_agents_nothing_is_promised() -> None:
    wait = wait_of_place(0, agents=0, handling_s=240)
    assert (math.isinf(wait), told(wait, ahead=0)) == (True, None)


@pytest.mark.parametrize(
    ("wait_s", "ahead", "words"),
    [
        (20, 0, "меньше минуты"),
        (144, 5, "2–3 минуты"),
        (240, 10, "3–5 минут"),
        (480, 19, "7–10 минут"),
        (2400, 40, "больше 15 минут"),
    ],
)
def test_what_people_are_told(wait_s: float, ahead: int, words: str) -> None:
    interval = told(wait_s, ahead=ahead)
    assert interval is not None
    assert interval.words == words


def test_told_interval_holds_the_expectation() -> None:
    for ahead in range(60):
        wait = wait_of_place(ahead, agents=7, handling_s=200)
        interval = told(wait, ahead=ahead)
        assert isinstance(interval, Interval)
        assert interval.low_min * 60 <= wait
        assert interval.is_open or wait <= interval.high_min * 60
