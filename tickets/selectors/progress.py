"""What a citizen sees of the way of an appeal: stage, dates, what comes next (R-055…R-059)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from schedules.words import day_in_words
from tickets.models import Ticket
from tickets.states import FINAL, Status, label_of


@dataclass(frozen=True, slots=True)
class Step:
    """One mark of the stepper; `status` is done, current, attention or ahead."""

    label: str
    status: str
    date: str = ""


_ORDER = {
    Status.REGISTERED: 0,
    Status.QUEUED: 1,
    Status.IN_PROGRESS: 2,
    Status.AT_DEPARTMENT: 2,
    Status.WAITING_CITIZEN: 2,
}


def steps_of(ticket: Ticket, *, now: datetime) -> list[Step]:
    """Return the four stages: accepted, queue, work (or department, or your turn), the end."""
    position = _ORDER.get(Status(ticket.status), 3)
    labels = ["Принято", "В очереди", _work_label(ticket), _end_label(ticket)]
    return [_step(ticket, index, label, position, now) for index, label in enumerate(labels)]


def expected_words(ticket: Ticket, *, now: datetime) -> str:
    """Return «до 27 ноября, пятница» while an answer is awaited, else an empty string."""
    if not ticket.is_open or ticket.expected_date is None:
        return ""
    return day_in_words(ticket.expected_date, timezone.localdate(now))


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
    elif index == 3 and ticket.is_open:
        expected = expected_words(ticket, now=now)
        date = f"ожидаем {expected}" if expected else ""
    if index < position or index == position == 3:
        return Step(label, "done", date)
    if index > position:
        return Step(label, "ahead", date)
    return Step(label, "attention" if ticket.status == Status.WAITING_CITIZEN else "current", date)


def _day(moment: datetime, now: datetime) -> str:
    return day_in_words(timezone.localdate(moment), timezone.localdate(now))
