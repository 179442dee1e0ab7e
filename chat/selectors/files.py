"""Files of dialogs, for who may see the row they stand in."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from chat.models import Dialog, File, Message
from chat.models.messages import Kind, Side
from chat.policies import is_worker, owns
from chat.selectors.dialogs import visible_to
from tickets.selectors.visibility import visible_to as tickets_visible_to

NOT_FOUND = "Файл не найден"


def file_for(by: Any, file_id: UUID) -> File:
    """Return a file of a visible dialog, or of one whose appeal is visible, else raise Http404.

    Unsent, it is its own side's. A citizen sees no file of an inner row or of a deleted one, nor
    does who works on the appeal without seeing the dialog.
    """
    rows = File.objects.filter(pk=file_id).select_related("dialog", "message")
    file = rows.filter(dialog__in=visible_to(by)).first()
    if file is None:
        file = rows.filter(_of_appeals(by)).first()
        if file is None or not _is_shown(file):
            raise Http404(NOT_FOUND)
        return file
    side = Side.CITIZEN if owns(by, file.dialog) else Side.OPERATOR
    if file.message is None:
        is_seen = file.side == side
    else:
        is_seen = side == Side.OPERATOR or _is_shown(file)
    if not is_seen:
        raise Http404(NOT_FOUND)
    return file


def shown_files(dialogs: Iterable[Dialog]) -> dict[UUID, list[File]]:
    """Return the files both sides of each dialog have seen, oldest first; two statements."""
    ids = [dialog.pk for dialog in dialogs]
    rows = File.objects.filter(dialog__in=ids, message__is_inner=False).select_related("message")
    gone = _deleted(ids) if ids else set()
    found: dict[UUID, list[File]] = {}
    for file in rows.order_by("uploaded_at", "pk"):
        if file.message is not None and (file.dialog_id, file.message.seq) not in gone:
            found.setdefault(file.dialog_id, []).append(file)
    return found


def _of_appeals(by: Any) -> Q:
    """Files of dialogs an appeal was made of, for who works on that appeal."""
    if not is_worker(by):
        return Q(pk=None)
    return Q(dialog__ticket__in=tickets_visible_to(by))


def _is_shown(file: File) -> bool:
    """Whether both sides see it: sent, not in a note, not taken back."""
    message = file.message
    if message is None or message.is_inner:
        return False
    return (file.dialog_id, message.seq) not in _deleted([file.dialog_id])


def _deleted(dialogs: Iterable[UUID]) -> set[tuple[UUID, int]]:
    rows = Message.objects.filter(dialog__in=list(dialogs), kind=Kind.DELETE)
    return {(row, payload["target"]) for row, payload in rows.values_list("dialog", "payload")}
