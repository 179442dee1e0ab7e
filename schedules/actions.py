"""The doors of working time. People come here from the admin, the house from `reference`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models, transaction

from common.actors import Acts
from common.errors import InvalidInput
from common.policies import require
from journal.facts import record
from schedules import selectors
from schedules.calendars import DayKind
from schedules.events import CalendarChanged, ScheduleChanged
from schedules.hours import Day, HolidayPolicy, WorkingWeekends
from schedules.models import (
    CalendarDay,
    CalendarYear,
    Schedule,
    ScheduleException,
    WeeklyInterval,
)
from schedules.policies import can_change_schedules


@dataclass(frozen=True, slots=True)
class ScheduleSpec:
    """A whole schedule. `weekly` has days from Monday; an eighth day holds hours of holidays."""

    code: str
    title: str
    weekly: Sequence[Day]
    tz: str = "Europe/Moscow"
    holiday_policy: HolidayPolicy = HolidayPolicy.SAME
    working_weekends: WorkingWeekends = WorkingWeekends.AS_WEEKDAY
    region: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """What an administrator's form changed: the schedule, its rows to save and rows to delete."""

    schedule: Schedule
    saved: Iterable[models.Model] = field(default=())
    deleted: Iterable[models.Model] = field(default=())


@transaction.atomic
def create_schedule(*, spec: ScheduleSpec, by: Acts, now: datetime) -> Schedule:
    """Create a schedule with its week. A code that is taken raises InvalidInput."""
    require(can_change_schedules, by)
    if Schedule.objects.filter(code=spec.code).exists():
        raise InvalidInput("График с таким кодом уже есть. Выберите другой код.", field="code")
    schedule = Schedule.objects.create(
        code=spec.code,
        title=spec.title,
        tz=spec.tz,
        holiday_policy=spec.holiday_policy.value,
        working_weekends=spec.working_weekends.value,
        region=spec.region,
    )
    WeeklyInterval.objects.bulk_create(
        WeeklyInterval(schedule=schedule, weekday=number, opens=part.opens, closes=part.closes)
        for number, day in enumerate(spec.weekly, start=1)
        for part in day
    )
    return _changed(schedule, by, now)


@transaction.atomic
def edit_schedule(*, edit: Edit, by: Acts, now: datetime) -> Schedule:
    """Write what a form changed in a schedule and its rows, as one fact."""
    require(can_change_schedules, by)
    edit.schedule.save()
    for row in edit.deleted:
        row.delete()
    for row in edit.saved:
        row.save()
    return _changed(edit.schedule, by, now)


@transaction.atomic
def set_day(
    *, schedule: Schedule, day: date, hours: Day, reason: str, by: Acts, now: datetime
) -> Schedule:
    """Give one date hours of its own; no hours close it. Replaces what the date had before."""
    require(can_change_schedules, by)
    schedule = Schedule.objects.select_for_update().get(pk=schedule.pk)
    schedule.exceptions.filter(date=day).delete()
    parts: list[tuple[int | None, int | None]] = [(part.opens, part.closes) for part in hours]
    ScheduleException.objects.bulk_create(
        ScheduleException(schedule=schedule, date=day, opens=opens, closes=closes, reason=reason)
        for opens, closes in parts or [(None, None)]
    )
    return _changed(schedule, by, now)


@transaction.atomic
def clear_day(*, schedule: Schedule, day: date, by: Acts, now: datetime) -> Schedule:
    """Return one date to the usual hours."""
    require(can_change_schedules, by)
    schedule = Schedule.objects.select_for_update().get(pk=schedule.pk)
    schedule.exceptions.filter(date=day).delete()
    return _changed(schedule, by, now)


@transaction.atomic
def correct_calendar(*, day: CalendarDay, by: Acts, now: datetime) -> CalendarDay:
    """Save a corrected day of the production calendar."""
    require(can_change_schedules, by)
    day.save()
    _calendar_changed(day.date.year, by, now)
    return day


@transaction.atomic
def uncorrect_calendar(*, day: CalendarDay, by: Acts, now: datetime) -> None:
    """Take a correction away: the day is again what the library says."""
    require(can_change_schedules, by)
    day.delete()
    _calendar_changed(day.date.year, by, now)


@transaction.atomic
def confirm_year(*, year: int, source: str, by: Acts, now: datetime) -> CalendarYear:
    """Vouch for the days of a year, naming the document they were checked against."""
    require(can_change_schedules, by)
    confirmed, _ = CalendarYear.objects.update_or_create(year=year, defaults={"source": source})
    _calendar_changed(year, by, now)
    return confirmed


@transaction.atomic
def unconfirm_year(*, year: int, by: Acts, now: datetime) -> None:
    """Take back the word for a year; deadlines that touch it are refused again."""
    require(can_change_schedules, by)
    CalendarYear.objects.filter(year=year).delete()
    _calendar_changed(year, by, now)


@transaction.atomic
def add_calendar_day(
    *, day: date, kind: DayKind, title: str, region: str, by: Acts, now: datetime
) -> CalendarDay:
    """Correct a day that has no correction yet; an existing one stays and is returned."""
    require(can_change_schedules, by)
    added, created = CalendarDay.objects.get_or_create(
        date=day, region=region, defaults={"kind": kind.value, "title": title}
    )
    if created:
        _calendar_changed(day.year, by, now)
    return added


def _changed(schedule: Schedule, by: Acts, now: datetime) -> Schedule:
    record(ScheduleChanged(schedule=schedule.code), by=by, at=now)
    selectors.forget()
    return schedule


def _calendar_changed(year: int, by: Acts, now: datetime) -> None:
    record(CalendarChanged(year=year), by=by, at=now)
    selectors.forget()
