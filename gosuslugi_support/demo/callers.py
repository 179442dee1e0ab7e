"""How callers of the demo were checked: some conversations with questions, a slip of the tongue, papers that agree."""

from datetime import datetime, timedelta

from accounts.actions.contacts import end_contact, open_contact
from accounts.actions.identification import answer_question
from accounts.models import Attribute, Contact, User
from accounts.selectors.identity import answers_in
from gosuslugi_support.demo.papers import resident_of
from journal.facts import history_of
from tickets.handlers import note_identity_step
from tickets.identity_steps import WORDS
from tickets.models import Ticket
from tickets.selectors.visibility import visible_to

TALKS = frozenset({Contact.Channel.PHONE, Contact.Channel.MFC})
ASKED = (Attribute.FULL_NAME, Attribute.BIRTH_DATE, Attribute.SNILS)
PAUSE = timedelta(seconds=20)
EVERY = 3  # every so many of those who called were asked who they are
SLIPS = 2  # every so many of them began with a mistake


def is_asked(ticket: Ticket) -> bool:
    """Whether the person of a fresh appeal is on the line and is asked who they are."""
    return ticket.channel in TALKS and ticket.citizen is not None and ticket.number % EVERY == 0


def identify(ticket: Ticket, worker: User, at: datetime) -> None:
    """Let the worker talk with the person of an appeal and ask what the matrix wants."""
    resident = resident_of(ticket.citizen) if ticket.citizen else None
    if resident is None or not visible_to(worker).filter(pk=ticket.pk).exists():
        return
    call = open_contact(
        citizen=ticket.citizen,
        channel=ticket.channel,
        by=worker,
        now=at,
        matter=str(ticket.number),
    )
    said = {
        Attribute.FULL_NAME: resident.full_name,
        Attribute.BIRTH_DATE: resident.birth_date.isoformat(),
        Attribute.SNILS: resident.snils,
    }
    if ticket.number % SLIPS == 0:
        at += PAUSE
        wrong = (resident.birth_date + timedelta(days=1)).isoformat()
        answer_question(contact=call, attribute="birth_date", said=wrong, by=worker, now=at)
    for attribute in ASKED:
        at += PAUSE
        answer_question(contact=call, attribute=attribute, said=said[attribute], by=worker, now=at)
    end_contact(contact=call, by=worker, now=at + timedelta(minutes=len(answers_in(call))))
    _trace(call)


def _trace(call: Contact) -> None:
    """Write the steps into the appeal at once: the reactions of a told story are not run."""
    for fact in history_of(f"contact:{call.pk}"):
        if type(fact.event) in WORDS:
            note_identity_step(fact)
