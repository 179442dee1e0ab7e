"""Deadlines of the law: 59-ФЗ (appeals), 210-ФЗ (services), 152-ФЗ (personal data). Pure.

Days of 59-ФЗ are calendar days, counted from the day after registration. The law is silent about
a deadline that falls on a day off, so the shift is a policy; the safe default is the working day before.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from schedules.calendars import ProductionCalendar
from schedules.hours import MOSCOW

REGISTER_DAYS = 3
REDIRECT_DAYS = 7
ANSWER_DAYS = 30
EXTENSION_DAYS = 30
MIGRATION_ANSWER_DAYS = 20
SERVICE_COMPLAINT_DAYS = 15
REFUSAL_COMPLAINT_DAYS = 5
SUBJECT_REQUEST_DAYS = 10
SUBJECT_EXTENSION_DAYS = 5
INCIDENT_NOTICE = timedelta(hours=24)
INCIDENT_RESULTS = timedelta(hours=72)


class DayOffPolicy(StrEnum):
    """Where a deadline goes that falls on a day off."""

    PREVIOUS = "previous_working_day"
    NEXT = "next_working_day"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date as counted (`raw`) and the date to work by (`effective`)."""

    raw: date
    effective: date


@dataclass(frozen=True, slots=True)
class AppealDeadlines:
    """What 59-ФЗ asks of one appeal. `extended` is in force only once extended with a notice."""

    received: date
    registered: date
    register_by: date
    redirect_by: date
    answer: Deadline
    extended: Deadline
    migration_answer: Deadline


@dataclass(frozen=True, slots=True)
class DeadlineRules:
    """The calendar and the policy deadlines are counted by."""

    calendar: ProductionCalendar
    day_off: DayOffPolicy = DayOffPolicy.PREVIOUS

    def shift(self, raw: date) -> Deadline:
        """Return the deadline with its effective date by the policy."""
        if self.day_off is DayOffPolicy.PREVIOUS:
            return Deadline(raw, self.calendar.working_day_on_or_before(raw))
        if self.day_off is DayOffPolicy.NEXT:
            return Deadline(raw, self.calendar.working_day_on_or_after(raw))
        return Deadline(raw, raw)


def appeal_deadlines(
    rules: DeadlineRules, received: date, registered: date | None = None
) -> AppealDeadlines:
    """Return the 59-ФЗ deadlines of an appeal; it counts as registered on receipt unless told."""
    registered = registered or received
    return AppealDeadlines(
        received=received,
        registered=registered,
        register_by=register_by(received),
        redirect_by=redirect_by(registered),
        answer=answer_by(rules, registered),
        extended=extended_by(rules, registered),
        migration_answer=rules.shift(registered + timedelta(days=MIGRATION_ANSWER_DAYS)),
    )


def register_by(received: date) -> date:
    """Return the last day to register an appeal (art. 8). Never shifted: the portal works daily."""
    return received + timedelta(days=REGISTER_DAYS)


def redirect_by(registered: date) -> date:
    """Return the last day to pass an appeal on to whom it concerns (art. 8). Never shifted."""
    return registered + timedelta(days=REDIRECT_DAYS)


def answer_by(rules: DeadlineRules, registered: date) -> Deadline:
    """Return the deadline of the answer (art. 12)."""
    return rules.shift(registered + timedelta(days=ANSWER_DAYS))


def extended_by(rules: DeadlineRules, registered: date, days: int = EXTENSION_DAYS) -> Deadline:
    """Return the deadline of an answer extended by up to 30 days over the counted date."""
    if not 1 <= days <= EXTENSION_DAYS:
        raise ValueError("An answer is extended by 1 to 30 days.")
    return rules.shift(registered + timedelta(days=ANSWER_DAYS + days))


def service_complaint_by(calendar: ProductionCalendar, registered: date) -> date:
    """Return the deadline of a complaint about a service (210-ФЗ): 15 working days."""
    return calendar.add_working_days(registered, SERVICE_COMPLAINT_DAYS)


def refusal_complaint_by(calendar: ProductionCalendar, registered: date) -> date:
    """Return the deadline of a complaint about refused documents (210-ФЗ): 5 working days."""
    return calendar.add_working_days(registered, REFUSAL_COMPLAINT_DAYS)


def subject_request_by(
    calendar: ProductionCalendar, received: date, *, extended: bool = False
) -> date:
    """Return the deadline of a person's request about own data (152-ФЗ): 10 working days, +5."""
    days = SUBJECT_REQUEST_DAYS + (SUBJECT_EXTENSION_DAYS if extended else 0)
    return calendar.add_working_days(received, days)


def incident_deadlines(detected: datetime) -> tuple[datetime, datetime]:
    """Return when the first notice and the results of a data leak are due: clock hours, days off too."""
    detected = detected.astimezone(UTC)
    return detected + INCIDENT_NOTICE, detected + INCIDENT_RESULTS


def local_date(moment: datetime, tz: ZoneInfo = MOSCOW) -> date:
    """Return the date a moment belongs to where the law counts it."""
    return moment.astimezone(tz).date()


def end_of_day(day: date, tz: ZoneInfo = MOSCOW) -> datetime:
    """Return the last second of a local day in UTC: due while it lasts, shown with the right date."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=tz).astimezone(UTC)
