"""What a load amounts to, and when a goal is met."""

import pytest

from bench.figures import Speed, least, most, percentile, ratio, typical


def test_a_percentile_is_one_of_the_values():
    times = list(range(1, 21))
    assert [percentile(times, share) for share in (0.5, 0.95, 1.0)] == [10, 19, 20]
    assert percentile([7.0], 0.95) == 7.0
    assert percentile([], 0.5) == 0.0


def test_speed_is_in_milliseconds():
    speed = Speed.of([0.010, 0.020, 0.030, 0.040], took_s=2.0, errors=1)
    assert (speed.per_second, speed.p50, speed.p95, speed.count, speed.errors) == (2, 20, 40, 4, 1)


def test_rounds_are_told_by_their_medians():
    rounds = [Speed(100, 10, 20, 5), Speed(300, 12, 90, 6), Speed(200, 11, 30, 7, 2)]
    assert typical(rounds) == Speed(200, 11, 30, 18, 2)


@pytest.mark.parametrize(
    ("goal", "value", "met"),
    [
        (least(0.65), 0.65, True),
        (least(0.65), 0.649, False),
        (most(1.15), 1.15, True),
        (most(1.15), 1.151, False),
    ],
)
def test_a_goal_includes_its_bound(goal, value, met):
    assert goal.is_met(value) is met


def test_nothing_to_compare_with_is_no_ratio():
    assert ratio(5, 0) == 0.0
    assert ratio(1, 4) == 0.25
