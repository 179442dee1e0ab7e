"""Schedules through their doors, read back as working hours."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from common.actors import SYSTEM, Actor
from common.errors import InvalidInput, NotAllowed
from journal.models import Entry
from schedules import codes
from schedules.actions import (
    ScheduleSpec,
    clear_day,
    confirm_year,
    correct_calendar,
    create_schedule,
    set_day,
    unconfirm_year,
    uncorrect_calendar,
)
from schedules.calendars import DayKind
from schedules.hours import NO_HOURS, HolidayPolicy, Interval, is_open
from schedules.models import CalendarDay, Schedule, WeeklyInterval
from schedules.reference import load_reference
from schedules.selectors import (
    UnknownSchedule,
    all_hours,
    calendar,
    deadline_rules,
    hours_by_id,
    hours_of,
    missing_calendar_years,
)
from tests.schedules.builders import msk

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LUNCH = (Interval.of("09:00", "13:00"), Interval.of("14:00", "18:00"))


def office(code: str = "office", **changes: object) -> ScheduleSpec:
    values = {"code": code, "title": "Офис", "weekly": [LUNCH] * 5 + [NO_HOURS] * 3}
    return ScheduleSpec(**{**values, **changes})


def test_created_schedule_is_asked_by_code_and_by_id() -> None:
    schedule = create_schedule(spec=office(), by=SYSTEM, now=NOW)

    assert is_open(hours_of("office"), msk("2026-11-23 12:59"))
    assert not is_open(hours_of("office"), msk("2026-11-23 13:00"))
    assert hours_by_id(schedule.pk) is hours_of("office")
    assert Entry.objects.get().event == "schedules.ScheduleChanged"
    assert Entry.objects.get().subject == "schedule:office"


def test_taken_code_is_refused_and_changes_nothing() -> None:
    create_schedule(spec=office(), by=SYSTEM, now=NOW)

    with pytest.raises(InvalidInput, match="График с таким кодом уже есть"):
        create_schedule(spec=office(title="Другой"), by=SYSTEM, now=NOW)

    assert Schedule.objects.get().title == "Офис"
    assert Entry.objects.count() == 1


def test_stranger_is_refused_and_nothing_is_written() -> None:
    with pytest.raises(NotAllowed):
        create_schedule(spec=office(), by=Actor("staff", "1"), now=NOW)
    with pytest.raises(TypeError):
        create_schedule(spec=office(), by=None, now=NOW)

    assert Schedule.objects.count() == 0
    assert Entry.objects.count() == 0


def test_unknown_schedule_is_refused_in_words() -> None:
    with pytest.raises(UnknownSchedule, match="График «moon» не найден"):
        hours_of("moon")
    with pytest.raises(UnknownSchedule):
        hours_by_id(0)


def test_date_gets_hours_of_its_own_and_gives_them_back() -> None:
    schedule = create_schedule(spec=office(), by=SYSTEM, now=NOW)
    day, noon = date(2026, 11, 23), msk("2026-11-23 12:00")

    set_day(schedule=schedule, day=day, hours=NO_HOURS, reason="Учения", by=SYSTEM, now=NOW)
    assert not is_open(hours_of("office"), noon)

    short = (Interval.of("11:00", "12:30"),)
    set_day(schedule=schedule, day=day, hours=short, reason="Учения", by=SYSTEM, now=NOW)
    assert is_open(hours_of("office"), noon)
    assert str(schedule.exceptions.get()) == "23.11.2026 11:00–12:30"

    clear_day(schedule=schedule, day=day, by=SYSTEM, now=NOW)
    assert schedule.exceptions.count() == 0
    assert hours_of("office").intervals_on(day) == LUNCH


def test_holiday_hours_are_the_eighth_day() -> None:
    holiday = (Interval.of("10:00", "12:00"),)
    spec = office(weekly=[LUNCH] * 7 + [holiday], holiday_policy=HolidayPolicy.CUSTOM)
    create_schedule(spec=spec, by=SYSTEM, now=NOW)

    assert hours_of("office").intervals_on(date(2026, 11, 4)) == holiday


def test_corrected_day_changes_schedules_that_look_at_it() -> None:
    create_schedule(spec=office(holiday_policy=HolidayPolicy.CLOSED), by=SYSTEM, now=NOW)
    noon = msk("2026-11-23 12:00")
    assert is_open(hours_of("office"), noon)

    day = CalendarDay(date=date(2026, 11, 23), kind=DayKind.OFF.value, title="Траур")
    correct_calendar(day=day, by=SYSTEM, now=NOW)
    assert not is_open(hours_of("office"), noon)
    assert calendar().status(day.date).title == "Траур"

    uncorrect_calendar(day=day, by=SYSTEM, now=NOW)
    assert is_open(hours_of("office"), noon)


def test_regional_day_is_off_for_schedules_of_the_region() -> None:
    closed = HolidayPolicy.CLOSED
    create_schedule(spec=office("kazan", region="16", holiday_policy=closed), by=SYSTEM, now=NOW)
    create_schedule(spec=office("moscow", holiday_policy=closed), by=SYSTEM, now=NOW)
    day = CalendarDay(date=date(2027, 8, 30), kind=DayKind.OFF.value, region="16")
    correct_calendar(day=day, by=SYSTEM, now=NOW)

    assert not is_open(hours_of("kazan"), msk("2027-08-30 12:00"))
    assert is_open(hours_of("moscow"), msk("2027-08-30 12:00"))
    assert calendar("16").is_day_off(day.date)


def test_year_is_vouched_for_and_taken_back() -> None:
    late = datetime(2027, 12, 1, tzinfo=UTC)
    assert missing_calendar_years(NOW) == []
    assert missing_calendar_years(late) == [2028]

    confirm_year(year=2028, source="Постановление № 1", by=SYSTEM, now=NOW)
    assert missing_calendar_years(late) == []

    unconfirm_year(year=2028, by=SYSTEM, now=NOW)
    assert missing_calendar_years(late) == [2028]


def test_rules_of_the_law_follow_the_setting(settings) -> None:
    assert deadline_rules().shift(date(2026, 12, 20)).effective == date(2026, 12, 18)
    settings.LAW_DAY_OFF_POLICY = "next_working_day"
    assert deadline_rules().shift(date(2026, 12, 20)).effective == date(2026, 12, 21)


def test_questions_cost_three_queries_once(django_assert_num_queries) -> None:
    load_reference(NOW)
    with django_assert_num_queries(3):
        hours_of(codes.HOTLINE)
    with django_assert_num_queries(0):
        hours_of(codes.SERVICE_DESK)
        calendar("16")
        deadline_rules()


def test_reference_is_loaded_once_and_keeps_what_people_changed() -> None:
    assert load_reference(NOW) == 16
    Schedule.objects.filter(code=codes.HOTLINE).update(title="Линия")
    assert load_reference(NOW) == 0

    assert Schedule.objects.get(code=codes.HOTLINE).title == "Линия"
    assert set(all_hours()) == {value for name, value in vars(codes).items() if name.isupper()}


@pytest.mark.parametrize(
    ("code", "moment", "opened"),
    [
        (codes.ROUND_THE_CLOCK, "2026-01-01 03:00", True),
        (codes.TECHNICAL_SUPPORT, "2026-11-22 20:59", True),
        (codes.TECHNICAL_SUPPORT, "2026-11-22 21:00", False),
        (codes.HOTLINE, "2026-11-04 12:00", True),
        (codes.HOTLINE, "2026-11-22 12:00", False),
        (codes.LEGAL_ADVICE, "2026-11-22 08:00", True),
        (codes.TATAR, "2026-11-22 20:00", False),
        (codes.BASHKIR, "2026-11-22 19:59", True),
        (codes.SERVICE_DESK, "2026-11-04 12:00", False),
        (codes.SERVICE_DESK, "2026-11-21 10:00", True),
        (codes.SERVICE_DESK, "2025-11-01 09:30", True),
    ],
)
def test_shipped_schedule_is_open(code: str, moment: str, opened: bool) -> None:
    load_reference(NOW)

    assert is_open(hours_of(code), msk(moment)) is opened


@pytest.mark.parametrize("span", [(540, 540), (600, 540), (540, 1441)])
def test_database_refuses_intervals_that_make_no_sense(span: tuple[int, int]) -> None:
    schedule = create_schedule(spec=office(), by=SYSTEM, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        WeeklyInterval.objects.create(schedule=schedule, weekday=7, opens=span[0], closes=span[1])


@pytest.mark.parametrize("span", [(540, None), (None, 540), (600, 540)])
def test_database_refuses_half_filled_dates(span: tuple[int | None, int | None]) -> None:
    schedule = create_schedule(spec=office(), by=SYSTEM, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        schedule.exceptions.create(date=date(2026, 11, 23), opens=span[0], closes=span[1])
