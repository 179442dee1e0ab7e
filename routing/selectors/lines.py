"""Lines and languages now: open or not, until when, what happens out of hours. Rows are kept in the process."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from common.memo import Memo
from common.phones import display_phone
from routing.models import LanguageService, Line, Presence, WaitNorm
from schedules.hours import (
    MOSCOW,
    HolidayPolicy,
    WorkingHours,
    is_open,
    next_opening,
    open_from,
)
from schedules.selectors import hours_by_id
from schedules.words import moment_in_words, opening_in_words, week_in_words


@dataclass(frozen=True, slots=True)
class OffHours:
    """What happens to whoever comes when nobody answers: a policy of the line, its words, the next opening."""

    policy: str
    words: str
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line at a moment. `hours` is None when its hours are not known."""

    line: Line
    hours: WorkingHours | None
    is_open: bool
    now_words: str
    off_hours: OffHours | None

    @property
    def week(self) -> list[tuple[str, str]]:
        return week_in_words(self.hours) if self.hours else []

    @property
    def phone(self) -> str:
        return display_phone(self.line.phone, international=False) if self.line.phone else ""


@dataclass(frozen=True, slots=True)
class LanguageNow:
    """A language of a line at a moment: served when its hours, the line's and somebody on shift agree (C21)."""

    code: str
    title: str
    is_open: bool
    speakers: int
    opens_at: datetime | None
    words: str

    @property
    def is_served(self) -> bool:
        return self.is_open and self.speakers > 0


# --- rows
def all_lines() -> Mapping[str, Line]:
    """Return lines by code, in their order."""
    return _lines.get()


def all_languages() -> Mapping[str, LanguageService]:
    """Return languages of service by code, in their order."""
    return _languages.get()


def forget() -> None:
    """Forget kept lines, languages and norms, now and after commit."""
    for memo in (_lines, _languages, _norms):
        memo.forget_on_commit()


# --- lines
def hours_of_line(line: Line) -> WorkingHours | None:
    """Return the line's working hours: its schedule, with the line's own rule for holidays."""
    if line.schedule_id is None:
        return None
    hours = hours_by_id(line.schedule_id)
    if not line.holiday_policy or line.holiday_policy == hours.holiday_policy:
        return hours
    return replace(hours, holiday_policy=HolidayPolicy(line.holiday_policy))


def line_now(line: Line, *, now: datetime) -> LineNow:
    """Return what the line does at a moment, and what happens to whoever comes when it is closed."""
    hours = hours_of_line(line)
    if hours is None:
        return LineNow(line, None, False, "Часы работы уточняются", None)
    opened = is_open(hours, now)
    words = opening_in_words(hours, now)
    return LineNow(line, hours, opened, words, None if opened else _off_hours(line, hours, now=now))


def public_lines(*, now: datetime) -> list[LineNow]:
    """Return the lines citizens are shown, in their order."""
    return [line_now(line, now=now) for line in all_lines().values() if line.is_public]


def norm_of(line: Line, *, now: datetime) -> WaitNorm | None:
    """Return how long people may wait on the line at a moment (C05), None when nobody said."""
    local = now.astimezone(MOSCOW)
    minute = local.hour * 60 + local.minute
    return next(
        (
            norm
            for norm in _norms.get()
            if norm.line_id == line.pk
            and local.isoweekday() in norm.days
            and norm.begins <= minute < norm.ends
        ),
        None,
    )


# --- languages
def languages_of(line: Line, *, now: datetime) -> list[LanguageNow]:
    """Return the languages of a line at a moment; one query."""
    spoken = speakers(line.team_id)
    known = all_languages()
    return [
        language_now(known[code], line, spoken=spoken, now=now)
        for code in known
        if code in line.languages
    ]


def language_now(
    language: LanguageService, line: Line | None, *, spoken: Mapping[str, int], now: datetime
) -> LanguageNow:
    """Return whether a language is served: its hours ∩ the line's hours ∩ people on shift."""
    both = hours_in(line, language)
    opened = all(is_open(hours, now) for hours in both)
    opens_at = first_open(both, now=now)
    words = language.unspoken_text.replace("{opens}", _opens_words(opens_at, now=now))
    number = spoken.get(language.pk, 0)
    return LanguageNow(language.pk, language.title, opened, number, opens_at, words)


def speakers(team_id: UUID | None) -> dict[str, int]:
    """Return how many people on shift speak each language, of one team or of all."""
    rows = Presence.objects.filter(state__in=Presence.HERE)
    if team_id is not None:
        rows = rows.filter(teams__contains=[team_id])
    counted: dict[str, int] = {}
    for languages in rows.values_list("languages", flat=True):
        for code in languages:
            counted[code] = counted.get(code, 0) + 1
    return counted


def _hours_of(language: LanguageService) -> WorkingHours | None:
    return hours_by_id(language.schedule_id) if language.schedule_id else None


def hours_in(line: Line | None, language: LanguageService | None) -> list[WorkingHours]:
    """Return the hours that bind a language on a line: its own and the line's, where there are any."""
    own = [language and _hours_of(language), line and hours_of_line(line)]
    return [hours for hours in own if hours]


def first_open(hours: list[WorkingHours], *, now: datetime) -> datetime | None:
    """Return the first moment from `now` when all are open, None when there is none for a week."""
    moment: datetime | None = now
    for _ in range(2 * 7):
        if moment is None or all(is_open(each, moment) for each in hours):
            return moment
        closed = next(each for each in hours if not is_open(each, moment))
        moment = open_from(closed, moment)
    return None


def _off_hours(line: Line, hours: WorkingHours, *, now: datetime) -> OffHours:
    opens_at = next_opening(hours, now)
    words = line.closed_text.replace("{opens}", _opens_words(opens_at, now=now))
    return OffHours(line.after_hours, words, opens_at)


def _opens_words(moment: datetime | None, *, now: datetime) -> str:
    if moment is None:
        return "в рабочие часы"
    return "в ближайшее время" if moment <= now else moment_in_words(moment, now)


_lines = Memo(lambda: {line.pk: line for line in Line.objects.all()})
_languages = Memo(lambda: {row.pk: row for row in LanguageService.objects.all()})
_norms = Memo(lambda: list(WaitNorm.objects.all()))
