"""Voice calls over HTTP, in JSON: the call of a dialog, its doors, and the ways through networks."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chat.actions import voice
from chat.actions.voice import Quality
from chat.guests import person_of
from chat.ice import ice_servers
from chat.models import Dialog, VoiceCall
from chat.policies import can_speak
from chat.selectors.dialogs import dialog_for
from chat.selectors.voice import alive_call, call_of, call_shown
from chat.views.visitors import from_own_page
from common.errors import DomainError, InvalidInput
from common.policies import require
from common.ratelimit import bucket_key, limit

RINGS, RINGS_WITHIN = 12, timedelta(minutes=10)
RINGS_TOO_OFTEN = "Слишком много звонков подряд. Подождите немного или напишите в чат."


@from_own_page
@never_cache
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, dialog_id: UUID) -> HttpResponse:
    """Tell of the call that rings or goes on, or of `?call=…` when it is over; POST `act` does something."""
    by = person_of(request)
    dialog = dialog_for(by, dialog_id)
    if request.method != "POST":
        asked = request.GET.get("call", "")
        found = call_of(dialog, asked) if asked else alive_call(dialog)
        return JsonResponse({"call": call_shown(found)})
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404("Такого действия нет")
    try:
        done = act(request, dialog, by, timezone.now())
    except DomainError as error:
        status = 422 if error.http_status in {400, 409} else error.http_status
        told = {"error": str(error), "code": error.code, "call": call_shown(alive_call(dialog))}
        return JsonResponse(told, status=status)
    return JsonResponse({"call": call_shown(done)})


@never_cache
@require_safe
def ice(request: HttpRequest, dialog_id: UUID) -> HttpResponse:
    """Give the two who speak the addresses of STUN and TURN, with a password for ten minutes."""
    by = person_of(request)
    dialog = dialog_for(by, dialog_id)
    alive = alive_call(dialog)
    if alive is None:
        raise Http404("Сейчас никто не звонит")
    require(can_speak, by, dialog, alive)
    return JsonResponse({"iceServers": ice_servers(alive.pk, now=timezone.now())})


# --- what a POST does
def _ring(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> VoiceCall:
    key = bucket_key("chat-ring", str(dialog.pk))
    limit(key, most=RINGS, window=RINGS_WITHIN, now=now, message=RINGS_TOO_OFTEN)
    return voice.ring(dialog=dialog, by=by, now=now)


def _answer(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> VoiceCall:
    return voice.answer_call(call=_named(request, dialog), by=by, now=now)


def _refuse(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> VoiceCall:
    return voice.refuse_call(call=_named(request, dialog), by=by, now=now)


def _end(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> VoiceCall:
    return voice.end_call(call=_named(request, dialog), by=by, now=now)


def _fail(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> VoiceCall:
    reason = request.POST.get("reason", "")
    return voice.fail_call(call=_named(request, dialog), reason=reason, by=by, now=now)


def _note(request: HttpRequest, dialog: Dialog, by: Any, now: datetime) -> VoiceCall:
    given = request.POST
    try:
        quality = Quality(
            loss=float(given.get("loss", "")),
            rtt_ms=int(given.get("rtt_ms", "")),
            jitter_ms=int(given.get("jitter_ms", "")),
        )
    except ValueError as error:
        raise InvalidInput("Таких цифр не бывает.", field="loss") from error
    return voice.note_quality(call=_named(request, dialog), quality=quality, by=by, now=now)


def _named(request: HttpRequest, dialog: Dialog) -> VoiceCall:
    return call_of(dialog, request.POST.get("call", ""))


ACTS: dict[str, Callable[[HttpRequest, Dialog, Any, datetime], VoiceCall]] = {
    "ring": _ring,
    "answer": _answer,
    "refuse": _refuse,
    "end": _end,
    "fail": _fail,
    "quality": _note,
}
