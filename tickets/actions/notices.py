"""What was sent to the citizen, written into the one stream of the appeal."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from common.actors import SYSTEM
from tickets.actions._timeline import Kind, Line, item_of, locked
from tickets.models import Ticket


@transaction.atomic
def note_notice(*, ticket_id: UUID, template: str, channels: Sequence[str], now: datetime) -> None:
    """Add a line about a notice to the citizen; the appeal keeps its place in the lists.

    Without a channel only colleagues see the line: the citizen cannot be reached. Records no fact:
    the notice belongs to the fact it tells of.
    """
    ticket = locked(Ticket(pk=ticket_id))
    ticket.items_count += 1
    data = {"verb": "notified" if channels else "not_notified", "about": template}
    line = Line(Kind.NOTICE, is_public=bool(channels), data=data | {"channels": list(channels)})
    item_of(ticket, line, by=SYSTEM, now=now).save(force_insert=True)
    ticket.save(update_fields=["items_count"])
