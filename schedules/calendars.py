"""The production calendar of Russia: which days are off, working or shortened. Pure.

Transferred days off and working Saturdays come from the `holidays` library, which is corrected by
exceptions people edit (shortened days and holidays of regions are in no library). A year that
nobody has data for is refused: a deadline counted over guessed holidays is a broken law.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays
from holidays.countries.russia import RussiaStaticHolidays

from common.errors import DomainError

# Checked day by day against the decrees from this year on.
FIRST_YEAR = 2015
WEEKEND = (5, 6)
_DAY = timedelta(days=1)
_WEEKDAY_TITLES = {5: "Суббота", 6: "Воскресенье"}


class CalendarUnknown(DomainError):
    """The production calendar of a year is not loaded, so working days cannot be counted."""

    code = "calendar_unknown"

    def __init__(self, year: int) -> None:
        super().__init__(
            f"Производственный календарь на {year} год ещё не загружен. "
            "Попросите администратора добавить его в разделе «Графики».",
            year=year,
        )
        self.year = year


class DayKind(StrEnum):
    """What an exception makes of a day. Stored in the database, so values don't change."""

    OFF = "off"
    WORKING = "working"
    SHORTENED = "shortened"


@dataclass(frozen=True, slots=True)
class CalendarException:
    """A correction of one day; `region` is a code of a federal subject, "" for the country."""

    day: date
    kind: DayKind
    title: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class DayStatus:
    """What a day is. `holiday` tells a holiday or a transferred day off from a plain weekend."""

    kind: DayKind
    title: str = ""
    holiday: bool = False

    @property
    def off(self) -> bool:
        return self.kind is DayKind.OFF


@lru_cache(maxsize=1)
def library_years() -> frozenset[int]:
    """Return the years whose transfers of days off the library knows."""
    return frozenset(
        year for year in RussiaStaticHolidays.special_public_holidays if year >= FIRST_YEAR
    )


@lru_cache(maxsize=64)
def _library_year(year: int) -> tuple[Mapping[date, str], frozenset[date]]:
    """Return titles of the year's days off and its working weekends."""
    russia = holidays.country_holidays("RU", years=year, language="ru")
    titles = {day: title for day, title in russia.items() if day.year == year}
    return titles, frozenset(day for day in russia.weekend_workdays if day.year == year)


@dataclass(frozen=True)
class ProductionCalendar:
    """The library's calendar with exceptions on top, for the country or for one region."""

    exceptions: Mapping[tuple[str, date], CalendarException] = field(default_factory=dict)
    confirmed_years: frozenset[int] = frozenset()
    region: str = ""

    @classmethod
    def of(
        cls, exceptions: Iterable[CalendarException] = (), confirmed_years: Iterable[int] = ()
    ) -> "ProductionCalendar":
        """Build a calendar of the country from corrections and from years people vouch for."""
        by_day = {(item.region, item.day): item for item in exceptions}
        return cls(exceptions=by_day, confirmed_years=frozenset(confirmed_years))

    def for_region(self, region: str) -> "ProductionCalendar":
        """Return the same calendar with the region's own days on top of the country's."""
        return replace(self, region=region)

    def knows(self, year: int) -> bool:
        return year in self.confirmed_years or year in library_years()

    def status(self, day: date) -> DayStatus:
        """Return what the day is; CalendarUnknown for a year without data."""
        if not self.knows(day.year):
            raise CalendarUnknown(day.year)
        exception = self.exceptions.get((self.region, day)) or self.exceptions.get(("", day))
        if exception is not None:
            off = exception.kind is DayKind.OFF
            return DayStatus(exception.kind, exception.title, holiday=off)
        titles, working_weekends = _library_year(day.year)
        if day in titles:
            return DayStatus(DayKind.OFF, titles[day], holiday=True)
        if day.weekday() not in WEEKEND:
            return DayStatus(DayKind.WORKING)
        title = _WEEKDAY_TITLES[day.weekday()]
        if day in working_weekends:
            return DayStatus(DayKind.WORKING, f"{title}, рабочий день")
        return DayStatus(DayKind.OFF, title)

    def is_day_off(self, day: date) -> bool:
        return self.status(day).off

    def is_holiday(self, day: date) -> bool:
        """Whether the day is off as a holiday or a transfer, not as a plain weekend."""
        return self.status(day).holiday

    def is_working_weekend(self, day: date) -> bool:
        return day.weekday() in WEEKEND and not self.is_day_off(day)

    def working_day_on_or_before(self, day: date) -> date:
        while self.is_day_off(day):
            day -= _DAY
        return day

    def working_day_on_or_after(self, day: date) -> date:
        while self.is_day_off(day):
            day += _DAY
        return day

    def previous_working_day(self, day: date) -> date:
        """Return the last working day before `day`, never `day` itself."""
        return self.working_day_on_or_before(day - _DAY)

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`, never `day` itself."""
        return self.working_day_on_or_after(day + _DAY)

    def add_working_days(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day` (before it when negative); 0 is `day`."""
        step = self.next_working_day if count > 0 else self.previous_working_day
        for _ in range(abs(count)):
            day = step(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` up to and including `end`."""
        days = (end - start).days
        return sum(not self.is_day_off(start + _DAY * number) for number in range(1, days + 1))

    def missing_years(self, today: date, *, ahead: timedelta = timedelta(days=120)) -> list[int]:
        """Return years that deadlines given today may touch and that have no data."""
        last = (today + ahead).year
        return [year for year in range(today.year, last + 1) if not self.knows(year)]
