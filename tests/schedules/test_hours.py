"""Whether a line is open, when it opens and closes, by the article's hours and by odd ones."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from schedules.calendars import CalendarException, CalendarUnknown, DayKind
from schedules.hours import (
    ALL_DAY,
    NO_HOURS,
    HolidayPolicy,
    Interval,
    InvalidHours,
    WorkingHours,
    WorkingWeekends,
    day_of,
    format_clock,
    is_open,
    next_closing,
    next_opening,
    open_from,
    parse_clock,
)
from tests.schedules.builders import WEEKDAY, daily, hotline, msk, round_the_clock


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        ("2026-11-23 08:59", False),
        ("2026-11-23 09:00", True),
        ("2026-11-23 19:59", True),
        ("2026-11-23 20:00", False),
        ("2026-11-21 10:00", True),
        ("2026-11-21 18:00", False),
        ("2026-11-22 12:00", False),
        ("2026-11-04 12:00", True),
        ("2025-11-01 09:30", False),
    ],
)
def test_hotline_is_open(moment: str, opened: bool) -> None:
    assert is_open(hotline(), msk(moment)) is opened


@pytest.mark.parametrize(
    ("policy", "opened"),
    [
        (HolidayPolicy.SAME, True),
        (HolidayPolicy.AS_WEEKDAY, True),
        (HolidayPolicy.CLOSED, False),
        (HolidayPolicy.CUSTOM, True),
    ],
)
def test_holiday_follows_the_policy(policy: HolidayPolicy, opened: bool) -> None:
    line = hotline(policy, holiday_hours=(Interval.of("11:00", "13:00"),))

    assert is_open(line, msk("2026-11-04 12:00")) is opened


def test_custom_holiday_has_hours_of_its_own() -> None:
    line = hotline(HolidayPolicy.CUSTOM, holiday_hours=(Interval.of("11:00", "13:00"),))

    assert not is_open(line, msk("2026-11-04 10:59"))
    assert not is_open(line, msk("2026-11-04 13:00"))
    assert is_open(line, msk("2026-11-05 13:00"))


def test_plain_weekend_is_not_a_holiday() -> None:
    assert is_open(hotline(HolidayPolicy.CLOSED), msk("2026-11-21 12:00"))
    assert not is_open(hotline(HolidayPolicy.CLOSED), msk("2026-01-03 12:00"))


def test_working_saturday_is_by_weekday_or_by_calendar() -> None:
    by_calendar = hotline(working_weekends=WorkingWeekends.AS_WORKDAY)

    assert not is_open(hotline(), msk("2025-11-01 09:30"))
    assert is_open(by_calendar, msk("2025-11-01 09:30"))
    assert not is_open(by_calendar, msk("2025-11-08 09:30"))


def test_other_lines_of_the_article() -> None:
    technical, tatar = daily(("09:00", "21:00")), daily(("08:00", "20:00"))

    assert is_open(round_the_clock(), msk("2026-01-01 03:00"))
    assert is_open(technical, msk("2026-11-22 20:59"))
    assert not is_open(technical, msk("2026-11-22 21:00"))
    assert not is_open(tatar, msk("2026-11-22 20:00"))


def test_exception_of_a_date_wins_over_everything() -> None:
    line = hotline(
        HolidayPolicy.CLOSED,
        exceptions={
            date(2026, 11, 4): (Interval.of("12:00", "14:00"),),
            date(2026, 11, 23): NO_HOURS,
        },
    )

    assert is_open(line, msk("2026-11-04 13:59"))
    assert not is_open(line, msk("2026-11-23 12:00"))


def test_calendar_correction_closes_a_line_too() -> None:
    mourning = CalendarException(date(2026, 11, 23), DayKind.OFF, "День траура")

    assert not is_open(hotline(HolidayPolicy.CLOSED, calendar=(mourning,)), msk("2026-11-23 12:00"))


def test_lunch_break_is_closed() -> None:
    office = daily(("09:00", "13:00"), ("14:00", "18:00"))

    assert is_open(office, msk("2026-11-23 12:59"))
    assert not is_open(office, msk("2026-11-23 13:00"))
    assert is_open(office, msk("2026-11-23 14:00"))
    assert next_closing(office, msk("2026-11-23 10:00")) == msk("2026-11-23 13:00")
    assert next_opening(office, msk("2026-11-23 10:00")) == msk("2026-11-23 14:00")


def test_hours_are_local_to_the_schedule() -> None:
    ufa = WorkingHours(code="ufa", weekly=(WEEKDAY,) * 7, tz=ZoneInfo("Asia/Yekaterinburg"))

    assert is_open(ufa, msk("2026-11-23 07:00"))
    assert not is_open(ufa, msk("2026-11-23 18:00"))
    assert next_opening(ufa, datetime(2026, 11, 23, 16, tzinfo=UTC)) == msk("2026-11-24 07:00")


@pytest.mark.parametrize(
    ("moment", "opening", "closing"),
    [
        ("2026-11-23 08:00", "2026-11-23 09:00", "2026-11-23 20:00"),
        ("2026-11-23 09:00", "2026-11-24 09:00", "2026-11-23 20:00"),
        ("2026-11-23 20:00", "2026-11-24 09:00", "2026-11-24 20:00"),
        ("2026-11-21 18:00", "2026-11-23 09:00", "2026-11-23 20:00"),
        ("2025-12-31 10:00", "2026-01-10 10:00", "2026-01-10 18:00"),
    ],
)
def test_next_opening_and_closing(moment: str, opening: str, closing: str) -> None:
    line = hotline(HolidayPolicy.CLOSED)

    assert next_opening(line, msk(moment)) == msk(opening)
    assert next_closing(line, msk(moment)) == msk(closing)


def test_midnight_between_two_open_days_is_not_a_closing() -> None:
    week = (*([ALL_DAY] * 5), NO_HOURS, NO_HOURS)
    line = WorkingHours(code="weekdays", weekly=week)

    assert next_closing(line, msk("2026-11-25 23:59")) == msk("2026-11-28 00:00")
    assert next_opening(line, msk("2026-11-25 23:59")) == msk("2026-11-30 00:00")


def test_night_shift_is_two_intervals_joined() -> None:
    night = daily(("00:00", "06:00"), ("22:00", "24:00"))

    assert is_open(night, msk("2026-11-23 23:59"))
    assert next_closing(night, msk("2026-11-23 23:00")) == msk("2026-11-24 06:00")
    assert next_opening(night, msk("2026-11-23 23:00")) == msk("2026-11-24 22:00")


def test_round_the_clock_neither_opens_nor_closes_in_any_year() -> None:
    line = round_the_clock()
    moment = msk("2040-05-05 05:05")

    assert line.round_the_clock
    assert next_opening(line, moment) is None
    assert next_closing(line, moment) is None
    assert open_from(line, moment) == moment


def test_closed_for_good_neither_opens_nor_closes() -> None:
    line = WorkingHours(code="closed", weekly=(NO_HOURS,) * 7)

    assert not line.round_the_clock
    assert next_opening(line, msk("2026-11-23 12:00")) is None
    assert next_closing(line, msk("2026-11-23 12:00")) is None
    assert open_from(line, msk("2026-11-23 12:00")) is None


def test_closed_holidays_of_a_year_without_data_are_refused() -> None:
    with pytest.raises(CalendarUnknown):
        is_open(hotline(HolidayPolicy.CLOSED), msk("2031-06-02 12:00"))


def test_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        is_open(hotline(), datetime(2026, 11, 23, 12))


@pytest.mark.parametrize("text", ["9", "24:01", "12:60", "-1:00", "9:5", "полдень", ""])
def test_nonsense_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidHours, match=r"Укажите время в виде 09:00"):
        parse_clock(text)


def test_clock_is_read_and_shown() -> None:
    assert (parse_clock("00:00"), parse_clock("9:05"), parse_clock("24:00")) == (0, 545, 1440)
    assert (format_clock(545), format_clock(1440)) == ("09:05", "24:00")
    assert str(Interval.of("9:00", "24:00")) == "09:00–24:00"


def test_overlapping_or_backward_intervals_are_refused() -> None:
    with pytest.raises(InvalidHours, match=r"09:00–13:00 и 12:00–18:00 пересекаются"):
        day_of([Interval.of("12:00", "18:00"), Interval.of("09:00", "13:00")])
    with pytest.raises(InvalidHours, match="через полночь"):
        Interval.of("22:00", "06:00")
