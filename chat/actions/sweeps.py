"""What heals by itself: silent citizens, untaken dialogs, lost operators, talks nobody wrote up.

Each finds its work in the database; two sweeps at once do no harm: the door locks and looks again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from chat.actions import queueing
from chat.actions._locking import locked
from chat.actions.ending import WriteUp, end_talk, wrap_up
from chat.actions.handing_over import Receiver, hand_over
from chat.actions.messages import say_event
from chat.actions.ticketing import save_untaken
from chat.events import CitizenReminded
from chat.models import Dialog, HandOver, VoiceCall
from chat.states import DialogState, Ending, Result
from common.actors import SYSTEM
from journal import facts as journal
from routing.models import Presence, WorkItem

BATCH = 200
logger = structlog.get_logger(__name__)


def sweep_chat(*, now: datetime) -> int:
    """Do all that is due; return how many dialogs it changed."""
    steps = (
        (_silent(now), _end_silent),
        (_quiet(now), remind),
        (_untaken(now), _save),
        (_led_by_lost(now), _return),
        (_unwritten(now), _write_up),
    )
    return sum(_each(keys, act, now=now) for keys, act in steps) + heal_queue(now=now)


@transaction.atomic
def remind(dialog: Dialog, *, now: datetime) -> None:
    """Ask a silent citizen whether they are still there, once a silence."""
    dialog = locked(dialog)
    if dialog.state != DialogState.ACTIVE or not _is_silent(dialog):
        return
    if dialog.reminded_at is not None and dialog.reminded_at > (dialog.operator_wrote_at or now):
        return
    dialog.reminded_at = now
    dialog.save(update_fields=["reminded_at"])
    say_event(dialog=dialog, event="reminded", by=SYSTEM, now=now)
    journal.record(CitizenReminded(dialog_id=dialog.pk), by=SYSTEM, at=now)


def heal_queue(*, now: datetime) -> int:
    """Bring the queue in line with dialogs a crash left behind; return how many were wrong."""
    wrong = [*_left_out(), *_left_over(), *_kept_too_long(now)]
    return _each(wrong, _follow, now=now)


# --- what is due
def _waits_for_citizen(since: datetime) -> QuerySet[Dialog]:
    """Return dialogs in which the operator spoke last, before `since`, and nobody is on a call."""
    spoken = Q(citizen_wrote_at=None) | Q(citizen_wrote_at__lt=F("operator_wrote_at"))
    rows = Dialog.objects.filter(spoken, state=DialogState.ACTIVE, operator_wrote_at__lte=since)
    return rows.exclude(calls__state__in=VoiceCall.ALIVE)


def _quiet(now: datetime) -> list[UUID]:
    since = now - timedelta(seconds=settings.CHAT_REMIND_AFTER_S)
    not_yet = Q(reminded_at=None) | Q(reminded_at__lt=F("operator_wrote_at"))
    return _keys(_waits_for_citizen(since).filter(not_yet))


def _silent(now: datetime) -> list[UUID]:
    return _keys(_waits_for_citizen(now - timedelta(seconds=settings.CHAT_END_AFTER_S)))


def _untaken(now: datetime) -> list[UUID]:
    """Return dialogs that wait too long, counted anew after a hand-over."""
    since = now - timedelta(seconds=settings.CHAT_TICKET_AFTER_S)
    rows = Dialog.objects.filter(state=DialogState.WAITING, asked_at__lte=since)
    return _keys(rows.exclude(hand_overs__over_at=None, hand_overs__at__gt=since))


def _led_by_lost(now: datetime) -> list[UUID]:
    """Return talks whose operator is off the line and lets the citizen wait for an answer."""
    since = now - timedelta(seconds=settings.CHAT_LOST_AFTER_S)
    gone = Presence.objects.filter(state=Presence.State.OFFLINE, since__lte=since)
    unanswered = Q(citizen_wrote_at__gt=F("operator_wrote_at"), citizen_wrote_at__lte=since)
    rows = Dialog.objects.filter(
        unanswered | Q(first_reply_at=None),
        state=DialogState.ACTIVE,
        operator__in=gone.values("pk"),
    )
    led = {queueing.subject_of(key): key for key in _keys(rows)}
    long_ago = WorkItem.objects.filter(
        subject__in=led, state=WorkItem.State.TAKEN, taken_at__lte=since
    )
    return [led[subject] for subject in long_ago.values_list("subject", flat=True)]


def _unwritten(now: datetime) -> list[UUID]:
    since = now - timedelta(seconds=settings.CHAT_WRAP_UP_S)
    return _keys(Dialog.objects.filter(state=DialogState.WRAP_UP, talk_ended_at__lte=since))


def _left_out() -> list[UUID]:
    """Return dialogs that wait or are led, and that the queue does not know so."""
    known = _known(WorkItem.ALIVE)
    waiting = _known((WorkItem.State.WAITING, WorkItem.State.OFFERED))
    taken = _known((WorkItem.State.TAKEN,))
    rows = Dialog.objects.filter(state__in=[DialogState.WAITING, DialogState.ACTIVE])
    return [
        dialog.pk
        for dialog in rows.only("pk", "state")[:BATCH]
        if dialog.pk not in known
        or (dialog.state == DialogState.WAITING and dialog.pk not in waiting)
        or (dialog.state == DialogState.ACTIVE and dialog.pk not in taken)
    ]


def _left_over() -> list[UUID]:
    """Return dialogs that are over and whose item is not."""
    known = _known(WorkItem.ALIVE)
    needed = [DialogState.WAITING, DialogState.ACTIVE]
    return _keys(Dialog.objects.filter(pk__in=known).exclude(state__in=needed))


def _kept_too_long(now: datetime) -> list[UUID]:
    """Return dialogs still kept for a colleague who has not come: they become anybody's."""
    since = now - timedelta(seconds=settings.CHAT_KEPT_FOR_S)
    given = HandOver.objects.filter(over_at=None, operator__isnull=False, at__lte=since)
    keys = list(given.values_list("dialog", flat=True)[:BATCH])
    kept = WorkItem.objects.filter(
        subject__in=[queueing.subject_of(key) for key in keys],
        state__in=WorkItem.ALIVE,
        reserved__isnull=False,
    )
    return [key for row in kept if (key := queueing.dialog_id_of(row.subject))]


