"""A conversation and the appeals it is about: the link, and what is done in it as lines of theirs.

To trace an event of `accounts` in the appeal it was done for: give it a `contact_id`, wire it to
`tickets.handlers.note_identity_step`, and write its words in `tickets/identity_steps.py`.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Contact
from accounts.selectors import profile_ids
from common import policies
from common.actors import Acts
from common.errors import InvalidInput
from journal.facts import record
from tickets.actions._timeline import Kind, Line, find_sent, item_of, locked
from tickets.events import ConversationLinked
from tickets.models import Conversation, Ticket
from tickets.policies import can_talk_about
from tickets.selectors.visibility import ticket_for


@transaction.atomic
def link_conversation(*, contact: Contact, matter: str, by: Acts, now: datetime) -> None:
    """Note that a conversation is about the appeal numbered `matter`; raises Http404, InvalidInput.

    The way `accounts.matters` is given in wiring. Linked before, nothing changes.
    """
    if not matter.isdecimal():
        raise InvalidInput("Номер обращения — девять цифр.", field="ticket")
    ticket = ticket_for(by, int(matter))
    policies.require(can_talk_about, by, ticket)
    if Conversation.objects.filter(ticket=ticket, contact=contact).exists():
        return
    if ticket.citizen is None or contact.citizen_id not in profile_ids(ticket.citizen):
        raise InvalidInput("Это обращение другого человека.", field="ticket")
    Conversation.objects.get_or_create(ticket=ticket, contact=contact, defaults={"linked_at": now})
    _quiet_line(ticket.pk, {"verb": "talk", "channel": contact.channel}, "", by=by, now=now)
    record(ConversationLinked(ticket.pk, contact.pk), by=by, at=now)


@transaction.atomic
def note_step(
    *, ticket_id: UUID, entry_id: int, data: dict[str, Any], by: Acts, now: datetime
) -> None:
    """Write what was done about a person's identity as one quiet line for colleagues.

    Records no fact: the step is the fact `entry_id`. Asked again, it adds nothing.
    """
    _quiet_line(ticket_id, data, f"identity:{entry_id}", by=by, now=now)


def _quiet_line(
    ticket_id: UUID, data: dict[str, Any], key: str, *, by: Acts, now: datetime
) -> None:
    """Add a line that citizens don't see and that leaves the appeal its place in the lists."""
    ticket = locked(Ticket(pk=ticket_id))
    if find_sent(ticket, key, by=by):
        return
    ticket.items_count += 1
    line = Line(Kind.MOVE, data=data, client_key=key)
    item_of(ticket, line, by=by, now=now).save(force_insert=True)
    ticket.save(update_fields=["items_count"])
