"""Who wrote what: messages of the citizen, answers, internal notes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import Citizen, Contact, User
from accounts.selectors import profile_ids
from common import policies
from common.actors import Acts
from common.errors import InvalidInput
from journal.facts import record
from tickets.actions import clocks, silence
from tickets.actions._limits import require_may_write
from tickets.actions._move import MoveRefused, move, require_open
from tickets.actions._text import checked_text
from tickets.actions._timeline import AWAKE, Kind, Line, add_line, find_sent, locked
from tickets.actions._wording import stops_code_demands
from tickets.actions.attachments import NO_FILES, Files, bind
from tickets.actions.registration import NewTicket, register_ticket
from tickets.actions.sending import PLAIN, Sending, write_answer
from tickets.actions.watching import note_mentions
from tickets.events import CitizenWrote, NoteAdded, TicketAnswered, TicketContinued
from tickets.models import Ticket, TicketLink, TimelineItem
from tickets.models.ticket import Kind as TicketKind
from tickets.policies import can_add_note, can_record_message, can_reply, can_write_message
from tickets.selectors.colleagues import stand_in_for
from tickets.states import REOPENABLE, Status


@dataclass(frozen=True, slots=True)
class _Letter:
    """What a citizen wrote, ready for the stream of whichever appeal it belongs to."""

    body: str
    by: User
    now: datetime
    client_key: str
    files: Files


@stops_code_demands
@transaction.atomic
def reply(
    *, ticket: Ticket, by: Acts, body: str, now: datetime, sending: Sending = PLAIN
) -> TimelineItem:
    """Answer the citizen without ending the matter. A repeated press returns the first answer."""

    def require(found: Ticket) -> None:
        require_open(found, "Ответить")
        policies.require(can_reply, by, found)

    written = write_answer(ticket, body=body, by=by, now=now, sending=sending, require=require)
    if written.is_new:
        fact = TicketAnswered(ticket_id=written.ticket.pk, item_id=written.item.pk)
        record(fact, by=by, at=now)
    return written.item


@transaction.atomic
def add_note(
    *,
    ticket: Ticket,
    by: Acts,
    body: str,
    now: datetime,
    client_key: str = "",
    files: Files = NO_FILES,
) -> TimelineItem:
    """Write a note for colleagues; a citizen never sees it (R-067, database check)."""
    ticket = locked(ticket)
    if sent := find_sent(ticket, client_key, by=by):
        return sent
    policies.require(can_add_note, by, ticket)
    line = Line(Kind.NOTE, body=checked_text(body), client_key=client_key)
    item = add_line(ticket, line, by=by, now=now)
    bind(ticket, item, files.ids, draft_key=files.draft_key, by=by)
    record(NoteAdded(ticket_id=ticket.pk, item_id=item.pk), by=by, at=now)
    note_mentions(ticket, item, by=by, now=now)
    return item


@transaction.atomic
def write_message(
    *,
    ticket: Ticket,
    by: User,
    body: str,
    now: datetime,
    client_key: str = "",
    files: Files = NO_FILES,
) -> TimelineItem:
    """Take a message of the citizen: it resumes the work, reopens, or begins a linked new appeal.

    Waiting for the citizen -> back to whoever asked. Answered or over within REOPEN_DAYS -> reopened.
    Later, or redirected -> a linked new appeal; the returned item is then the first of that one.
    Registered again under another number -> that appeal takes the message (decisions 15).
    """
    ticket = _latest(ticket)
    if sent := find_sent(ticket, client_key, by=by):
        return sent
    policies.require(can_write_message, by, ticket)
    require_may_write(by, ticket.citizen, now=now)
    letter = _Letter(checked_text(body), by, now, client_key, files)
    if _is_too_late(ticket, now=now):
        return _continue(ticket, letter)
    line = Line(Kind.MESSAGE, body=letter.body, is_public=True, client_key=client_key)
    ticket.snoozed_at = ticket.snoozed_until = None
    item = add_line(ticket, line, by=by, now=now, saving=AWAKE)
    bind(ticket, item, files.ids, draft_key=files.draft_key, by=by)
    verb = _wake(ticket, by=by, now=now)
    record(CitizenWrote(ticket_id=ticket.pk, item_id=item.pk, verb=verb), by=by, at=now)
    return item


@transaction.atomic
def record_message(
    *, ticket: Ticket, of: Citizen, by: User, body: str, now: datetime, client_key: str = ""
) -> TimelineItem:
    """Take down what a citizen says on the phone or at a counter, as a message in an appeal of theirs.

    It wakes the appeal as their own would. Raises InvalidInput for another person's appeal,
    MoveRefused for one that is long over.
    """
    ticket = _latest(ticket)
    if sent := find_sent(ticket, client_key, by=by):
        return sent
    policies.require(can_record_message, by, ticket)
    if ticket.citizen is None or of.pk not in profile_ids(ticket.citizen):
        raise InvalidInput("Это обращение другого человека.", field="citizen")
    if _is_too_late(ticket, now=now):
        raise MoveRefused(
            f"№ {ticket.number} закончено и уже не возобновляется: зарегистрируйте новое обращение."
        )
    line = Line(Kind.MESSAGE, body=checked_text(body), is_public=True, client_key=client_key)
    item = add_line(ticket, line, by=by, now=now)
    verb = _wake(ticket, by=by, now=now)
    record(CitizenWrote(ticket_id=ticket.pk, item_id=item.pk, verb=verb), by=by, at=now)
    return item


def reopened(ticket: Ticket, *, by: Acts, now: datetime, **fields: Any) -> None:
    """Put a locked, answered ticket back to work: new terms run, the line that followed has it.

    An absent owner's substitute takes it on, else it is free.
    """
    owner = ticket.home_assignee if ticket.home_team_id else ticket.assignee
    move(
        ticket,
        "reopen",
        by=by,
        now=now,
        team=ticket.home_team if ticket.home_team_id else ticket.team,
        assignee=stand_in_for(owner),
        home_team=None,
        home_assignee=None,
        reopened_count=ticket.reopened_count + 1,
        **fields,
    )
    clocks.restart(ticket, now)
    silence.stop(ticket)


def _wake(ticket: Ticket, *, by: User, now: datetime) -> str:
    """Resume or reopen what waited for the citizen; return the verb of the move, "" for none.

    An absent worker's substitute goes on with it, without one it is free (decisions 6).
    """
    if ticket.status == Status.WAITING_CITIZEN:
        verb = "citizen_answered_department" if ticket.home_team_id else "citizen_answered"
        move(ticket, verb, by=by, now=now, assignee=stand_in_for(ticket.assignee))
        clocks.resume(ticket, now)
        silence.stop(ticket)
        return verb
    if ticket.status in REOPENABLE:
        reopened(ticket, by=by, now=now)
        return "reopen"
    return ""


class _Moved(Exception):
    """Another appeal took this one's place: its lock is given back with the savepoint."""