def _known(states: tuple[str, ...]) -> set[UUID]:
    rows = WorkItem.objects.filter(state__in=states, subject__startswith=f"{queueing.SUBJECT}:")
    subjects = rows.values_list("subject", flat=True)
    return {key for subject in subjects if (key := queueing.dialog_id_of(subject))}


def _keys(rows: QuerySet[Dialog]) -> list[UUID]:
    return list(rows.order_by("opened_at").values_list("pk", flat=True)[:BATCH])


# --- what is done about it
def _each(keys: list[UUID], act: Callable[..., object], *, now: datetime) -> int:
    """Do it for each; one that fails does not keep the others waiting."""
    done = 0
    for key in keys:
        dialog = Dialog.objects.filter(pk=key).first()
        if dialog is None:
            continue
        try:
            act(dialog, now=now)
            done += 1
        except Exception:
            logger.exception("chat_sweep_failed", dialog=str(key), step=act.__name__)
    return done


def _is_silent(dialog: Dialog) -> bool:
    spoke, wrote = dialog.operator_wrote_at, dialog.citizen_wrote_at
    return spoke is not None and (wrote is None or wrote < spoke)


@transaction.atomic
def _end_silent(dialog: Dialog, *, now: datetime) -> None:
    dialog = locked(dialog)
    if dialog.state == DialogState.ACTIVE and _is_silent(dialog):
        end_talk(dialog=dialog, by=SYSTEM, now=now, ending=Ending.SILENCE)


def _save(dialog: Dialog, *, now: datetime) -> None:
    save_untaken(dialog=dialog, now=now)


def _return(dialog: Dialog, *, now: datetime) -> None:
    hand_over(dialog=dialog, receiver=Receiver(to=HandOver.To.QUEUE), by=SYSTEM, now=now)


def _write_up(dialog: Dialog, *, now: datetime) -> None:
    """Nobody wrote it up: the guess and what is known of the end stand."""
    result = dialog.result or (Result.TICKET if dialog.ticket_id else _result_of(dialog))
    wrap_up(dialog=dialog, written=WriteUp(result=result), by=SYSTEM, now=now)


def _result_of(dialog: Dialog) -> str:
    if dialog.ending == Ending.PHONE:
        return Result.CALLBACK
    return Result.NO_ANSWER if dialog.ending == Ending.SILENCE else Result.SOLVED


def _follow(dialog: Dialog, *, now: datetime) -> None:
    queueing.follow(dialog=dialog, by=SYSTEM, now=now)
