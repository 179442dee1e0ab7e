"""The production calendar against the decrees, corrections of people and years without data."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.calendars import (
    CalendarException,
    CalendarUnknown,
    DayKind,
    DayStatus,
    ProductionCalendar,
    library_years,
)

RUSSIA = ProductionCalendar.of()
day = date.fromisoformat


@pytest.mark.parametrize(
    ("text", "off"),
    [
        ("2025-11-01", False),
        ("2025-11-03", True),
        ("2025-12-31", True),
        ("2026-01-09", True),
        ("2026-01-12", False),
        ("2026-03-09", True),
        ("2026-05-11", True),
        ("2026-05-08", False),
        ("2026-11-04", True),
        ("2026-12-31", True),
        ("2027-02-20", False),
        ("2027-02-22", True),
        ("2027-11-05", True),
        ("2027-12-31", True),
        ("2026-11-22", True),
        ("2026-11-23", False),
    ],
)
def test_day_is_off_as_the_decree_says(text: str, off: bool) -> None:
    assert RUSSIA.is_day_off(day(text)) is off


@pytest.mark.parametrize(("year", "working_days"), [(2024, 248), (2025, 247), (2026, 247)])
def test_year_has_as_many_working_days_as_the_decree_says(year: int, working_days: int) -> None:
    last_day_before = date(year - 1, 12, 31)

    assert RUSSIA.working_days_between(last_day_before, date(year, 12, 31)) == working_days


def test_status_names_the_day() -> None:
    assert RUSSIA.status(day("2026-05-09")) == DayStatus(DayKind.OFF, "День Победы", holiday=True)
    assert RUSSIA.status(day("2026-11-22")) == DayStatus(DayKind.OFF, "Воскресенье")
    assert RUSSIA.status(day("2026-11-23")) == DayStatus(DayKind.WORKING)
    assert RUSSIA.status(day("2025-11-01")).title == "Суббота, рабочий день"
    assert RUSSIA.is_working_weekend(day("2025-11-01"))
    assert not RUSSIA.is_working_weekend(day("2025-11-08"))
    assert not RUSSIA.is_working_weekend(day("2025-11-05"))


def test_correction_wins_over_the_library() -> None:
    corrected = ProductionCalendar.of(
        [
            CalendarException(day("2026-11-20"), DayKind.OFF, "Выходной по указу"),
            CalendarException(day("2026-11-21"), DayKind.WORKING, "Рабочая суббота"),
            CalendarException(day("2026-11-03"), DayKind.SHORTENED, "Предпраздничный день"),
        ]
    )

    assert corrected.is_holiday(day("2026-11-20"))
    assert corrected.is_working_weekend(day("2026-11-21"))
    assert not corrected.is_day_off(day("2026-11-03"))
    assert corrected.status(day("2026-11-03")).kind is DayKind.SHORTENED


def test_day_of_a_region_is_off_there_only() -> None:
    republic_day = day("2027-08-30")
    calendar = ProductionCalendar.of(
        [CalendarException(republic_day, DayKind.OFF, "День Республики Татарстан", region="16")]
    )

    assert calendar.for_region("16").is_day_off(republic_day)
    assert not calendar.is_day_off(republic_day)
    assert not calendar.for_region("02").is_day_off(republic_day)


@pytest.mark.parametrize("text", ["2014-06-02", "2028-01-10", "2035-06-01"])
def test_year_without_data_is_refused(text: str) -> None:
    with pytest.raises(CalendarUnknown) as refused:
        RUSSIA.is_day_off(day(text))

    assert refused.value.year == int(text[:4])
    assert str(refused.value) == (
        f"Производственный календарь на {text[:4]} год ещё не загружен. "
        "Попросите администратора добавить его в разделе «Графики»."
    )


def test_counting_into_a_year_without_data_is_refused() -> None:
    with pytest.raises(CalendarUnknown):
        RUSSIA.add_working_days(day("2027-12-30"), 2)


def test_year_people_vouch_for_is_counted() -> None:
    calendar = ProductionCalendar.of(confirmed_years=[2028])

    assert calendar.is_day_off(day("2028-01-07"))
    assert not calendar.is_day_off(day("2028-01-10"))


def test_missing_years_are_seen_in_advance() -> None:
    assert library_years() >= {2015, 2024, 2025, 2026, 2027}
    assert RUSSIA.missing_years(day("2027-08-01")) == []
    assert RUSSIA.missing_years(day("2027-10-01")) == [2028]
    assert RUSSIA.missing_years(day("2028-01-05")) == [2028]


def test_neighbouring_working_days_skip_holidays() -> None:
    assert RUSSIA.next_working_day(day("2026-04-30")) == day("2026-05-04")
    assert RUSSIA.previous_working_day(day("2026-01-12")) == day("2025-12-30")
    assert RUSSIA.next_working_day(day("2026-11-23")) == day("2026-11-24")
    assert RUSSIA.working_day_on_or_before(day("2026-11-23")) == day("2026-11-23")
    assert RUSSIA.working_day_on_or_after(day("2026-11-22")) == day("2026-11-23")


def test_working_days_are_added_and_taken_away() -> None:
    assert RUSSIA.add_working_days(day("2026-11-22"), 0) == day("2026-11-22")
    assert RUSSIA.add_working_days(day("2026-11-22"), 1) == day("2026-11-23")
    assert RUSSIA.add_working_days(day("2026-01-12"), -1) == day("2025-12-30")


@given(
    start=st.dates(date(2015, 3, 1), date(2026, 6, 1)),
    count=st.integers(min_value=1, max_value=60),
)
def test_counted_days_are_counted_back(start: date, count: int) -> None:
    end = RUSSIA.add_working_days(start, count)

    assert RUSSIA.working_days_between(start, end) == count
    assert not RUSSIA.is_day_off(end)
    assert RUSSIA.working_days_between(start, end - timedelta(days=1)) == count - 1
