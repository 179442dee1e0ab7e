"""The two clocks of an appeal: steps of other doors, and the sweep that fires what is due.

service: business time of the policy's schedule, paused while the citizen is asked.
law: calendar days of 59-ФЗ for official appeals with a name, never paused.
Every function but `start` is called with the ticket's row locked and locks clocks after it.
"""

import logging
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Case, F, QuerySet, When

from common.actors import SYSTEM
from common.errors import DomainError, InvalidInput
from journal.facts import record
from schedules.calendars import CalendarUnknown
from schedules.deadlines import (
    ANSWER_DAYS,
    EXTENSION_DAYS,
    answer_by,
    end_of_day,
    extended_by,
    local_date,
)
from schedules.hours import (
    NeverOpens,
    WorkingHours,
    add_business_time,
    business_time_between,
)
from schedules.selectors import UnknownSchedule, deadline_rules, hours_of
from tickets.actions._sweep import sweep
from tickets.actions._timeline import Kind as LineKind
from tickets.actions._timeline import Line, add_line
from tickets.events import ClockBreached, ClockEscalated, ClockWarned
from tickets.models import Clock, SlaPolicy, Ticket
from tickets.selectors.clocks import policy_for

logger = logging.getLogger(__name__)
Kind, Step = Clock.Kind, Clock.Step
_STEPS = {
    Step.WARNED: ("clock_warned", ClockWarned),
    Step.BREACHED: ("clock_breached", ClockBreached),
    Step.ESCALATED: ("clock_escalated", ClockEscalated),
}


class CannotExtend(DomainError):
    """The answer's term cannot be extended: no such term, too late, or extended before."""

    code = "cannot_extend"


def start(ticket: Ticket, *, now: datetime) -> None:
    """Insert the clocks of a ticket that is about to be inserted, and set its expected date."""
    clocks = [clock for clock in (_service(ticket, now), _law(ticket, now)) if clock]
    Clock.objects.bulk_create(clocks)
    ticket.expected_date = _expected(ticket, clocks)


def pause(ticket: Ticket, now: datetime) -> None:
    """Stop counting service time until the citizen answers; the rest is kept."""
    clocks = running(ticket)
    for clock in clocks:
        if clock.kind == Kind.SERVICE and clock.paused_at is None:
            clock.left = business_between(clock, now, clock.due_at)
            clock.paused_at, clock.next_at = now, None
            clock.save(update_fields=["left", "paused_at", "next_at"])
    keep_expected(ticket, clocks)


def resume(ticket: Ticket, now: datetime) -> None:
    """Count the rest of service time from now on. What was breached before the pause stays so."""
    clocks = running(ticket)
    for clock in clocks:
        if clock.paused_at is None:
            continue
        if clock.left:
            warn_left = business_between(clock, clock.paused_at, clock.warn_at)
            clock.due_at = later(clock, now, clock.left)
            clock.warn_at = later(clock, now, warn_left) if warn_left else clock.warn_at
        clock.paused_at, clock.left = None, None
        clock.next_at = next_moment(clock)
        clock.save(update_fields=["due_at", "warn_at", "paused_at", "left", "next_at"])
    keep_expected(ticket, clocks)


def stop(ticket: Ticket, now: datetime) -> None:
    """Stop both clocks: an answer was given or the matter is over.

    A term that had passed unnoticed (the sweep was down) is marked as breached all the same.
    """
    late = When(breached_at=None, paused_at=None, due_at__lt=now, then=F("due_at"))
    Clock.objects.filter(ticket=ticket, stopped_at=None).update(
        stopped_at=now, next_at=None, breached_at=Case(late, default=F("breached_at"))
    )


def restart(ticket: Ticket, now: datetime) -> None:
    """Give a reopened appeal whole new terms: it is asked anew, so it is promised anew."""
    fresh = [clock for clock in (_service(ticket, now), _law(ticket, now)) if clock]
    Clock.objects.filter(ticket=ticket).delete()
    Clock.objects.bulk_create(fresh)
    keep_expected(ticket, fresh)


