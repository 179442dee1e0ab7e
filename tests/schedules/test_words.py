"""Dates, durations and opening hours as a person reads them."""

from datetime import date, timedelta

import pytest

from schedules.hours import NO_HOURS, HolidayPolicy, Interval, WorkingHours
from schedules.words import (
    count_in_words,
    date_in_words,
    day_in_words,
    duration_in_words,
    holiday_note,
    moment_in_words,
    opening_in_words,
    remaining_in_words,
    until_in_words,
    week_in_words,
    working_days_in_words,
)
from tests.schedules.builders import daily, hotline, msk, round_the_clock

MONDAY_NOON = msk("2026-11-23 12:00")
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 дней"),
        (1, "1 день"),
        (2, "2 дня"),
        (5, "5 дней"),
        (11, "11 дней"),
        (12, "12 дней"),
        (21, "21 день"),
        (104, "104 дня"),
        (111, "111 дней"),
    ],
)
def test_noun_agrees_with_its_number(number: int, text: str) -> None:
    assert count_in_words(number, "день", "дня", "дней") == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "сегодня"),
        (1, "через 1 рабочий день"),
        (3, "через 3 рабочих дня"),
        (15, "через 15 рабочих дней"),
    ],
)
def test_working_days(count: int, text: str) -> None:
    assert working_days_in_words(count) == text


def test_date_has_its_weekday_and_the_year_only_when_needed() -> None:
    assert date_in_words(date(2026, 11, 25), TODAY) == "25 ноября, среда"
    assert date_in_words(date(2027, 1, 19), TODAY) == "19 января 2027, вторник"
    assert date_in_words(date(2026, 11, 25)) == "25 ноября 2026, среда"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2026-11-22", "вчера"),
        ("2026-11-23", "сегодня"),
        ("2026-11-24", "завтра"),
        ("2026-11-25", "послезавтра"),
        ("2026-11-26", "26 ноября, четверг"),
    ],
)
def test_near_days_have_names(day: str, text: str) -> None:
    assert day_in_words(date.fromisoformat(day), TODAY) == text


def test_moment_names_the_day_and_the_clock() -> None:
    assert moment_in_words(msk("2026-11-23 20:00"), MONDAY_NOON) == "сегодня в 20:00"
    assert moment_in_words(msk("2026-11-24 09:00"), MONDAY_NOON) == "завтра в 09:00"
    assert (
        moment_in_words(msk("2026-11-30 09:00"), MONDAY_NOON) == "30 ноября, понедельник, в 09:00"
    )


def test_end_of_opening() -> None:
    assert until_in_words(msk("2026-11-23 20:00"), MONDAY_NOON) == "сегодня до 20:00"
    assert until_in_words(msk("2026-11-24 00:00"), MONDAY_NOON) == "сегодня до 24:00"
    assert until_in_words(msk("2026-11-24 06:00"), MONDAY_NOON) == "до 06:00 завтра"
    assert until_in_words(msk("2026-11-28 00:00"), MONDAY_NOON) == "до 24:00, 27 ноября, пятница"


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(seconds=59), "меньше минуты"),
        (timedelta(minutes=1, seconds=59), "1 мин"),
        (timedelta(hours=2), "2 ч"),
        (timedelta(hours=2, minutes=15), "2 ч 15 мин"),
        (timedelta(days=1), "1 день"),
        (timedelta(days=3, hours=4, minutes=59), "3 дня 4 ч"),
        (-timedelta(minutes=5), "5 мин"),
    ],
)
def test_duration_is_two_largest_units(duration: timedelta, text: str) -> None:
    assert duration_in_words(duration) == text


def test_remaining_turns_into_overdue() -> None:
    due = msk("2026-11-23 14:15")

    assert remaining_in_words(due, MONDAY_NOON) == "осталось 2 ч 15 мин"
    assert remaining_in_words(due, msk("2026-11-24 15:15")) == "просрочено на 1 день 1 ч"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2026-11-23 12:00", "Открыто сегодня до 20:00"),
        ("2026-11-23 07:00", "Закрыто, откроется через 2 ч"),
        ("2026-11-23 06:59:30", "Закрыто, откроется через 2 ч 1 мин"),
        ("2026-11-23 08:59:59", "Закрыто, откроется через 1 мин"),
        ("2026-11-23 20:00", "Закрыто, откроется завтра в 09:00"),
        ("2026-11-21 18:00", "Закрыто, откроется послезавтра в 09:00"),
    ],
)
def test_opening_of_the_hotline(moment: str, text: str) -> None:
    assert opening_in_words(hotline(), msk(moment)) == text


def test_opening_of_lines_that_never_change() -> None:
    closed = WorkingHours(code="closed", weekly=(NO_HOURS,) * 7)

    assert opening_in_words(round_the_clock(), MONDAY_NOON) == "Открыто круглосуточно"
    assert opening_in_words(closed, MONDAY_NOON) == "Закрыто"


def test_week_joins_equal_days() -> None:
    assert week_in_words(hotline()) == [
        ("Пн–Пт", "09:00–20:00"),
        ("Сб", "10:00–18:00"),
        ("Вс", "выходной"),
    ]
    assert week_in_words(round_the_clock()) == [("Ежедневно", "круглосуточно")]
    assert week_in_words(daily(("09:00", "13:00"), ("14:00", "18:00"))) == [
        ("Ежедневно", "09:00–13:00, 14:00–18:00")
    ]


def test_holiday_is_announced_by_the_policy() -> None:
    unity_day = date(2026, 11, 4)
    custom = hotline(HolidayPolicy.CUSTOM, holiday_hours=(Interval.of("11:00", "13:00"),))

    assert holiday_note(hotline(), unity_day) == (
        "Праздничный день: работаем по обычным часам, без продления"
    )
    assert holiday_note(hotline(HolidayPolicy.CLOSED), unity_day) == "Праздничный день: выходной"
    assert holiday_note(custom, unity_day) == "Праздничный день: 11:00–13:00"
    assert holiday_note(hotline(HolidayPolicy.SAME), unity_day) == ""
    assert holiday_note(hotline(), TODAY) == ""
    assert holiday_note(hotline(), date(2031, 1, 1)) == ""


def test_special_date_is_announced() -> None:
    line = hotline(exceptions={TODAY: (Interval.of("09:00", "12:00"),)})

    assert holiday_note(line, TODAY) == "Особый график: 09:00–12:00"
