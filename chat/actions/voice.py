"""Doors of voice calls: ring, answer, refuse, end, fail; what nobody answers or ends is swept.

The sound goes from browser to browser and is kept nowhere: here are the call's times and quality.
Each call leaves one row in the dialog when it is over. While it lasts its dialog fills the operator
as a call does, so that nothing else is offered to them meanwhile.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from accounts.models import User
from chat import hints
from chat.actions._locking import locked
from chat.actions.messages import say_event
from chat.actions.queueing import CHANNEL, subject_of
from chat.events import CallAnswered, CallEnded, CallRang
from chat.models import Dialog, VoiceCall
from chat.models.messages import Side
from chat.policies import can_call, can_speak
from chat.selectors.dialogs import side_of
from chat.selectors.voice import alive_call
from chat.states import DialogState
from common.actors import SYSTEM, Acts
from common.errors import DomainError, InvalidInput
from common.policies import require
from journal import facts as journal
from routing.actions import work

State = VoiceCall.State
RINGS_FOR = timedelta(seconds=45)
# Both pages report how it sounds every ten seconds: silent for so long, both are gone.
UNHEARD_FOR = timedelta(seconds=90)
AS_CALL = "phone"
REASONS = frozenset({"microphone", "connection", "browser"})
LONGEST_MS = 60_000
BATCH = 500


class Busy(DomainError):
    """One of the two speaks already: here in another tab, or with somebody else."""

    code = "busy"


class CallIsOver(DomainError):
    """The call was answered elsewhere, refused, missed or ended meanwhile."""

    code = "call_is_over"


@dataclass(frozen=True, slots=True)
class Quality:
    """How a side hears the other one: a share of packets lost, milliseconds."""

    loss: float
    rtt_ms: int
    jitter_ms: int


@dataclass(frozen=True, slots=True)
class Over:
    """How a call ended."""

    state: str
    at: datetime
    reason: str = ""


@transaction.atomic
def ring(*, dialog: Dialog, by: Acts, now: datetime) -> VoiceCall:
    """Ring the other side. Rung by it at this very moment, both are in the call; twice is once."""
    dialog = locked(dialog)
    words = "Позвонить можно, когда с вами разговаривает оператор."
    require(can_call, by, dialog, message=words)
    side, alive = side_of(by, dialog), alive_call(dialog)
    if alive is not None and alive.state == State.RINGING:
        return alive if alive.side == side else answer_call(call=alive, by=by, now=now)
    if alive is not None:
        raise Busy("Разговор уже идёт — в другой вкладке или на другом устройстве.")
    assert dialog.operator is not None
    _require_free(dialog.operator, dialog, side=side)
    call = VoiceCall.objects.create(dialog=dialog, side=side, operator=dialog.operator, rang_at=now)
    journal.record(CallRang(dialog_id=dialog.pk, call_id=call.pk, side=side), by=by, at=now)
    hints.after_commit(hints.frame(hints.STATE, dialog.pk))
    return call


@transaction.atomic
def answer_call(*, call: VoiceCall, by: Acts, now: datetime) -> VoiceCall:
    """Take a call that rings. Raises CallIsOver when another tab was quicker or nobody rings now."""
    dialog, call = _locked(call)
    require(can_speak, by, dialog, call)
    if call.state != State.RINGING or side_of(by, dialog) == call.side:
        raise CallIsOver("Этот звонок уже закончен или принят в другой вкладке.")
    _require_free(call.operator, dialog, side=side_of(by, dialog))
    call.state, call.answered_at = State.TALKING, now
    call.save(update_fields=["state", "answered_at"])
    work.weigh(subject=subject_of(dialog.pk), channel=AS_CALL, by=by, now=now)
    journal.record(CallAnswered(dialog_id=dialog.pk, call_id=call.pk), by=by, at=now)
    hints.after_commit(hints.frame(hints.STATE, dialog.pk))
    return call


@transaction.atomic
def refuse_call(*, call: VoiceCall, by: Acts, now: datetime) -> VoiceCall:
    """Turn a call down that rings here. Not ringing any more, nothing changes."""
    dialog, call = _locked(call)
    require(can_speak, by, dialog, call)
    if call.state == State.RINGING and side_of(by, dialog) != call.side:
        _over(dialog, call, Over(State.REFUSED, now), by=by, now=now)
    return call


@transaction.atomic
def end_call(*, call: VoiceCall, by: Acts, now: datetime) -> VoiceCall:
    """Hang up, from either side; over already, nothing changes. Rung in vain it is a missed call."""
    dialog, call = _locked(call)
    require(can_speak, by, dialog, call)
    if call.state == State.TALKING:
        _over(dialog, call, Over(State.ENDED, now), by=by, now=now)
    elif call.state == State.RINGING:
        is_rung = side_of(by, dialog) == call.side or by is SYSTEM
        state = State.MISSED if is_rung else State.REFUSED
        _over(dialog, call, Over(state, now), by=by, now=now)
    return call


@transaction.atomic
def fail_call(*, call: VoiceCall, reason: str, by: Acts, now: datetime) -> VoiceCall:
    """Say that it did not work, or broke off: no microphone, no connection. Over already, nothing changes."""
    if reason not in REASONS:
        raise InvalidInput("Неизвестная причина.", field="reason")
    dialog, call = _locked(call)
    require(can_speak, by, dialog, call)
    if call.state in VoiceCall.ALIVE:
        _over(dialog, call, Over(State.FAILED, now, reason), by=by, now=now)
    return call


@transaction.atomic
def note_quality(*, call: VoiceCall, quality: Quality, by: Acts, now: datetime) -> VoiceCall:
    """Note how a side hears the other one. It is also the sign that somebody is still there."""
    if not (
        0 <= quality.loss <= 1
        and 0 <= quality.rtt_ms <= LONGEST_MS
        and 0 <= quality.jitter_ms <= LONGEST_MS
    ):
        raise InvalidInput("Таких цифр не бывает.", field="loss")
    dialog, call = _locked(call)
    require(can_speak, by, dialog, call)
    if call.state == State.TALKING:
        call.quality |= {side_of(by, dialog).value: asdict(quality), "heard_at": now.isoformat()}
        call.save(update_fields=["quality"])
    return call


@transaction.atomic
def end_alive(*, dialog: Dialog, by: Acts, now: datetime) -> None:
    """End whatever rings or goes on: the dialog ends or goes to somebody else. A step of other doors."""
    call = alive_call(dialog)
    if call is not None:
        dialog, call = _locked(call)
        _over(dialog, call, Over(_ending(call), now), by=by, now=now)


def sweep_calls(*, now: datetime) -> int:
    """Miss what rings too long, end what both sides have left or whose dialog moved on; return how many."""
    alive = VoiceCall.objects.filter(state__in=VoiceCall.ALIVE).select_related("dialog")
    due = Q(state=State.RINGING, rang_at__lte=now - RINGS_FOR)
    unheard = Q(state=State.TALKING, answered_at__lte=now - UNHEARD_FOR)
    left = ~Q(dialog__state=DialogState.ACTIVE)
    swept = [_sweep(call, now=now) for call in alive.filter(due | unheard | left)[:BATCH]]
    return sum(swept)


# --- steps of the doors
@transaction.atomic
def _sweep(call: VoiceCall, *, now: datetime) -> bool:
    dialog, call = _locked(call)
    heard = _heard_at(call)
    is_left = dialog.state != DialogState.ACTIVE or dialog.operator_id != call.operator_id
    if call.state == State.RINGING and (is_left or call.rang_at <= now - RINGS_FOR):
        _over(dialog, call, Over(State.MISSED, now), by=SYSTEM, now=now)
    elif call.state == State.TALKING and (is_left or heard <= now - UNHEARD_FOR):
        over = Over(State.ENDED, now if is_left else heard)
        _over(dialog, call, over, by=SYSTEM, now=now)
    else:
        return False
    return True


def _locked(call: VoiceCall) -> tuple[Dialog, VoiceCall]:
    """Return the dialog and the call as they are now, locked in this order."""
    dialog = locked(call.dialog)
    return dialog, VoiceCall.objects.select_for_update(of=("self",)).get(pk=call.pk)


def _require_free(operator: User, dialog: Dialog, *, side: Side) -> None:
    """Raise Busy when the operator talks in another dialog; their row keeps two calls apart."""
    User.objects.select_for_update(no_key=True).get(pk=operator.pk)
    talking = VoiceCall.objects.filter(operator=operator, state=State.TALKING)
    if talking.exclude(dialog=dialog).exists():
        raise Busy(
            "Оператор сейчас говорит с другим человеком. Напишите в чат — он ответит."
            if side == Side.CITIZEN
            else "Вы уже говорите в другом чате. Сначала закончите тот разговор."
        )


def _heard_at(call: VoiceCall) -> datetime:
    told = call.quality.get("heard_at")
    return (parse_datetime(told) if told else None) or call.answered_at or call.rang_at


def _ending(call: VoiceCall) -> str:
    return State.ENDED if call.state == State.TALKING else State.MISSED


def _over(dialog: Dialog, call: VoiceCall, over: Over, *, by: Acts, now: datetime) -> None:
    """Write the end of a locked call, its row in the dialog, and give the operator their room back."""
    call.state, call.ended_at = over.state, over.at
    call.save(update_fields=["state", "ended_at"])
    talked_s = round((over.at - call.answered_at).total_seconds()) if call.answered_at else None
    data = {"call": str(call.pk), "rang_at": call.rang_at.isoformat(), "talked_s": talked_s}
    say_event(dialog=dialog, event=_event(over, talked_s), data=data, by=by, now=now)
    work.weigh(subject=subject_of(dialog.pk), channel=CHANNEL, by=by, now=now)
    fact = CallEnded(
        dialog_id=dialog.pk,
        call_id=call.pk,
        state=over.state,
        reason=over.reason,
        talked_s=talked_s or 0,
    )
    journal.record(fact, by=by, at=now)
    hints.after_commit(hints.frame(hints.STATE, dialog.pk))


def _event(over: Over, talked_s: int | None) -> str:
    """Return the code of the row (`chat/event_words.py`)."""
    return (
        "call_broken"
        if over.state == State.FAILED and talked_s is not None
        else f"call_{over.state}"
    )
