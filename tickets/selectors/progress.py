"""What a citizen sees of the way of an appeal: stage, dates, what comes next (R-055…R-059)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from schedules.words import date_in_words, day_in_words
from tickets.models import Clock, Ticket
from tickets.policies import can_request_recheck
from tickets.states import FINAL, REOPENABLE, Status, label_of


@dataclass(frozen=True, slots=True)
class Step:
    """One mark of the stepper; `status` is done, current, attention or ahead."""

    label: str
    status: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """What is said of time. `expected` is when we answer («до 25 ноября, среда»), empty when nobody
    waits for us; `answer_by`: until when the citizen answers; `reopen_by`: until when a message opens
    the appeal again; `closes_on`: when an answered one closes by itself.
    """

    expected: str = ""
    is_late: bool = False
    answer_by: str = ""
    reopen_by: str = ""
    closes_on: str = ""


_ORDER = {
    Status.REGISTERED: 0,
    Status.QUEUED: 1,
    Status.IN_PROGRESS: 2,
    Status.AT_DEPARTMENT: 2,
    Status.WAITING_CITIZEN: 2,
}
_LAST = 3


def steps_of(ticket: Ticket, *, now: datetime) -> list[Step]:
    """Return the stages: accepted, queue, work (or department, or your turn), the end.

    What was withdrawn or closed without an answer has only the two it went through.
    """
    if ticket.status == Status.CLOSED and ticket.resolved_at is None:
        accepted = Step("Принято", "done", _day(ticket.registered_at, now))
        return [accepted, Step("Закрыто", "done", _day(ticket.status_changed_at, now))]
    position = _ORDER.get(Status(ticket.status), _LAST)
    labels = ["Принято", "В очереди", _work_label(ticket), _end_label(ticket)]
    return [_step(ticket, index, label, position, now) for index, label in enumerate(labels)]


def promise_of(ticket: Ticket, *, now: datetime) -> Promise:
    """Return what is promised about an appeal at this moment."""
    today = timezone.localdate(now)
    if ticket.status == Status.WAITING_CITIZEN:
        return Promise(answer_by=_after(ticket.status_changed_at, settings.SILENCE_CLOSE_DAYS, now))
    if ticket.is_open:
        day = ticket.expected_date
        return Promise(expected=_until(day, today), is_late=day is not None and day < today)
    ended = ticket.closed_at or ticket.resolved_at
    if ticket.status not in REOPENABLE or ended is None:
        return Promise()
    closes = ticket.status == Status.RESOLVED
    return Promise(
        reopen_by=_after(ended, settings.REOPEN_DAYS, now) if _may_reopen(ended, now) else "",
        closes_on=_after(ended, settings.RESOLVED_CLOSE_DAYS, now) if closes else "",
    )


def expected_words(ticket: Ticket, *, now: datetime) -> str:
    """Return «до 27 ноября, пятница», «сегодня» or «завтра» while an answer is awaited, else ""."""
    return promise_of(ticket, now=now).expected


def law_date_words(ticket: Ticket, *, now: datetime) -> str:
    """Return the last day of 59-ФЗ for an official appeal, else an empty string; one query."""
    if not ticket.is_official:
        return ""
    clock = ticket.clocks.filter(kind=Clock.Kind.LAW).first()
    return _day(clock.due_at, now) if clock else ""


def can_recheck_now(user: User, ticket: Ticket, *, now: datetime) -> bool:
    """Say whether a button for the repeated check would work: not asked yet, and not too late."""
    if ticket.recheck_requested_at is not None or not can_request_recheck(user, ticket):
        return False
    return ticket.is_open or bool(promise_of(ticket, now=now).reopen_by)


def _may_reopen(ended: datetime, now: datetime) -> bool:
    return now - ended <= timedelta(days=settings.REOPEN_DAYS)


def _until(day: date | None, today: date) -> str:
    """Return «сегодня», «завтра», «до 27 ноября, пятница»; a past day is only named: «20 ноября»."""
    if day is None:
        return ""
    if day < today:
        return date_in_words(day, today).partition(",")[0]
    words = day_in_words(day, today)
    return f"до {words}" if "," in words else words


def _work_label(ticket: Ticket) -> str:
    if ticket.status in {Status.AT_DEPARTMENT, Status.WAITING_CITIZEN}:
        return ticket.status_label
    return label_of(Status.IN_PROGRESS, ticket.type)


def _end_label(ticket: Ticket) -> str:
    if ticket.status in FINAL:
        return ticket.status_label
    return label_of(Status.RESOLVED, ticket.type)


def _step(ticket: Ticket, index: int, label: str, position: int, now: datetime) -> Step:
    date = ""
    if index == 0:
        date = _day(ticket.registered_at, now)
    elif index == position:
        date = _day(ticket.status_changed_at, now)
    elif index == _LAST:
        promise = promise_of(ticket, now=now)
        date = "" if promise.is_late else promise.expected
    if index < position or index == position == _LAST:
        return Step(label, "done", date)
    if index > position:
        return Step(label, "ahead", date)
    return Step(label, "attention" if ticket.status == Status.WAITING_CITIZEN else "current", date)


def _day(moment: datetime, now: datetime) -> str:
    """Return «сегодня», «вчера», «18 ноября»: the weekday of a past day tells nothing."""
    return day_in_words(timezone.localdate(moment), timezone.localdate(now)).partition(",")[0]


def _after(moment: datetime, days: int, now: datetime) -> str:
    day = timezone.localdate(moment + timedelta(days=days))
    return date_in_words(day, timezone.localdate(now)).partition(",")[0]
