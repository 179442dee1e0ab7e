"""Dates, durations and opening hours in Russian words, as a person would say them. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from common.plural import plural
from schedules.hours import (
    MOSCOW,
    Day,
    HolidayPolicy,
    WorkingHours,
    is_open,
    next_closing,
    next_opening,
)

MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
WEEKDAYS = ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"]
SHORT_WEEKDAYS = ["Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс"]
_NEAR = {-1: "вчера", 0: "сегодня", 1: "завтра", 2: "послезавтра"}
_SOON = timedelta(hours=6)
_MINUTE = timedelta(minutes=1)


def count_in_words(number: int, one: str, few: str, many: str) -> str:
    """Return the number with its noun: «3 дня»."""
    return f"{number} {plural(number, one, few, many)}"


def working_days_in_words(count: int) -> str:
    """Return «через 3 рабочих дня», «сегодня» for none."""
    if count <= 0:
        return "сегодня"
    days = plural(count, "рабочий день", "рабочих дня", "рабочих дней")
    return f"через {count} {days}"


def date_in_words(day: date, today: date | None = None) -> str:
    """Return «25 ноября, среда», with the year when it is not this one."""
    year = f" {day.year}" if today is None or day.year != today.year else ""
    return f"{day.day} {MONTHS[day.month - 1]}{year}, {WEEKDAYS[day.weekday()]}"


def day_in_words(day: date, today: date) -> str:
    """Return «сегодня», «завтра» and so on for near days, else the date in words."""
    return _NEAR.get((day - today).days) or date_in_words(day, today)


def moment_in_words(moment: datetime, now: datetime, tz: ZoneInfo = MOSCOW) -> str:
    """Return «сегодня в 20:00», «завтра в 09:00», «25 ноября, среда, в 09:00»."""
    local, today = moment.astimezone(tz), now.astimezone(tz).date()
    day = day_in_words(local.date(), today)
    comma = "," if "," in day else ""
    return f"{day}{comma} в {local:%H:%M}"


def until_in_words(moment: datetime, now: datetime, tz: ZoneInfo = MOSCOW) -> str:
    """Return «до 20:00» for today, «до 09:00 завтра», «до 09:00, 25 ноября, среда» for later.

    Midnight that ends a day is «до 24:00», not «до 00:00» of the next.
    """
    local, today = moment.astimezone(tz), now.astimezone(tz).date()
    day, clock = local.date(), f"{local:%H:%M}"
    if clock == "00:00":
        day, clock = day - timedelta(days=1), "24:00"
    if day == today:
        return f"сегодня до {clock}"
    name = day_in_words(day, today)
    return f"до {clock}, {name}" if "," in name else f"до {clock} {name}"


def duration_in_words(duration: timedelta) -> str:
    """Return the two largest units: «2 ч 15 мин», «3 дня 4 ч»; minutes are cut, not rounded."""
    minutes = abs(duration) // _MINUTE
    if minutes == 0:
        return "меньше минуты"
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        parts = [count_in_words(days, "день", "дня", "дней"), f"{hours} ч" if hours else ""]
    else:
        parts = [f"{hours} ч" if hours else "", f"{minutes} мин" if minutes else ""]
    return " ".join(part for part in parts if part)


def remaining_in_words(due: datetime, now: datetime) -> str:
    """Return «осталось 2 ч 15 мин» before a due moment, «просрочено на 1 день» after it."""
    prefix = "осталось" if due >= now else "просрочено на"
    return f"{prefix} {duration_in_words(due - now)}"


def opening_in_words(hours: WorkingHours, now: datetime) -> str:
    """Return whether a service is open and until or since when, as one sentence without a stop."""
    if is_open(hours, now):
        closes = next_closing(hours, now)
        if closes is None:
            return "Открыто круглосуточно"
        return f"Открыто {until_in_words(closes, now, hours.tz)}"
    opens = next_opening(hours, now)
    if opens is None:
        return "Закрыто"
    wait = opens - now
    if wait <= _SOON:
        # Rounded up: a promise of "2 h" that opens in 2 h 1 min would send the person too early.
        return (
            f"Закрыто, откроется через {duration_in_words(wait + _MINUTE - timedelta.resolution)}"
        )
    return f"Закрыто, откроется {moment_in_words(opens, now, hours.tz)}"


def holiday_note(hours: WorkingHours, day: date) -> str:
    """Return what a holiday does to the hours of a date, "" for an ordinary day."""
    if day in hours.exceptions:
        return f"Особый график: {day_hours_in_words(hours.exceptions[day])}"
    policy = hours.holiday_policy
    if policy is HolidayPolicy.SAME or not hours.calendar.knows(day.year):
        return ""
    if not hours.calendar.is_holiday(day):
        return ""
    if policy is HolidayPolicy.AS_WEEKDAY:
        return "Праздничный день: работаем по обычным часам, без продления"
    return f"Праздничный день: {day_hours_in_words(hours.intervals_on(day))}"


def day_hours_in_words(day: Day) -> str:
    """Return «09:00–13:00, 14:00–18:00», «круглосуточно» or «выходной»."""
    if not day:
        return "выходной"
    if sum(part.closes - part.opens for part in day) == 24 * 60:
        return "круглосуточно"
    return ", ".join(map(str, day))


def week_in_words(hours: WorkingHours) -> list[tuple[str, str]]:
    """Return lines of the week, equal days joined: («Пн–Пт», «09:00–20:00»), («Вс», «выходной»)."""
    lines: list[tuple[str, str]] = []
    first = 0
    for number in range(7):
        if number < 6 and hours.weekly[number + 1] == hours.weekly[first]:
            continue
        title = _span(SHORT_WEEKDAYS[first : number + 1])
        lines.append((title, day_hours_in_words(hours.weekly[first])))
        first = number + 1
    return lines


def _span(names: Sequence[str]) -> str:
    if len(names) == 7:
        return "Ежедневно"
    return names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"
