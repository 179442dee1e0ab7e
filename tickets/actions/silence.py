"""When the citizen is silent: reminders, closing by itself (decisions 15).

Waiting for the citizen: reminders after 3 and 7 days, closed after 14. Answered: closed after 7.
`Ticket.silence_at` is the next moment, counted from `status_changed_at`.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from common.actors import SYSTEM
from journal.facts import record
from tickets.actions import clocks
from tickets.actions._move import move
from tickets.actions._sweep import sweep
from tickets.actions._timeline import Kind, Line, add_line
from tickets.events import SilenceReminded, TicketClosed
from tickets.models import Ticket
from tickets.states import Status

# After an outage the missed reminder still leaves the citizen this long to act on it.
LEAST_NOTICE = timedelta(days=1)


def begin(ticket: Ticket, now: datetime) -> None:
    """Start waiting: the locked ticket has just come to `waiting_citizen` or `resolved`."""
    ticket.silence_step = 0
    ticket.silence_at = _moment(ticket)
    ticket.save(update_fields=["silence_step", "silence_at"])


def stop(ticket: Ticket) -> None:
    """Wait no more: the citizen wrote, or the matter is over."""
    ticket.silence_step, ticket.silence_at = 0, None
    ticket.save(update_fields=["silence_step", "silence_at"])


def sweep_silence(now: datetime) -> int:
    """Remind and close what is due, each once however many sweepers run; return how many."""

    def due() -> QuerySet[Ticket]:
        rows = Ticket.objects.select_for_update(skip_locked=True, of=("self",))
        due_rows = rows.filter(silence_at__lte=now).order_by("silence_at", "pk")
        return due_rows.defer("search", "client_digest")

    def postpone(ticket: Ticket) -> None:
        Ticket.objects.filter(pk=ticket.pk).update(silence_at=now + settings.SWEEP_RETRY_AFTER)

    return sweep(due, lambda ticket: _act(ticket, now), postpone)


def _act(ticket: Ticket, now: datetime) -> None:
    if ticket.status == Status.RESOLVED:
        _close(ticket, "close", by_silence=False, now=now)
    elif ticket.status != Status.WAITING_CITIZEN:
        stop(ticket)
    elif ticket.silence_step < len(settings.SILENCE_REMINDER_DAYS):
        _remind(ticket, now)
    else:
        clocks.stop(ticket, now)
        _close(ticket, "close_by_silence", by_silence=True, now=now)


def _remind(ticket: Ticket, now: datetime) -> None:
    """Remind once: of several reminders missed in an outage only the latest is sent."""
    ticket.silence_step += 1
    while ticket.silence_step < len(settings.SILENCE_REMINDER_DAYS) and _moment(ticket) <= now:
        ticket.silence_step += 1
    ticket.silence_at = max(_moment(ticket), now + LEAST_NOTICE)
    line = Line(Kind.MOVE, is_public=True, data={"verb": "reminded", "step": ticket.silence_step})
    add_line(ticket, line, by=SYSTEM, now=now, saving=("silence_step", "silence_at"))
    record(SilenceReminded(ticket_id=ticket.pk, step=ticket.silence_step), by=SYSTEM, at=now)


def _close(ticket: Ticket, verb: str, *, by_silence: bool, now: datetime) -> None:
    move(ticket, verb, by=SYSTEM, now=now, silence_at=None, silence_step=0)
    record(TicketClosed(ticket_id=ticket.pk, by_silence=by_silence), by=SYSTEM, at=now)


def _moment(ticket: Ticket) -> datetime:
    """Return when the step after `silence_step` is due."""
    if ticket.status == Status.RESOLVED:
        return ticket.status_changed_at + timedelta(days=settings.RESOLVED_CLOSE_DAYS)
    days = [*settings.SILENCE_REMINDER_DAYS, settings.SILENCE_CLOSE_DAYS]
    return ticket.status_changed_at + timedelta(days=days[ticket.silence_step])
