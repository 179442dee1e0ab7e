"""The lines of the help page: open or not, how long one waits, when one waits less, in what languages."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from common.plural import plural
from routing.models import Line
from routing.selectors.lines import LineNow, languages_of, norm_of, public_lines
from routing.selectors.low_load import quiet_hours
from routing.selectors.waiting import expected_of


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line for citizens. `wait` and `quiet` are sentences, "" when there is nothing to say."""

    line: Line
    phone: str
    is_open: bool
    now_words: str
    closed_words: str
    wait: str
    quiet: str
    week: list[tuple[str, str]]
    languages: list[str]

    @property
    def takes_callbacks(self) -> bool:
        return self.line.takes_callbacks


def lines_shown(*, now: datetime, live: bool) -> list[ShownLine]:
    """Return the public lines; with `live` the wait and the languages are asked of the queue now.

    Without it nothing is asked of the database: norms and hours alone, kept in the process.
    """
    return [_shown(found, now=now, live=live) for found in public_lines(now=now)]


def _shown(found: LineNow, *, now: datetime, live: bool) -> ShownLine:
    line = found.line
    # A number nobody has checked may be a trap: the demo's alone are shown (C01, decisions 14).
    phone = found.phone if line.is_verified or settings.DEMO else ""
    return ShownLine(
        line=line,
        phone=phone,
        is_open=found.is_open,
        now_words=found.now_words,
        closed_words=found.off_hours.words if found.off_hours else "",
        wait=_wait(line, now=now, live=live) if found.is_open else "",
        quiet=_quiet(line, now=now) if phone else "",
        week=found.week,
        languages=_languages(line, now=now) if live and found.is_open else [],
    )


def _wait(line: Line, *, now: datetime, live: bool) -> str:
    interval = expected_of(line, now=now) if live else None
    if interval is not None:
        return f"Сейчас ожидание {interval.words}"
    norm = norm_of(line, now=now)
    if norm is None:
        return ""
    if norm.low_min == 0:
        minutes = plural(norm.high_min, "минуты", "минут", "минут")
        return f"Обычно ожидание до {norm.high_min} {minutes}"
    minutes = plural(norm.high_min, "минута", "минуты", "минут")
    return f"Обычно ожидание {norm.low_min}–{norm.high_min} {minutes}"


def _quiet(line: Line, *, now: datetime) -> str:
    found = quiet_hours(line, now=now)
    return f"Меньше звонков {found.words}" if found.windows else ""


def _languages(line: Line, *, now: datetime) -> list[str]:
    """Return the languages besides Russian that somebody on shift answers in now."""
    return [
        row.title.lower()
        for row in languages_of(line, now=now)
        if row.code != "ru" and row.is_served
    ]
