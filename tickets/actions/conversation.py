"""Who wrote what: messages of the citizen, answers, internal notes."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from common import policies
from common.actors import Acts
from common.errors import InvalidInput
from journal.facts import record
from tickets.actions import clocks, silence
from tickets.actions._move import move
from tickets.actions._timeline import Kind, Line, add_line, find_sent, locked
from tickets.events import (
    CitizenWrote,
    NoteAdded,
    TicketAnswered,
    TicketContinued,
    TicketReopened,
)
from tickets.models import Ticket, TicketLink, TimelineItem
from tickets.models.ticket import Kind as TicketKind
from tickets.policies import can_add_note, can_reply, can_write_message
from tickets.states import Status

MAX_TEXT = 20_000


def checked_text(text: str, *, field: str = "body") -> str:
    """Return a text fit for the stream; raises InvalidInput."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise InvalidInput(
            "Напишите текст: пустое сообщение не отправляется.", field=field
        )
    if len(text) > MAX_TEXT:
        raise InvalidInput(
            f"Текст длиннее {MAX_TEXT} знаков. Разделите его на части.", field=field
        )
    return text


@transaction.atomic
def reply(
    *, ticket: Ticket, by: Acts, body: str, now: datetime, client_key: str = ""
) -> TimelineItem:
    """Answer the citizen without ending the matter. A repeated `client_key` returns the first answer."""
    ticket = locked(ticket)
    policies.require(can_reply, by, ticket)
    if sent := find_sent(ticket, client_key):
        return sent
    item = answer_line(ticket, body=body, by=by, now=now, client_key=client_key)
    record(TicketAnswered(ticket_id=ticket.pk, item_id=item.pk), by=by, at=now)
    return item


@transaction.atomic
def add_note(
    *, ticket: Ticket, by: User, body: str, now: datetime, client_key: str = ""
) -> TimelineItem:
    """Write a note for colleagues; a citizen never sees it (R-067, database check)."""
    ticket = locked(ticket)
    policies.require(can_add_note, by, ticket)
    if sent := find_sent(ticket, client_key):
        return sent
    item = add_line(
        ticket,
        Line(Kind.NOTE, body=checked_text(body), client_key=client_key),
        by=by,
        now=now,
    )
    record(NoteAdded(ticket_id=ticket.pk, item_id=item.pk), by=by, at=now)
    return item


@transaction.atomic
def write_message(
    *, ticket: Ticket, by: User, body: str, now: datetime, client_key: str = ""
) -> TimelineItem:
    """Take a message of the citizen: it resumes the work, reopens, or begins a linked new appeal.

    Waiting for the citizen -> in progress. Resolved or closed within REOPEN_DAYS -> reopened.
    Later -> a linked new appeal; the returned item is then the first of that one (decisions 15).
    """
    ticket = locked(ticket)
    policies.require(can_write_message, by, ticket)
    if sent := find_sent(ticket, client_key):
        return sent
    body = checked_text(body)
    if _is_too_late(ticket, now=now):
        return _continue(ticket, by=by, body=body, now=now, client_key=client_key)
    line = Line(Kind.MESSAGE, body=body, is_public=True, client_key=client_key)
    item = add_line(ticket, line, by=by, now=now)
    if ticket.status == Status.WAITING_CITIZEN:
        move(ticket, "citizen_answered", by=by, now=now, asked="")
        clocks.resume(ticket, now=now)
        silence.stop(ticket)
    elif ticket.status in {Status.RESOLVED, Status.CLOSED, Status.REFUSED}:
        reopened(ticket, by=by, now=now)
        record(TicketReopened(ticket_id=ticket.pk), by=by, at=now)
    record(CitizenWrote(ticket_id=ticket.pk, item_id=item.pk), by=by, at=now)
    return item


def answer_line(
    ticket: Ticket, *, body: str, by: Acts, now: datetime, client_key: str = ""
) -> TimelineItem:
    """Write a person's answer into the stream of a locked ticket; sets the first response."""
    line = Line(
        Kind.REPLY, body=checked_text(body), is_public=True, client_key=client_key
    )
    item = add_line(ticket, line, by=by, now=now)
    ticket.answer_unread = True
    ticket.first_response_at = ticket.first_response_at or now
    ticket.save(update_fields=["answer_unread", "first_response_at"])
    return item


def reopened(ticket: Ticket, *, by: Acts, now: datetime) -> None:
    """Put a locked, answered ticket back to work: the clock runs again."""
    move(ticket, "reopen", by=by, now=now, reopened_count=ticket.reopened_count + 1)
    clocks.restart(ticket, now=now)
    silence.stop(ticket)


def _is_too_late(ticket: Ticket, *, now: datetime) -> bool:
    ended = ticket.closed_at or ticket.resolved_at
    if ticket.status == Status.REDIRECTED:
        return True
    return ended is not None and now - ended > timedelta(days=settings.REOPEN_DAYS)


def _continue(
    ticket: Ticket, *, by: User, body: str, now: datetime, client_key: str
) -> TimelineItem:
    """Register a linked new appeal of the same kind for a late reply."""
    from tickets.actions.registration import NewTicket, register_ticket

    new = register_ticket(
        new=NewTicket(
            kind=TicketKind(ticket.kind),
            body=body,
            channel="cabinet",
            citizen=ticket.citizen,
            subject=ticket.subject,
            topic=ticket.topic,
            priority=ticket.priority,
            is_official=ticket.is_official,
            client_key=client_key,
        ),
        by=by,
        now=now,
    )
    TicketLink.objects.get_or_create(
        source=ticket,
        target=new,
        defaults={"relation": TicketLink.Relation.CONTINUED, "created_at": now},
    )
    record(TicketContinued(ticket_id=ticket.pk, new_ticket_id=new.pk), by=by, at=now)
    return new.items.get(seq=1)
