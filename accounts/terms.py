"""When an answer to a person's request about their data is due (152-ФЗ). Pure but for the settings."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import SubjectRequest
from schedules.calendars import CalendarUnknown
from schedules.deadlines import DeadlineRules, end_of_day, local_date

WORKING = "working"


@dataclass(frozen=True, slots=True)
class Term:
    """How many days of which sort, and what says so."""

    sort: str
    days: int
    source: str

    @property
    def words(self) -> str:
        sort = "рабочих" if self.sort == WORKING else "календарных"
        return f"{self.days} {sort} дней"


@dataclass(frozen=True, slots=True)
class Due:
    """When to warn and when to have answered."""

    warn_at: datetime
    due_at: datetime


def term_of(kind: str, ground: str = "") -> Term:
    """Return the term of a request; erasure's depends on the ground (settings.SUBJECT_TERMS)."""
    terms = settings.SUBJECT_TERMS
    if kind == SubjectRequest.Kind.ERASURE:
        return Term(*terms[f"{kind}:{ground or SubjectRequest.Ground.NOT_NEEDED}"])
    return Term(*terms[kind])


def due_of(rules: DeadlineRules, term: Term, *, asked_at: datetime) -> Due:
    """Count a term from the day after the request; the warning comes at its 75 %.

    A year nobody has loaded never refuses a person: the days are counted as calendar days then,
    which is sooner.
    """
    day = local_date(asked_at)
    last = day + timedelta(days=term.days)
    try:
        if term.sort == WORKING:
            last = rules.calendar.add_working_days(day, term.days)
        else:
            last = rules.shift(last).effective
    except CalendarUnknown:
        last = day + timedelta(days=term.days)
    due_at = end_of_day(last)
    return Due(asked_at + (due_at - asked_at) * settings.SUBJECT_WARNING_SHARE, due_at)
