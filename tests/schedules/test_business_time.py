"""Business time: exact examples, then properties against a slow count by minutes."""

from datetime import date, datetime, timedelta
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.calendars import CalendarUnknown
from schedules.hours import (
    MOSCOW,
    NO_HOURS,
    Day,
    HolidayPolicy,
    Interval,
    NeverOpens,
    WorkingHours,
    add_business_time,
    business_time_between,
    day_of,
    is_open,
)
from tests.schedules.builders import daily, hotline, msk, round_the_clock

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CLOSED_ON_HOLIDAYS = hotline(HolidayPolicy.CLOSED)


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ("2026-11-23 10:00", 2 * HOUR, "2026-11-23 12:00"),
        ("2026-11-23 06:00", 2 * HOUR, "2026-11-23 11:00"),
        ("2026-11-23 18:00", 2 * HOUR, "2026-11-23 20:00"),
        ("2026-11-23 18:00", 2 * HOUR + MINUTE, "2026-11-24 09:01"),
        ("2026-11-21 17:00", 2 * HOUR, "2026-11-23 10:00"),
        ("2025-12-30 19:30", HOUR, "2026-01-10 10:30"),
        ("2026-11-03 19:00", 3 * HOUR, "2026-11-05 11:00"),
        ("2026-11-23 09:00", 63 * HOUR, "2026-11-28 18:00"),
    ],
)
def test_time_is_added_over_nights_weekends_and_holidays(
    start: str, duration: timedelta, end: str
) -> None:
    assert add_business_time(CLOSED_ON_HOLIDAYS, msk(start), duration) == msk(end)
    assert business_time_between(CLOSED_ON_HOLIDAYS, msk(start), msk(end)) == duration


def test_zero_stays_where_it_is() -> None:
    sunday = msk("2026-11-22 12:00")

    assert add_business_time(CLOSED_ON_HOLIDAYS, sunday, timedelta(0)) == sunday


def test_seconds_are_kept() -> None:
    start = msk("2026-11-23 19:59:30.250000")

    assert add_business_time(CLOSED_ON_HOLIDAYS, start, MINUTE) == msk("2026-11-24 09:00:30.250000")


def test_end_before_start_is_no_time() -> None:
    later, earlier = msk("2026-11-24 12:00"), msk("2026-11-23 12:00")

    assert business_time_between(CLOSED_ON_HOLIDAYS, later, earlier) == timedelta(0)


def test_closed_time_does_not_count() -> None:
    assert business_time_between(
        CLOSED_ON_HOLIDAYS, msk("2025-12-31 00:00"), msk("2026-01-10 10:00")
    ) == timedelta(0)


def test_round_the_clock_is_wall_time() -> None:
    start, end = msk("2025-01-01 00:00"), msk("2027-03-02 04:05")

    assert business_time_between(round_the_clock(), start, end) == end - start
    assert add_business_time(round_the_clock(), start, end - start) == end


def test_negative_time_is_refused() -> None:
    with pytest.raises(ValueError, match="never taken away"):
        add_business_time(CLOSED_ON_HOLIDAYS, msk("2026-11-23 12:00"), -MINUTE)


def test_schedule_without_hours_is_refused() -> None:
    closed = WorkingHours(code="mfc", title="МФЦ", weekly=(NO_HOURS,) * 7)

    with pytest.raises(NeverOpens, match="В графике «МФЦ» нет рабочих часов"):
        add_business_time(closed, msk("2026-11-23 12:00"), MINUTE)


def test_year_without_a_calendar_is_refused() -> None:
    with pytest.raises(CalendarUnknown):
        add_business_time(CLOSED_ON_HOLIDAYS, msk("2027-12-30 12:00"), 30 * HOUR)


def test_long_spans_are_as_cheap_as_short_ones() -> None:
    start = msk("2015-01-12 12:00")
    add_business_time(CLOSED_ON_HOLIDAYS, start, 30_000 * HOUR)

    began = perf_counter()
    for _ in range(100):
        add_business_time(CLOSED_ON_HOLIDAYS, start, 30_000 * HOUR)
    assert perf_counter() - began < 0.5


def days() -> st.SearchStrategy[Day]:
    """Days of up to three intervals, lunch breaks and touching intervals included."""
    edges = st.lists(st.integers(0, 1440), max_size=6, unique=True).map(sorted)
    return edges.map(
        lambda points: day_of(
            Interval(points[number], points[number + 1]) for number in range(0, len(points) - 1, 2)
        )
    )


@st.composite
def schedules(draw: st.DrawFn) -> WorkingHours:
    """Any schedule that opens at least on some day of the week."""
    weekly = tuple(draw(st.lists(days(), min_size=7, max_size=7).filter(any)))
    dates = st.dates(date(2025, 1, 1), date(2026, 12, 31))
    return WorkingHours(
        code="any",
        weekly=weekly,
        holiday_policy=draw(st.sampled_from(HolidayPolicy)),
        holiday_hours=draw(days()),
        exceptions=draw(st.dictionaries(dates, days(), max_size=4)),
    )


def moments(last: datetime = datetime(2026, 3, 1)) -> st.SearchStrategy[datetime]:
    return st.datetimes(datetime(2025, 1, 1), last, timezones=st.just(MOSCOW))


@settings(max_examples=60, deadline=None)
@given(schedules(), moments(), st.timedeltas(MINUTE, timedelta(hours=40)))
def test_added_time_is_measured_back_and_is_the_earliest(
    hours: WorkingHours, start: datetime, duration: timedelta
) -> None:
    try:
        end = add_business_time(hours, start, duration)
    except CalendarUnknown:
        # A schedule open for a minute a week may run past the last loaded year; that is refused.
        return
    instant = timedelta(microseconds=1)

    assert business_time_between(hours, start, end) == duration
    assert business_time_between(hours, start, end - instant) == duration - instant
    assert is_open(hours, end - instant)


@settings(max_examples=40, deadline=None)
@given(schedules(), moments(), st.integers(1, 3000))
def test_measured_time_equals_a_count_by_minutes(
    hours: WorkingHours, start: datetime, minutes: int
) -> None:
    start = start.replace(second=0, microsecond=0)
    counted = sum(is_open(hours, start + MINUTE * number) for number in range(minutes))

    assert business_time_between(hours, start, start + MINUTE * minutes) == MINUTE * counted


@settings(max_examples=60, deadline=None)
@given(schedules(), st.lists(moments(), min_size=3, max_size=3).map(sorted))
def test_measured_time_adds_up(hours: WorkingHours, points: list[datetime]) -> None:
    start, middle, end = points

    assert business_time_between(hours, start, end) == (
        business_time_between(hours, start, middle) + business_time_between(hours, middle, end)
    )


def test_pause_over_lunch_costs_nothing() -> None:
    office = daily(("09:00", "13:00"), ("14:00", "18:00"))

    assert business_time_between(office, msk("2026-11-23 12:30"), msk("2026-11-23 14:30")) == HOUR
