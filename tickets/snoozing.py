"""When an appeal that was put aside comes back, in words: «через час», «завтра утром». Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from schedules.hours import MOSCOW

MORNING, EVENING = time(9), time(18)
EVENING_IS_OFFERED_BEFORE = time(17)
_MONDAY = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment to choose; `is_late` is past a deadline. `until` None: until the citizen writes."""

    code: str
    title: str
    until: datetime | None
    is_late: bool = False


def moments(now: datetime, *, deadline: datetime | None) -> list[Moment]:
    """Return the moments on offer, the nearest first; `deadline` is the nearest running one."""
    found = [(code, title, at) for code, title, at in _named(now) if at > now]
    found.sort(key=lambda row: row[2])
    return [
        Moment(code, title, at, is_late=deadline is not None and at > deadline)
        for code, title, at in found
    ]


def moment_named(code: str, now: datetime) -> datetime | None:
    """Return the moment of a code such as `hour`, None for an unknown one."""
    return next((at for known, _, at in _named(now) if known == code and at > now), None)


def _named(now: datetime) -> Iterable[tuple[str, str, datetime]]:
    here = now.astimezone(MOSCOW)
    minute = now.replace(second=0, microsecond=0)
    yield "hour", "Через час", minute + timedelta(hours=1)
    yield "three_hours", "Через три часа", minute + timedelta(hours=3)
    if here.time() < EVENING_IS_OFFERED_BEFORE:
        yield "evening", "Сегодня вечером", _at(here, 0, EVENING)
    yield "tomorrow", "Завтра утром", _at(here, 1, MORNING)
    days = (_MONDAY - here.weekday()) % 7 or 7
    if days > 1:
        yield "monday", "В понедельник", _at(here, days, MORNING)
    if days != 7:
        yield "week", "Через неделю", _at(here, 7, MORNING)


def _at(here: datetime, days: int, hour: time) -> datetime:
    day = here.date() + timedelta(days=days)
    return datetime.combine(day, hour, MOSCOW).astimezone(UTC)


def moment_words(until: str) -> str:
    """Return «до 24.11, 09:00» for a moment as the stream keeps it, what is meant by none for ""."""
    if not until:
        return "пока не напишет заявитель"
    return f"до {datetime.fromisoformat(until).astimezone(MOSCOW):%d.%m, %H:%M}"
