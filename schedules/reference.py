"""Fills the tables with the schedules the house ships. Safe to run at every start."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from common.actors import SYSTEM
from common.shipped import shipped
from schedules import actions
from schedules.calendars import DayKind
from schedules.hours import Day, HolidayPolicy, Interval, WorkingWeekends, day_of
from schedules.models import CalendarDay, Schedule, Weekday

SOURCE = Path(__file__).parent / "fixtures" / "schedules.yaml"


@transaction.atomic
def load_reference(now: datetime) -> int:
    """Create schedules and calendar days that are missing; return how many. Edited ones stay."""
    content = shipped(SOURCE)
    return _load_schedules(content["schedules"], now) + _load_calendar(content["calendar"], now)


def _load_schedules(rows: list[dict[str, Any]], now: datetime) -> int:
    known = set(Schedule.objects.values_list("code", flat=True))
    missing = [row for row in rows if row["code"] not in known]
    for row in missing:
        actions.create_schedule(spec=_spec(row), by=SYSTEM, now=now)
    return len(missing)


def _load_calendar(rows: list[dict[str, Any]], now: datetime) -> int:
    known = set(CalendarDay.objects.values_list("date", "region"))
    missing = [row for row in rows if (row["date"], row.get("region", "")) not in known]
    for row in missing:
        actions.add_calendar_day(
            day=row["date"],
            kind=DayKind(row["kind"]),
            title=row["title"],
            region=row.get("region", ""),
            by=SYSTEM,
            now=now,
        )
    return len(missing)


def _spec(row: dict[str, Any]) -> actions.ScheduleSpec:
    return actions.ScheduleSpec(
        code=row["code"],
        title=row["title"],
        weekly=[_day(row["hours"], number) for number in Weekday.values],
        holiday_policy=HolidayPolicy(row["holiday_policy"]),
        working_weekends=WorkingWeekends(row.get("working_weekends", "as_weekday")),
    )


def _day(hours: list[dict[str, Any]], number: int) -> Day:
    return day_of(Interval.of(row["open"], row["close"]) for row in hours if number in row["days"])
