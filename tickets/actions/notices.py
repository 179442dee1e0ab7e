"""What was sent to the citizen, written into the one stream of the appeal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from common.actors import SYSTEM
from tickets.actions._timeline import Kind, Line, find_sent, item_of, locked
from tickets.models import Ticket


@transaction.atomic
def note_notice(
    *, ticket_id: UUID, entry_id: int, template: str, channels: Sequence[str], now: datetime
) -> None:
    """Add a line about a notice to the citizen; the appeal keeps its place in the lists.

    Without a channel only colleagues see the line: the citizen cannot be reached. Records no fact:
    the notice belongs to the fact `entry_id`. Asked again, it adds nothing.
    """
    ticket = locked(Ticket(pk=ticket_id))
    key = f"notice:{entry_id}:{template}"
    if find_sent(ticket, key, by=SYSTEM):
        return
    ticket.items_count += 1
    verb = "notified" if channels else "not_notified"
    data: dict[str, Any] = {"verb": verb, "about": template}
    data |= {"channels": list(channels)}
    line = Line(Kind.NOTICE, is_public=bool(channels), data=data, client_key=key)
    item_of(ticket, line, by=SYSTEM, now=now).save(force_insert=True)
    ticket.save(update_fields=["items_count"])
