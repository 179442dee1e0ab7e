"""The chat without a socket: the same rows, the same words, the same rights over HTTP (W-20)."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chat import protocol
from chat.actions.marks import Marks, note_marks
from chat.actions.messages import delete_message, edit_message, say
from chat.guests import person_of
from chat.models import Dialog
from chat.selectors.dialogs import dialog_for, side_of
from chat.selectors.faces import faces_after, marks_of
from chat.selectors.states import state_of
from chat.socket_work import ack, words_of
from chat.views.visitors import from_own_page
from common.errors import DomainError
from common.ratelimit import bucket_key, limit

STATUS = {"bad_frame": 400, "unknown_op": 400, "too_big": 413}


@from_own_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rows(request: HttpRequest, dialog_id: UUID) -> HttpResponse:
    """Give the rows after a number, or carry out one frame as the socket would."""
    by = person_of(request)
    dialog = dialog_for(by, dialog_id)
    if request.method == "POST":
        return _posted(request, dialog, by)
    after = request.GET.get("after", "0")
    if not after.isdecimal() or len(after) > 9:
        return JsonResponse(protocol.error(protocol.Code.BAD_FRAME), status=400)
    side = side_of(by, dialog)
    faces, found = faces_after(dialog, int(after), side=side)
    answer = {
        "rows": faces,
        "seq": max(found.upto, int(after)),
        "is_all": found.is_all,
        "state": state_of(dialog, side=side, now=timezone.now()),
        "marks": marks_of(dialog),
    }
    return JsonResponse(answer)


def _posted(request: HttpRequest, dialog: Dialog, by: Any) -> HttpResponse:
    """Carry out `send`, `edit`, `delete`, `got` or `seen` and answer as the socket does."""
    try:
        op = _operation(request, dialog)
    except protocol.BadFrame as bad:
        return JsonResponse(protocol.error(bad.code, cid=bad.cid), status=STATUS[bad.code])
    cid = getattr(op, "cid", None)
    try:
        answer = _carried_out(op, dialog, by)
    except DomainError as refused:
        frame = protocol.refusal(refused, cid=cid, dialog=dialog.pk)
        response = JsonResponse(frame, status=refused.http_status)
        if "retry_after" in frame:
            response["Retry-After"] = str(frame["retry_after"])
        return response
    return JsonResponse(answer)


def _operation(request: HttpRequest, dialog: Dialog) -> protocol.Operation:
    if len(request.body) > protocol.MOST_FRAME:
        raise protocol.BadFrame(protocol.Code.TOO_BIG)
    try:
        frame = json.loads(request.body)
    except (ValueError, RecursionError):
        frame = None
    if not isinstance(frame, dict):
        raise protocol.BadFrame(protocol.Code.BAD_FRAME)
    return protocol.operation_of(frame | {"dialog": str(dialog.pk)})


def _carried_out(op: protocol.Operation, dialog: Dialog, by: Any) -> dict[str, Any]:
    now = timezone.now()
    match op:
        case protocol.Send():
            _count(by, now=now)
            return ack(say(dialog=dialog, words=words_of(op), by=by, now=now))
        case protocol.Change(text=""):
            _count(by, now=now)
            gone = delete_message(dialog=dialog, target=op.target, cid=op.cid, by=by, now=now)
            return ack(gone)
        case protocol.Change():
            _count(by, now=now)
            edit = {"dialog": dialog, "target": op.target, "words": words_of(op)}
            return ack(edit_message(**edit, by=by, now=now))
        case protocol.Mark():
            note_marks(dialog=dialog, marks=Marks(got=op.got, seen=op.seen), by=by, now=now)
            return {"op": "marked", "dialog": str(dialog.pk)}
    raise Http404


def _count(by: Any, *, now: Any) -> None:
    """Hold one person to what the socket lets them say in a minute (W-09)."""
    limit(
        bucket_key("chat-say", by.actor.kind, by.actor.id),
        most=settings.CHAT_MESSAGES_PER_MINUTE,
        window=timedelta(minutes=1),
        now=now,
        message="Слишком много сообщений подряд. Подождите немного.",
    )
