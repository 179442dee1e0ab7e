"""Voice calls of a dialog: the one alive, who may speak in it, what each side is told of it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404

from chat.models import Dialog, VoiceCall
from chat.models.messages import Side
from chat.policies import can_speak


def alive_call(dialog: Dialog) -> VoiceCall | None:
    """Return the call that rings or goes on in a dialog."""
    return VoiceCall.objects.filter(dialog=dialog, state__in=VoiceCall.ALIVE).first()


def call_of(dialog: Dialog, call_id: str) -> VoiceCall:
    """Return a call of this dialog, over or not, else raise Http404."""
    key = _key(call_id)
    call = VoiceCall.objects.filter(dialog=dialog, pk=key).first() if key else None
    if call is None:
        raise Http404("Звонок не найден")
    return call


def ringing_for(operator: Any) -> list[VoiceCall]:
    """Return calls that ring for an operator in dialogs they lead, with who rings."""
    rows = VoiceCall.objects.filter(
        operator=operator, state=VoiceCall.State.RINGING, side=Side.CITIZEN
    )
    return list(rows.select_related("dialog__citizen").order_by("rang_at"))


def alive_calls(dialogs: Iterable[UUID]) -> dict[UUID, VoiceCall]:
    """Return the calls that ring or go on, by dialog; one query."""
    rows = VoiceCall.objects.filter(dialog__in=list(dialogs), state__in=VoiceCall.ALIVE)
    return {call.dialog_id: call for call in rows}


def may_signal(by: Any, dialog: Dialog, call_id: str) -> bool:
    """Say whether a signal of this call may pass from `by` to the other side; asked at each signal."""
    call = alive_call(dialog)
    return call is not None and call.pk == _key(call_id) and can_speak(by, dialog, call)


def _key(text: str) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def call_shown(call: VoiceCall | None) -> dict[str, Any] | None:
    """Return a call as both sides are told of it: who rang, since when; never who the operator is."""
    if call is None:
        return None
    return {
        "id": str(call.pk),
        "state": call.state,
        "side": call.side,
        "rang_at": call.rang_at.isoformat(),
        "answered_at": call.answered_at.isoformat() if call.answered_at else None,
        "ended_at": call.ended_at.isoformat() if call.ended_at else None,
    }
