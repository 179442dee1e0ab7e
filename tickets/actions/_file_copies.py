"""Files of a message that is also in another appeal: each appeal has its own row, the bytes lie once."""

from django.db import transaction

from common.files import store
from tickets.actions import scanning
from tickets.models import Attachment, TimelineItem


def copy_files(source: TimelineItem, copy: TimelineItem) -> None:
    """Give a copied message the files of the original, in the caller's transaction; infected ones stay."""
    for file in source.attachments.exclude(state=Attachment.State.INFECTED).order_by("pk"):
        if store.path_of(file.storage_name).exists():
            _copy(file, copy)


def _copy(file: Attachment, item: TimelineItem) -> None:
    stored = store.new_name()
    store.twin(file.storage_name, stored)
    row = Attachment(
        ticket_id=item.ticket_id,
        item=item,
        uploader_kind=file.uploader_kind,
        uploader_id=file.uploader_id,
        name=file.name,
        storage_name=stored,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        state=file.state,
        uploaded_at=file.uploaded_at,
    )
    row.save(force_insert=True)
    transaction.on_commit(lambda: store.settle(stored), robust=True)
    if row.state == Attachment.State.CHECKING:
        transaction.on_commit(lambda: scanning.ask_for_scan(row.pk), robust=True)
