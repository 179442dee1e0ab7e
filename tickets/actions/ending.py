"""The end and after: closing, withdrawing, reopening, the repeated check."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from common import policies
from common.actors import Acts
from common.errors import DomainError
from journal.facts import record
from tickets.actions import clocks, silence
from tickets.actions._limits import require_may_write
from tickets.actions._move import move, require_move
from tickets.actions._text import checked_text
from tickets.actions._timeline import Kind, Line, add_line, change_line, locked, note_line
from tickets.actions.conversation import reopened
from tickets.events import RecheckRequested, TicketClosed, TicketReopened, TicketWithdrawn
from tickets.models import Ticket
from tickets.policies import can_close, can_reopen, can_request_recheck, can_withdraw


class AlreadyRequested(DomainError):
    """A repeated check of this appeal is under way."""

    code = "already_requested"


class TooLateToRecheck(DomainError):
    """The reopening window is over: the citizen writes a new appeal."""

    code = "too_late"


@transaction.atomic
def close_ticket(*, ticket: Ticket, by: Acts, now: datetime) -> Ticket:
    """Confirm that the matter is over: the citizen is content, or a worker knows they are."""
    ticket = locked(ticket)
    require_move(ticket, "close")
    policies.require(can_close, by, ticket)
    move(ticket, "close", by=by, now=now)
    silence.stop(ticket)
    record(TicketClosed(ticket_id=ticket.pk, by_silence=False), by=by, at=now)
    return ticket


@transaction.atomic
def withdraw_ticket(*, ticket: Ticket, by: Acts, now: datetime) -> Ticket:
    """Take one's own appeal back: nobody works on it any more."""
    ticket = locked(ticket)
    require_move(ticket, "withdraw")
    policies.require(can_withdraw, by, ticket)
    move(ticket, "withdraw", by=by, now=now)
    clocks.stop(ticket, now)
    silence.stop(ticket)
    record(TicketWithdrawn(ticket_id=ticket.pk), by=by, at=now)
    return ticket


@transaction.atomic
def reopen_ticket(*, ticket: Ticket, by: Acts, reason: str, now: datetime) -> Ticket:
    """Put an answered appeal back to work for a reason colleagues read; new terms run."""
    ticket = locked(ticket)
    require_move(ticket, "reopen")
    policies.require(can_reopen, by, ticket)
    reason = checked_text(reason, field="reason", empty="Напишите, почему возобновляете.")
    note_line(ticket, reason, by=by, now=now)
    reopened(ticket, by=by, now=now)
    record(TicketReopened(ticket_id=ticket.pk), by=by, at=now)
    return ticket


@transaction.atomic
def request_recheck(*, ticket: Ticket, by: Acts, reason: str, now: datetime) -> Ticket:
    """Ask to check the matter again (R-062): a worker or the citizen, who says what is wrong.

    An answered appeal is reopened, for the citizen within REOPEN_DAYS; an open one is marked.
    """
    ticket = locked(ticket)
    policies.require(can_request_recheck, by, ticket)
    require_may_write(by, ticket.citizen, now=now)
    if ticket.recheck_requested_at is not None:
        raise AlreadyRequested("Повторная проверка уже запрошена: дождитесь её результата.")
    reason = checked_text(reason, field="reason", empty="Напишите, что проверить ещё раз.")
    if not ticket.is_open:
        _require_in_time(ticket, by, now)
    is_citizen = isinstance(by, User) and by.is_citizen
    kind = Kind.MESSAGE if is_citizen else Kind.NOTE
    add_line(ticket, Line(kind, body=reason, is_public=is_citizen), by=by, now=now)
    if ticket.is_open:
        change_line(ticket, "recheck", by=by, now=now, recheck_requested_at=now)
    else:
        reopened(ticket, by=by, now=now, recheck_requested_at=now)
    record(RecheckRequested(ticket_id=ticket.pk), by=by, at=now)
    return ticket


def _require_in_time(ticket: Ticket, by: Acts, now: datetime) -> None:
    """Let workers look again at any answered appeal, the citizen within the reopening window."""
    require_move(ticket, "reopen")
    ended = ticket.closed_at or ticket.resolved_at
    if not (isinstance(by, User) and by.is_citizen) or ended is None:
        return
    if now - ended > timedelta(days=settings.REOPEN_DAYS):
        raise TooLateToRecheck(
            f"Прошло больше {settings.REOPEN_DAYS} дней. Подайте новое обращение и укажите в нём "
            f"номер {ticket.number}."
        )