def adjust(ticket: Ticket, now: datetime) -> None:
    """Count the terms anew from their start: topic, priority or the official mark was corrected.

    A term that has begun to be paused, was breached or extended keeps its moments; the clock of the
    law appears or goes with the official mark.
    """
    going = {clock.kind: clock for clock in running(ticket)}
    started = min((clock.started_at for clock in going.values()), default=now)
    fresh = {
        clock.kind: clock for clock in (_service(ticket, started), _law(ticket, started)) if clock
    }
    service, new_service = going.get(Kind.SERVICE), fresh.get(Kind.SERVICE)
    if service and new_service and service.policy_id != new_service.policy_id:
        _take_over(service, new_service, now)
    if Kind.LAW in fresh and Kind.LAW not in going:
        going[Kind.LAW] = fresh[Kind.LAW]
        going[Kind.LAW].save(force_insert=True)
    elif Kind.LAW in going and Kind.LAW not in fresh:
        going.pop(Kind.LAW).delete()
    keep_expected(ticket, list(going.values()))


def _take_over(clock: Clock, new: Clock, now: datetime) -> None:
    """Put another policy's term into a clock; what was breached, or stands still, stays so.

    Time already used counts, time on pause doesn't. A warning that is due by the new term is
    left to the sweep, one already given is not given again.
    """
    used = _term(clock) - business_between(clock, now, clock.due_at)
    clock.policy = new.policy
    if clock.breached_at is None and clock.paused_at is None:
        rest, warn_rest = _term(new) - used, _term(new) * settings.SLA_WARNING_SHARE - used
        clock.due_at = later(new, now, rest) if rest > timedelta(0) else new.due_at
        clock.warn_at = later(new, now, warn_rest) if warn_rest > timedelta(0) else new.warn_at
        clock.step = Step.RUNNING if clock.warn_at > now else clock.step
        clock.next_at = next_moment(clock)
    clock.save(update_fields=["policy", "due_at", "warn_at", "step", "next_at"])


def extend_law(ticket: Ticket, days: int, now: datetime) -> datetime:
    """Move the 59-ФЗ term by up to 30 days, once and before it has passed; return the new due moment."""
    clocks = running(ticket)
    clock = _extensible(clocks, days, now)
    counted_from = local_date(clock.started_at)
    try:
        day = extended_by(deadline_rules(), counted_from, days).effective
    except CalendarUnknown:
        day = _guessed_day(counted_from, ANSWER_DAYS + days)
    clock.due_at = end_of_day(day)
    clock.warn_at = _law_warning(clock)
    clock.step = Step.RUNNING if clock.warn_at > now else clock.step
    clock.extended_count += 1
    clock.next_at = next_moment(clock)
    clock.save(update_fields=["due_at", "warn_at", "step", "extended_count", "next_at"])
    keep_expected(ticket, clocks)
    return clock.due_at


def next_moment(clock: Clock) -> datetime | None:
    """Return when a running clock has something to say next, None after its last step."""
    return {
        Step.RUNNING: clock.warn_at,
        Step.WARNED: clock.due_at,
        Step.BREACHED: clock.due_at + settings.SLA_SUPERVISOR_AFTER,
    }.get(Step(clock.step))


def sweep_clocks(now: datetime) -> int:
    """Fire what is due: warning, breach, supervisor; return how many clocks had something to say.

    Each step of a clock happens once however many sweepers run. After an outage the missed steps
    come in their order. Only the partial index of `next_at` is read, so what is not due costs nothing.
    """

    def due() -> QuerySet[Clock]:
        rows = Clock.objects.select_for_update(skip_locked=True, of=("self", "ticket"))
        rows = rows.select_related("ticket").defer("ticket__search", "ticket__client_digest")
        return rows.filter(next_at__lte=now).order_by("next_at", "pk")

    def postpone(clock: Clock) -> None:
        Clock.objects.filter(pk=clock.pk).update(next_at=now + settings.SWEEP_RETRY_AFTER)

    return sweep(due, lambda clock: _fire(clock, now), postpone)


def _fire(clock: Clock, now: datetime) -> None:
    """Take every step that is due. A ticket's two clocks may share a batch, so its row is read again."""
    ticket = clock.ticket
    ticket.refresh_from_db(fields=["items_count"])
    while clock.next_at is not None and clock.next_at <= now:
        clock.step += 1
        verb, event = _STEPS[Step(clock.step)]
        if clock.step == Step.BREACHED:
            clock.breached_at = clock.due_at
        clock.next_at = next_moment(clock)
        add_line(
            ticket,
            Line(LineKind.MOVE, data={"verb": verb, "clock": clock.kind}),
            by=SYSTEM,
            now=now,
        )
        record(event(ticket_id=ticket.pk, clock=clock.kind), by=SYSTEM, at=now)
    clock.save(update_fields=["step", "next_at", "breached_at"])


