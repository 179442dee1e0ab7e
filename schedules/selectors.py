"""Reads of working time: tables turned into the value objects of `hours` and `calendars`.

Everything is a few dozen rows, loaded whole by three queries and kept in the process (`common.memo`).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from common.errors import DomainError
from common.memo import Memo
from schedules.calendars import CalendarException, DayKind, ProductionCalendar
from schedules.deadlines import DayOffPolicy, DeadlineRules, local_date
from schedules.hours import (
    Day,
    HolidayPolicy,
    Interval,
    WorkingHours,
    WorkingWeekends,
    day_of,
)
from schedules.models import (
    CalendarDay,
    CalendarYear,
    Schedule,
    ScheduleException,
    Weekday,
    WeeklyInterval,
)


class UnknownSchedule(DomainError):
    """A schedule was asked for that reference data don't have."""

    code = "unknown_schedule"

    def __init__(self, code: str) -> None:
        super().__init__(
            f"График «{code}» не найден. Попросите администратора добавить его в справочнике.",
            schedule=code,
        )


@dataclass(frozen=True, slots=True)
class _Kept:
    by_id: Mapping[int, WorkingHours]
    by_code: Mapping[str, WorkingHours]


def hours_of(code: str) -> WorkingHours:
    """Return the working hours of a schedule by its code; UnknownSchedule when there is none."""
    try:
        return all_hours()[code]
    except KeyError:
        raise UnknownSchedule(code) from None


def hours_by_id(schedule_id: int) -> WorkingHours:
    """Return the working hours a foreign key points at, without a query for the schedule."""
    known = _hours.get().by_id
    if schedule_id not in known:
        raise UnknownSchedule(str(schedule_id))
    return known[schedule_id]


def all_hours() -> Mapping[str, WorkingHours]:
    """Return working hours of every schedule by code."""
    return _hours.get().by_code


def calendar(region: str = "") -> ProductionCalendar:
    """Return the production calendar of the country, or of a region by its code."""
    country = _calendar.get()
    return country.for_region(region) if region else country


def deadline_rules() -> DeadlineRules:
    """Return the calendar and the house's policy that deadlines of the law are counted by."""
    return DeadlineRules(calendar(), DayOffPolicy(settings.LAW_DAY_OFF_POLICY))


def missing_calendar_years(now: datetime) -> list[int]:
    """Return years that deadlines given now may touch and nobody has loaded. Empty is healthy."""
    return calendar().missing_years(local_date(now))


def forget() -> None:
    """Forget kept schedules and calendar, now and after commit. Called by every action."""
    _calendar.forget_on_commit()
    _hours.forget_on_commit()


def _load_calendar() -> ProductionCalendar:
    rows = CalendarDay.objects.values_list("date", "kind", "title", "region")
    return ProductionCalendar.of(
        [CalendarException(day, DayKind(kind), title, region) for day, kind, title, region in rows],
        CalendarYear.objects.values_list("year", flat=True),
    )


def _load_hours() -> _Kept:
    country = _calendar.get()
    by_id = {
        schedule.pk: _working_hours(schedule, country.for_region(schedule.region))
        for schedule in _schedules_with_rows()
    }
    return _Kept(by_id=by_id, by_code={hours.code: hours for hours in by_id.values()})


def _schedules_with_rows() -> QuerySet[Any]:
    """Return schedules with their rows as arrays: one query instead of three."""
    own = {"schedule": OuterRef("pk")}
    weekly = WeeklyInterval.objects.filter(**own).values(
        row=JSONObject(weekday="weekday", opens="opens", closes="closes")
    )
    dates = ScheduleException.objects.filter(**own).values(
        row=JSONObject(date="date", opens="opens", closes="closes")
    )
    return Schedule.objects.annotate(weekly_rows=ArraySubquery(weekly)).annotate(
        date_rows=ArraySubquery(dates)
    )


def _working_hours(schedule: Any, its_calendar: ProductionCalendar) -> WorkingHours:
    by_weekday: dict[int, list[Interval]] = defaultdict(list)
    for row in schedule.weekly_rows:
        by_weekday[row["weekday"]].append(Interval(row["opens"], row["closes"]))
    by_date: dict[date, list[Interval]] = defaultdict(list)
    for row in schedule.date_rows:
        intervals = by_date[date.fromisoformat(row["date"])]
        if row["opens"] is not None:
            intervals.append(Interval(row["opens"], row["closes"]))
    days: list[Day] = [day_of(by_weekday[number]) for number in Weekday.values]
    return WorkingHours(
        code=schedule.code,
        title=schedule.title,
        tz=schedule.zone,
        weekly=tuple(days[:7]),
        holiday_hours=days[7],
        holiday_policy=HolidayPolicy(schedule.holiday_policy),
        working_weekends=WorkingWeekends(schedule.working_weekends),
        exceptions={day: day_of(intervals) for day, intervals in by_date.items()},
        calendar=its_calendar,
    )


_calendar = Memo(_load_calendar)
_hours = Memo(_load_hours)
