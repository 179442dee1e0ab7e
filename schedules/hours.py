"""Opening hours of a service and arithmetic of business time. Pure.

A day is a list of intervals in minutes from local midnight; 1440 is "24:00", and an interval over
midnight is two. Business time is found by running totals of a year, so a month costs as much as a
minute. Wall-clock arithmetic is exact in zones without daylight saving; Russia has had none since 2014.
Results are aware moments in UTC.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from common.errors import DomainError, InvalidInput
from schedules.calendars import ProductionCalendar

MOSCOW = ZoneInfo("Europe/Moscow")
DAY_MINUTES = 24 * 60
SEARCH_DAYS = 400
SEARCH_YEARS = 10
_FRIDAY = 4
_MINUTE_US = 60_000_000
_DAY = timedelta(days=1)


class HolidayPolicy(StrEnum):
    """What holidays of the production calendar do to a schedule."""

    SAME = "same"
    CLOSED = "closed"
    AS_WEEKDAY = "as_weekday"
    CUSTOM = "custom"


class WorkingWeekends(StrEnum):
    """Which hours a Saturday or Sunday made working by decree keeps."""

    AS_WEEKDAY = "as_weekday"
    AS_WORKDAY = "as_workday"


class InvalidHours(InvalidInput):
    """Opening hours that make no sense; the text says what to correct."""

    code = "invalid_hours"


class NeverOpens(DomainError):
    """Business time cannot be added: the schedule has no open hours ahead."""

    code = "schedule_never_opens"

    def __init__(self, code: str) -> None:
        super().__init__(
            f"В графике «{code}» нет рабочих часов, поэтому срок не рассчитать. "
            "Попросите администратора заполнить часы работы.",
            schedule=code,
        )


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Open from `opens` up to, not including, `closes`: minutes from local midnight."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY_MINUTES:
            raise InvalidHours(
                "Закрытие должно быть позже открытия. Часы через полночь разделите "
                "на два интервала: до 24:00 и с 00:00."
            )

    @classmethod
    def of(cls, opens: str, closes: str) -> "Interval":
        """Build an interval from "09:00" and "24:00"."""
        return cls(parse_clock(opens), parse_clock(closes))

    def __str__(self) -> str:
        return f"{format_clock(self.opens)}–{format_clock(self.closes)}"


Day = tuple[Interval, ...]
NO_HOURS: Day = ()
ALL_DAY: Day = (Interval(0, DAY_MINUTES),)


def parse_clock(text: str) -> int:
    """Return minutes from midnight of "09:00"; "24:00" is the end of the day."""
    match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", text.strip())
    minutes = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else -1
    if not 0 <= minutes <= DAY_MINUTES:
        raise InvalidHours("Укажите время в виде 09:00; конец суток — 24:00.")
    return minutes


def format_clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def day_of(intervals: Iterable[Interval]) -> Day:
    """Return the intervals in order; InvalidHours when they overlap."""
    day = tuple(sorted(intervals))
    for earlier, later in pairwise(day):
        if later.opens < earlier.closes:
            raise InvalidHours(
                f"Интервалы {earlier} и {later} пересекаются. Исправьте один из них."
            )
    return day


@dataclass(frozen=True, eq=False)
class WorkingHours:
    """A schedule ready for questions. `weekly` has seven days from Monday."""

    code: str
    weekly: tuple[Day, ...]
    title: str = ""
    tz: ZoneInfo = MOSCOW
    holiday_policy: HolidayPolicy = HolidayPolicy.SAME
    holiday_hours: Day = NO_HOURS
    working_weekends: WorkingWeekends = WorkingWeekends.AS_WEEKDAY
    exceptions: Mapping[date, Day] = field(default_factory=dict)
    calendar: ProductionCalendar = field(default_factory=ProductionCalendar)
    _totals: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False)

    def intervals_on(self, day: date) -> Day:
        """Return the open intervals of a date: its own exception, then the holiday, then the week."""
        if day in self.exceptions:
            return self.exceptions[day]
        if self._works_as_friday(day):
            return self.weekly[_FRIDAY]
        if self._is_special_holiday(day):
            closed = self.holiday_policy is HolidayPolicy.CLOSED
            return NO_HOURS if closed else self.holiday_hours
        return self.weekly[day.weekday()]

    def _works_as_friday(self, day: date) -> bool:
        return (
            self.working_weekends is WorkingWeekends.AS_WORKDAY
            and day.weekday() > _FRIDAY
            and self.calendar.is_working_weekend(day)
        )

    def _is_special_holiday(self, day: date) -> bool:
        # The calendar is asked only where it matters: a 24/7 line works in years nobody has loaded.
        changes_hours = self.holiday_policy in {HolidayPolicy.CLOSED, HolidayPolicy.CUSTOM}
        return changes_hours and self.calendar.is_holiday(day)

    @property
    def round_the_clock(self) -> bool:
        """Whether no day of the week, holiday or exception ever closes it."""
        days = [*self.weekly, *self.exceptions.values()]
        if self.holiday_policy is HolidayPolicy.CUSTOM:
            days.append(self.holiday_hours)
        return self.holiday_policy is not HolidayPolicy.CLOSED and all(
            sum(interval.closes - interval.opens for interval in day) == DAY_MINUTES for day in days
        )

    def totals(self, year: int) -> list[int]:
        """Return open microseconds from the start of the year to the start of each of its days."""
        if year not in self._totals:
            running, totals, day = 0, [0], date(year, 1, 1)
            while day.year == year:
                running += sum(part.closes - part.opens for part in self.intervals_on(day))
                totals.append(running * _MINUTE_US)
                day += _DAY
            self._totals[year] = totals
        return self._totals[year]


def is_open(hours: WorkingHours, moment: datetime) -> bool:
    """Whether the service is open at an aware moment. Opening is inclusive, closing is not."""
    day, clock_us = _local(hours, moment)
    return any(
        part.opens * _MINUTE_US <= clock_us < part.closes * _MINUTE_US
        for part in hours.intervals_on(day)
    )


def open_from(hours: WorkingHours, moment: datetime) -> datetime | None:
    """Return `moment` itself when open then, else the next opening."""
    return moment.astimezone(UTC) if is_open(hours, moment) else next_opening(hours, moment)


def next_opening(hours: WorkingHours, moment: datetime) -> datetime | None:
    """Return when the service next goes from closed to open; None when it does not within a year."""
    if hours.round_the_clock:
        return None
    return next((opens for opens, _ in _stretches(hours, moment) if opens > moment), None)


def next_closing(hours: WorkingHours, moment: datetime) -> datetime | None:
    """Return when the service next goes from open to closed; None when it does not within a year."""
    if hours.round_the_clock:
        return None
    horizon = moment + _DAY * (SEARCH_DAYS - 1)
    ends = (closes for _, closes in _stretches(hours, moment) if closes > moment)
    closes = next(ends, None)
    return closes if closes is not None and closes < horizon else None


def business_time_between(hours: WorkingHours, start: datetime, end: datetime) -> timedelta:
    """Return how long the service is open from `start` to `end`; zero when `end` is not later."""
    if end <= start:
        return timedelta(0)
    first_year, before = _open_since_new_year(hours, start)
    last_year, total = _open_since_new_year(hours, end)
    total += sum(hours.totals(year)[-1] for year in range(first_year, last_year))
    return timedelta(microseconds=total - before)


def add_business_time(hours: WorkingHours, start: datetime, duration: timedelta) -> datetime:
    """Return the earliest moment by which the service was open for `duration` since `start`."""
    if duration < timedelta(0):
        raise ValueError("Business time is added, never taken away.")
    if not duration:
        return start.astimezone(UTC)
    year, target = _open_since_new_year(hours, start)
    target += duration // timedelta(microseconds=1)
    for _ in range(SEARCH_YEARS):
        totals = hours.totals(year)
        if target <= totals[-1]:
            return _moment_at(hours, year, target)
        target -= totals[-1]
        year += 1
    raise NeverOpens(hours.title or hours.code)


def _moment_at(hours: WorkingHours, year: int, target: int) -> datetime:
    index = bisect_left(hours.totals(year), target) - 1
    day = date(year, 1, 1) + _DAY * index
    left = target - hours.totals(year)[index]
    for part in hours.intervals_on(day):
        length = (part.closes - part.opens) * _MINUTE_US
        if left <= length:
            return _moment(hours, day, part.opens * _MINUTE_US + left)
        left -= length
    raise AssertionError("Running totals disagree with the day they were counted from.")


def _open_since_new_year(hours: WorkingHours, moment: datetime) -> tuple[int, int]:
    day, clock_us = _local(hours, moment)
    passed = hours.totals(day.year)[day.timetuple().tm_yday - 1]
    for part in hours.intervals_on(day):
        opens, closes = part.opens * _MINUTE_US, part.closes * _MINUTE_US
        passed += max(0, min(clock_us, closes) - opens)
    return day.year, passed


def _stretches(hours: WorkingHours, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield unbroken open stretches from the day before `moment` on, joined over midnight."""
    first, _ = _local(hours, moment)
    held: tuple[datetime, datetime] | None = None
    for number in range(-1, SEARCH_DAYS):
        day = first + _DAY * number
        for part in hours.intervals_on(day):
            opens = _moment(hours, day, part.opens * _MINUTE_US)
            closes = _moment(hours, day, part.closes * _MINUTE_US)
            if held and held[1] == opens:
                held = (held[0], closes)
                continue
            if held:
                yield held
            held = (opens, closes)
        # A stretch that ends before midnight can't grow any more: don't look at another day for it.
        if held and held[1] <= _moment(hours, day, (DAY_MINUTES - 1) * _MINUTE_US):
            yield held
            held = None
    if held:
        yield held


def _local(hours: WorkingHours, moment: datetime) -> tuple[date, int]:
    """Return the local date and microseconds since its midnight."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone means nothing here.")
    local = moment.astimezone(hours.tz)
    since_midnight = local.replace(tzinfo=None) - datetime.combine(local.date(), time.min)
    return local.date(), since_midnight // timedelta(microseconds=1)


def _moment(hours: WorkingHours, day: date, clock_us: int) -> datetime:
    midnight = datetime.combine(day, time.min) + timedelta(microseconds=clock_us)
    return midnight.replace(tzinfo=hours.tz).astimezone(UTC)