def _extensible(clocks: list[Clock], days: int, now: datetime) -> Clock:
    clock = next((clock for clock in clocks if clock.kind == Kind.LAW), None)
    if not 1 <= days <= EXTENSION_DAYS:
        raise InvalidInput(f"Срок продлевают на 1–{EXTENSION_DAYS} дней.", field="days")
    if clock is None:
        raise CannotExtend("У обращения нет идущего срока по 59-ФЗ: продлевать нечего.")
    if clock.extended_count:
        raise CannotExtend("Срок уже продлевали: закон разрешает это один раз. Дайте ответ.")
    if clock.due_at < now:
        raise CannotExtend(
            "Срок по 59-ФЗ уже прошёл: продлить его нельзя. Дайте ответ как можно скорее."
        )
    return clock


def _service(ticket: Ticket, now: datetime) -> Clock | None:
    policy = policy_for(ticket)
    if policy is None:
        logger.warning(
            "An appeal has no service clock: no policy fits", extra={"ticket": ticket.pk}
        )
        return None
    clock = Clock(ticket=ticket, kind=Kind.SERVICE, policy=policy, started_at=now)
    clock.due_at = later(clock, now, _term(clock))
    clock.warn_at = later(clock, now, _term(clock) * settings.SLA_WARNING_SHARE)
    clock.next_at = clock.warn_at
    return clock


def _law(ticket: Ticket, now: datetime) -> Clock | None:
    """Art. 11: no answer is due to an appeal without a name, so no term runs."""
    if not (ticket.is_official and ticket.is_answer_due):
        return None
    registered = local_date(now)
    try:
        day = answer_by(deadline_rules(), registered).effective
    except CalendarUnknown:
        day = _guessed_day(registered, ANSWER_DAYS)
    clock = Clock(ticket=ticket, kind=Kind.LAW, started_at=now, due_at=end_of_day(day))
    clock.warn_at = clock.next_at = _law_warning(clock)
    return clock


def _law_warning(clock: Clock) -> datetime:
    term = clock.due_at - clock.started_at
    return (clock.started_at + term * settings.SLA_WARNING_SHARE).replace(microsecond=0)


def _guessed_day(registered: date, days: int) -> date:
    """Return a day on the safe side while a year's calendar is not loaded: never later than the law's.

    Refusing the appeal instead would make the citizen pay for a missing table.
    """
    logger.error("A term of 59-ФЗ is counted without the production calendar of its year")
    day = registered + timedelta(days=days)
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return day


def _hours(clock: Clock) -> WorkingHours:
    return hours_of(_policy(clock).schedule.code)


def _term(clock: Clock) -> timedelta:
    return timedelta(minutes=_policy(clock).resolution_minutes)


def _policy(clock: Clock) -> SlaPolicy:
    if clock.policy is None:
        raise TypeError("A service clock always has its policy.")
    return clock.policy


def later(clock: Clock, start: datetime, term: timedelta) -> datetime:
    """Return when `term` of the policy's business time has passed since `start`.

    Without usable hours wall-clock time is counted: never later than promised.
    """
    try:
        return add_business_time(_hours(clock), start, term)
    except (CalendarUnknown, NeverOpens, UnknownSchedule):
        logger.exception("Service time is counted by the wall clock")
        return start + term


def business_between(clock: Clock, start: datetime, end: datetime) -> timedelta:
    try:
        return business_time_between(_hours(clock), start, end)
    except (CalendarUnknown, UnknownSchedule):
        logger.exception("Service time is counted by the wall clock")
        return max(end - start, timedelta(0))


def running(ticket: Ticket) -> list[Clock]:
    """Return the ticket's unstopped clocks, locked after the ticket and in one order."""
    return list(
        Clock.objects.select_for_update(of=("self",))
        .select_related("policy__schedule")
        .filter(ticket=ticket, stopped_at=None)
        .order_by("pk")
    )


def keep_expected(ticket: Ticket, clocks: list[Clock]) -> None:
    expected = _expected(ticket, clocks)
    if expected != ticket.expected_date:
        ticket.expected_date = expected
        ticket.save(update_fields=["expected_date"])


def _expected(ticket: Ticket, clocks: list[Clock]) -> date | None:
    """Return the date promised to the citizen: the law's for an official appeal, else the service's.

    None while the answer depends on the citizen, and when no answer is due.
    """
    if not ticket.is_answer_due:
        return None
    counting = {clock.kind: clock.due_at for clock in clocks if clock.paused_at is None}
    due = counting.get(Kind.LAW) or counting.get(Kind.SERVICE)
    return local_date(due) if due else None
