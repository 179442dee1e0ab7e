"""The worked sample of requirements 3.13, exactly; and what is said when there is nothing to count."""

import pytest

from analytics.indicators import Contact, Tally, occupancy

CALLS = (
    Contact(5, talked_s=120, held_s=0, wrap_up_s=30),
    Contact(18, talked_s=200, held_s=20, wrap_up_s=40),
    Contact(20, talked_s=90, held_s=0, wrap_up_s=15),
    Contact(21, talked_s=300, held_s=60, wrap_up_s=60),
    Contact(95, talked_s=150, held_s=10, wrap_up_s=25),
    Contact(3, is_answered=False),
    Contact(12, is_answered=False),
    Contact(70, is_answered=False),
)


@pytest.fixture
def sample() -> Tally:
    return Tally.of(CALLS, target_s=20)


def test_counts_of_the_worked_sample(sample: Tally) -> None:
    assert (sample.offered, sample.answered, sample.abandoned) == (8, 5, 3)
    assert (sample.in_target, sample.abandoned_short) == (3, 1)


def test_service_level_is_of_all_offered(sample: Tally) -> None:
    assert sample.service_level == 0.375
    assert sample.service_level_without_short == pytest.approx(3 / 7)


def test_speed_handling_and_abandons(sample: Tally) -> None:
    assert sample.asa_s == pytest.approx(31.8)
    assert sample.aht_s == pytest.approx(224.0)
    assert sample.abandon_rate == 0.375
    assert sample.abandon_rate_without_short == pytest.approx(2 / 7)


def test_occupancy_is_handling_of_the_time_on_the_line(sample: Tally) -> None:
    assert sample.handling_s == 1120
    assert occupancy(handling=sample.handling_s, idle=480) == 0.7


def test_nothing_is_no_data_and_never_nought_or_a_hundred() -> None:
    empty = Tally()
    assert empty.service_level is None
    assert empty.service_level_without_short is None
    assert empty.asa_s is None
    assert empty.aht_s is None
    assert empty.abandon_rate is None
    assert empty.abandon_rate_without_short is None
    assert occupancy(handling=0, idle=0) is None


def test_only_short_abandons_leave_nothing_to_judge() -> None:
    tally = Tally.of([Contact(2, is_answered=False)], target_s=20)
    assert tally.service_level == 0
    assert tally.service_level_without_short is None
    assert tally.asa_s is None


def test_who_waits_too_long_now_has_failed_already(sample: Tally) -> None:
    assert (sample + Tally(late=2)).service_level == 0.3
