"""Where a dialog stands, as a side is told: state, place and wait, who answers, the appeal, the call."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from chat.models import Dialog, VoiceCall
from chat.models.messages import Side
from chat.selectors.voice import alive_call, call_shown
from chat.states import DialogState
from routing.selectors.waiting import waiting_for


def state_of(
    dialog: Dialog,
    *,
    side: Side,
    now: datetime,
    calls: Mapping[UUID, VoiceCall] | None = None,
) -> dict[str, Any]:
    """Return the state of a dialog for a side.

    `wait` is the promised interval in words, None while no number deserves trust. `calls` are those
    alive, for whoever has asked for many dialogs already.
    """
    told: dict[str, Any] = {
        "state": dialog.state,
        "place": None,
        "wait": None,
        "operator": "",
        "ticket": dialog.ticket.number if dialog.ticket else None,
        "call": None,
    }
    if dialog.state == DialogState.WAITING:
        waiting = waiting_for(f"dialog:{dialog.pk}", now=now)
        if waiting is not None:
            told["place"] = waiting.place
            if waiting.interval is not None:
                told["wait"] = waiting.interval.words
    if dialog.operator is not None and dialog.state == DialogState.ACTIVE:
        name = "public_name" if side == Side.CITIZEN else "full_name"
        told["operator"] = getattr(dialog.operator, name)
    told["call"] = call_shown(alive_call(dialog) if calls is None else calls.get(dialog.pk))
    return told
