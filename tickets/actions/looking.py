"""Looking at an appeal and taking a file leave a fact: who saw whose data (D-11).

Once an hour for each person and thing, and without waiting for the disk: a page must not become
slower by being written down. A crash may forget the looks of its last half second.
"""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction

from accounts.policies import can_open_desk
from common import policies
from common.actors import CITIZEN, Acts
from journal.facts import record
from tickets.events import CardOpened, FileDownloaded
from tickets.models import Attachment, Ticket
from tickets.policies import can_download

AGAIN_S = 3600


def note_card_opened(*, ticket: Ticket, by: Acts, now: datetime) -> None:
    """Write down that a colleague opened an appeal."""
    policies.require(can_open_desk, by)
    seen = CardOpened(ticket_id=ticket.pk, citizen_id=ticket.citizen_id)
    _once_an_hour(seen, f"{by.actor.id}:{ticket.pk}", by=by, now=now)


def note_file_downloaded(*, attachment: Attachment, by: Acts, now: datetime) -> None:
    """Write down that a colleague or another system took a file; people look at their own freely."""
    if by.actor.kind == CITIZEN or attachment.ticket_id is None:
        return
    policies.require(can_download, by, attachment)
    seen = FileDownloaded(attachment_id=attachment.pk, ticket_id=attachment.ticket_id)
    _once_an_hour(seen, f"{by.actor.id}:{attachment.pk}", by=by, now=now)


def _once_an_hour(event: Any, key: str, *, by: Acts, now: datetime) -> None:
    key = f"looked:{key}"
    if cache.get(key):
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('synchronous_commit', 'off', true)")
        record(event, by=by, at=now)
    # After the row: a failure must not silence the next hour.
    cache.set(key, 1, AGAIN_S)