def _latest(ticket: Ticket) -> Ticket:
    """Return the locked appeal that took this one's place, joined or reclassified, else itself.

    One row is held at a time: to hold the joined one and wait for its head would meet a join or its
    undoing, which lock both by id (F-24).
    """
    key: UUID | None = ticket.pk
    while True:
        try:
            with transaction.atomic():
                found = locked(Ticket(pk=key))
                key = _successor_of(found)
                if key is None:
                    return found
                raise _Moved
        except _Moved:
            continue


def _successor_of(ticket: Ticket) -> UUID | None:
    if ticket.status != Status.CLOSED:
        return None
    if ticket.merged_into_id is not None:
        return ticket.merged_into_id
    link = ticket.links_out.filter(relation=TicketLink.Relation.RECLASSIFIED).first()
    return link.target_id if link else None


def _is_too_late(ticket: Ticket, *, now: datetime) -> bool:
    if ticket.status == Status.REDIRECTED:
        return True
    ended = ticket.closed_at or ticket.resolved_at
    return ended is not None and now - ended > timedelta(days=settings.REOPEN_DAYS)


def _continue(ticket: Ticket, letter: _Letter) -> TimelineItem:
    """Register a linked new appeal of the same kind for a late reply."""
    new = register_ticket(
        new=NewTicket(
            kind=TicketKind(ticket.kind),
            body=letter.body,
            channel=Contact.Channel.CABINET,
            citizen=ticket.citizen,
            subject=ticket.subject,
            topic=ticket.topic,
            client_key=letter.client_key,
            attachment_ids=letter.files.ids,
            draft_key=letter.files.draft_key,
        ),
        by=letter.by,
        now=letter.now,
    )
    _, is_new = TicketLink.objects.get_or_create(
        source=ticket,
        target=new,
        defaults={"relation": TicketLink.Relation.CONTINUED, "created_at": letter.now},
    )
    if is_new:
        fact = TicketContinued(ticket_id=ticket.pk, new_ticket_id=new.pk)
        record(fact, by=letter.by, at=letter.now)
    return new.items.get(seq=1)
