"""Virus checks: a file stays closed until the scanner has said it is clean (U-08).

The scanner is asked outside any transaction. No answer leaves the file closed, and the sweep
asks again.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from celery import current_app
from django.db import transaction

from common.actors import SYSTEM
from common.files import store
from journal.facts import record
from tickets.events import FileChecked
from tickets.gateways.base import Scanner, ScannerUnavailable
from tickets.gateways.clamav import scanner as configured_scanner
from tickets.models import Attachment

logger = logging.getLogger(__name__)
TASK = "tickets.tasks.scan_attachment"
WAIT_BEFORE_SWEEP = timedelta(seconds=15)
BATCH = 50


def ask_for_scan(attachment_id: UUID) -> None:
    """Send the file to the worker. A lost message does no harm: the sweep finds the row."""
    current_app.send_task(
        TASK, kwargs={"attachment_id": str(attachment_id)}, queue="default", retry=False
    )


def scan(*, attachment_id: UUID, scanner: Scanner, now: datetime) -> bool:
    """Check one waiting file; return False when the scanner gave no verdict."""
    attachment = Attachment.objects.filter(
        pk=attachment_id, state=Attachment.State.CHECKING
    ).first()
    if attachment is None:
        return True
    try:
        is_clean = scanner.is_clean(store.path_of(attachment.storage_name))
    except ScannerUnavailable as error:
        logger.warning("The virus scanner gave no verdict", extra={"reason": str(error)})
        return False
    mark_checked(attachment=attachment, is_clean=is_clean, now=now)
    return True


def verdict_of(path: Path) -> bool | None:
    """Ask about a file of another app: clean or not, None without a verdict. Writes no row."""
    scanner = configured_scanner()
    if scanner is None:
        return None
    try:
        return scanner.is_clean(path)
    except ScannerUnavailable as error:
        logger.warning("The virus scanner gave no verdict", extra={"reason": str(error)})
        return None


@transaction.atomic
def mark_checked(*, attachment: Attachment, is_clean: bool, now: datetime) -> None:
    """Open a clean file; an infected one is removed from the disk, its row says why."""
    row = Attachment.objects.select_for_update().filter(pk=attachment.pk).first()
    if row is None or row.state != Attachment.State.CHECKING:
        return
    row.state = Attachment.State.CLEAN if is_clean else Attachment.State.INFECTED
    row.save(update_fields=["state"])
    if not is_clean:
        transaction.on_commit(lambda: store.forget(row.storage_name), robust=True)
    event = FileChecked(ticket_id=row.ticket_id, attachment_id=row.pk, state=row.state)
    record(event, by=SYSTEM, at=now)


def sweep_unscanned(*, scanner: Scanner, now: datetime) -> int:
    """Ask again for files that wait too long; stops at the first silence of the scanner."""
    waiting = (
        Attachment.objects.filter(
            state=Attachment.State.CHECKING, uploaded_at__lt=now - WAIT_BEFORE_SWEEP
        )
        .order_by("uploaded_at")
        .values_list("pk", flat=True)[:BATCH]
    )
    done = 0
    for attachment_id in list(waiting):
        if not scan(attachment_id=attachment_id, scanner=scanner, now=now):
            break
        done += 1
    return done
