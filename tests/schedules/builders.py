"""Schedules of the article as value objects, for tests that need no database."""

from collections.abc import Mapping
from datetime import date, datetime

from schedules.calendars import CalendarException, ProductionCalendar
from schedules.hours import (
    ALL_DAY,
    MOSCOW,
    NO_HOURS,
    Day,
    HolidayPolicy,
    Interval,
    WorkingHours,
    WorkingWeekends,
)

WEEKDAY: Day = (Interval.of("09:00", "20:00"),)
SATURDAY: Day = (Interval.of("10:00", "18:00"),)
HOTLINE_WEEK = (*([WEEKDAY] * 5), SATURDAY, NO_HOURS)


def hotline(
    policy: HolidayPolicy = HolidayPolicy.AS_WEEKDAY,
    *,
    working_weekends: WorkingWeekends = WorkingWeekends.AS_WEEKDAY,
    holiday_hours: Day = NO_HOURS,
    exceptions: Mapping[date, Day] | None = None,
    calendar: tuple[CalendarException, ...] = (),
) -> WorkingHours:
    return WorkingHours(
        code="hotline",
        weekly=HOTLINE_WEEK,
        holiday_policy=policy,
        holiday_hours=holiday_hours,
        working_weekends=working_weekends,
        exceptions=exceptions or {},
        calendar=ProductionCalendar.of(calendar),
    )


def daily(*parts: tuple[str, str]) -> WorkingHours:
    """The same intervals every day, holidays included."""
    day = tuple(Interval.of(opens, closes) for opens, closes in parts)
    return WorkingHours(code="daily", weekly=(day,) * 7)


def round_the_clock() -> WorkingHours:
    return WorkingHours(code="round_the_clock", weekly=(ALL_DAY,) * 7)


def msk(text: str) -> datetime:
    """An aware moment from Moscow wall-clock time "2026-11-23 08:59"."""
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW)
