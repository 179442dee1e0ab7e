"""Files of dialogs, for who may see the row they stand in."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from chat.models import File, Message
from chat.models.messages import Kind, Side
from chat.policies import owns
from chat.selectors.dialogs import visible_to

NOT_FOUND = "Файл не найден"


def file_for(by: Any, file_id: UUID) -> File:
    """Return a file of a visible dialog, else raise Http404.

    Unsent, it is its own side's. A citizen sees no file of an inner row or of a deleted one.
    """
    rows = File.objects.filter(pk=file_id, dialog__in=visible_to(by))
    file = rows.select_related("dialog", "message").first()
    if file is None:
        raise Http404(NOT_FOUND)
    side = Side.CITIZEN if owns(by, file.dialog) else Side.OPERATOR
    if file.message is None:
        is_seen = file.side == side
    else:
        is_seen = side == Side.OPERATOR or not (file.message.is_inner or _is_deleted(file.message))
    if not is_seen:
        raise Http404(NOT_FOUND)
    return file


def _is_deleted(message: Message) -> bool:
    told = Q(kind=Kind.DELETE, payload__target=message.seq)
    return Message.objects.filter(told, dialog=message.dialog_id).exists()
