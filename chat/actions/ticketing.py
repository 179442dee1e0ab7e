"""An appeal made of a dialog: by its operator, or by the sweep when nobody came. Nothing is lost."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actions.profiles import Caller
from accounts.models import Contact
from chat import hints
from chat.actions._locking import locked
from chat.actions.ending import end_talk
from chat.actions.messages import say_event
from chat.events import DialogTicketMade
from chat.models import Dialog
from chat.policies import can_leave_ticket, can_write_up
from chat.selectors.summary import first_words, transcript_of
from chat.states import DialogState, Ending, Result
from common.actors import SYSTEM, Acts
from common.policies import require
from journal import facts as journal
from tickets.actions.registration import NewTicket, register_for_caller, register_ticket
from tickets.models import Ticket
from tickets.models.ticket import Kind
from topics.models import Topic

MOST_TRANSCRIPT = 18_000
HEAD = "Разговор в чате:"


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogTicket:
    """What the operator decides of the appeal; the rest the dialog knows."""

    kind: str = Kind.QUESTION
    subject: str = ""
    words: str = ""
    topic: Topic | None = None


@transaction.atomic
def make_ticket(*, dialog: Dialog, asked: DialogTicket, by: Acts, now: datetime) -> Ticket:
    """Register an appeal with the transcript as its first material; its number is told in the chat.

    Made already, the same appeal is returned.
    """
    dialog = locked(dialog)
    require(can_write_up, by, dialog)
    if dialog.ticket is not None:
        return dialog.ticket
    return _register(dialog, asked, by=by, now=now)


@transaction.atomic
def save_untaken(*, dialog: Dialog, now: datetime) -> Ticket | None:
    """Make an appeal of a dialog nobody took in time, tell the citizen, end the wait; None when it is late."""
    dialog = locked(dialog)
    if dialog.state != DialogState.WAITING:
        return None
    say_event(dialog=dialog, event="nobody_came", by=SYSTEM, now=now)
    ticket = dialog.ticket or _register(dialog, DialogTicket(), by=SYSTEM, now=now)
    dialog.refresh_from_db()
    dialog.result = Result.TICKET
    dialog.save(update_fields=["result"])
    end_talk(dialog=dialog, by=SYSTEM, now=now, ending=Ending.TICKET)
    return ticket


@transaction.atomic
def leave_ticket(*, dialog: Dialog, by: Acts, now: datetime) -> Ticket:
    """Make an appeal of a dialog at the citizen's own wish while nobody has come; the wait ends."""
    dialog = locked(dialog)
    require(can_leave_ticket, by, dialog)
    ticket = dialog.ticket or _register(dialog, DialogTicket(), by=SYSTEM, now=now)
    dialog.refresh_from_db()
    dialog.result = Result.TICKET
    dialog.save(update_fields=["result"])
    end_talk(dialog=dialog, by=by, now=now, ending=Ending.TICKET)
    return ticket


# --- steps of the doors
def _register(dialog: Dialog, asked: DialogTicket, *, by: Acts, now: datetime) -> Ticket:
    new = NewTicket(
        kind=Kind(asked.kind),
        body=_body(dialog, asked),
        channel=Contact.Channel.CHAT,
        citizen=dialog.citizen,
        subject=asked.subject or first_words(list(dialog.messages.order_by("seq"))),
        topic=asked.topic or dialog.topic,
        contact=dialog.contact,
        client_key=f"dialog:{dialog.pk}",
        received_at=dialog.opened_at,
    )
    caller = _caller(dialog)
    if dialog.citizen is None and caller is not None:
        ticket = register_for_caller(caller=caller, new=new, by=by, now=now)
    else:
        ticket = register_ticket(new=new, by=by, now=now)
    dialog.ticket = ticket
    dialog.save(update_fields=["ticket"])
    told = {"ticket": ticket.number}
    say_event(dialog=dialog, event="ticket_made", by=by, now=now, data=told)
    fact = DialogTicketMade(dialog_id=dialog.pk, ticket_id=ticket.pk)
    journal.record(fact, by=by, at=now)
    hints.after_commit(hints.frame(hints.STATE, dialog.pk))
    return ticket


def _body(dialog: Dialog, asked: DialogTicket) -> str:
    said = transcript_of(dialog, most=MOST_TRANSCRIPT - len(asked.words))
    return f"{asked.words}\n\n{HEAD}\n{said}".strip()


def _caller(dialog: Dialog) -> Caller | None:
    """Return what is known of a guest who left a number: the answer goes to it.

    A number nobody has proved leads to a new profile, never into somebody's.
    """
    if not dialog.phone:
        return None
    return Caller(
        phone=str(dialog.phone), language=dialog.language, is_vouched=dialog.is_phone_proved
    )
