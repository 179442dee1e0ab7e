"""Dates on documents as people type them, and the age they give."""

import re
from datetime import date

from common.checks.result import Check, Refused, Remark

_WRITTEN = re.compile(r"(?P<day>[0-9]{1,2})[.,/\- ](?P<month>[0-9]{1,2})[.,/\- ](?P<year>[0-9]{4})")
_BARE = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4})")
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
OLDEST, RARE = 120, 100
EMPTY = "Укажите дату, например 02.03.1985."
FORM = "Дата пишется так: день, месяц, год — 02.03.1985."
IMPOSSIBLE = "Такого дня в календаре нет. Проверьте день и месяц."
FUTURE_BIRTH = "Дата рождения ещё не наступила. Проверьте год."
TOO_OLD = "Такой возраст невозможен. Проверьте год рождения."
RARE_AGE = "Получается больше ста лет. Проверьте год рождения."


def check_date(text: str) -> Check:
    """Return the day a person meant as `YYYY-MM-DD`; years are written in full."""
    text = text.strip()
    if not text:
        return Refused("empty", EMPTY).check()
    match = _WRITTEN.fullmatch(text) or _ISO.fullmatch(text) or _BARE.fullmatch(text)
    if match is None:
        return Refused("form", FORM).check()
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return Refused("impossible", IMPOSSIBLE).check()
    return Check(day.isoformat())


def check_birth_date(text: str, *, today: date) -> Check:
    """Return a birth date that somebody living can have."""
    check = check_date(text)
    if not check:
        return check
    born = date.fromisoformat(check.value)
    if born > today:
        return Refused("future", FUTURE_BIRTH).check()
    age = years_between(born, today)
    if age >= OLDEST:
        return Refused("too_old", TOO_OLD).check()
    if age >= RARE:
        return Check(check.value, warnings=(Remark("rare_age", RARE_AGE),))
    return check


def birthday(born: date, age: int) -> date:
    """Return the day an age is reached; born on 29 February, in other years on 1 March."""
    year = born.year + age
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def years_between(born: date, day: date) -> int:
    """Return the age on a day."""
    age = day.year - born.year
    return age if day >= birthday(born, age) else age - 1
