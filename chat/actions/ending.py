"""After the talk: it ends, the operator writes up what it was, or the citizen comes back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.actions.contacts import end_contact
from chat import hints
from chat.actions import queueing
from chat.actions._locking import WrongState, locked, move
from chat.actions.messages import say_event
from chat.actions.voice import end_alive
from chat.events import DialogResumed, DialogWrittenUp, TalkEnded
from chat.models import Dialog
from chat.policies import can_end_talk, can_resume, can_write_up, owns
from chat.states import TALKING, DialogState, Ending, Result
from common.actors import SYSTEM, Acts
from common.errors import InvalidInput
from common.policies import require
from journal import facts as journal
from routing.models import Presence
from topics.models import Topic

MOST_TAGS = 8
MOST_LETTERS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteUp:
    """What the operator says of a talk; `topic` None keeps the guess."""

    result: str
    topic: Topic | None = None
    tags: tuple[str, ...] = ()


@transaction.atomic
def end_talk(*, dialog: Dialog, by: Acts, now: datetime, ending: str = "") -> Dialog:
    """End the conversation: of two who talk the operator writes it up, else it is over.

    Ended already, nothing changes. `ending` is decided by who ends it unless it is given.
    """
    dialog = locked(dialog)
    if dialog.state not in TALKING:
        return dialog
    require(can_end_talk, by, dialog)
    end_alive(dialog=dialog, by=by, now=now)
    to = DialogState.WRAP_UP if dialog.state == DialogState.ACTIVE else DialogState.ENDED
    dialog.ending = ending or _ending(dialog, by)
    move(dialog, to)
    dialog.talk_ended_at = now
    dialog.ended_at = now if to == DialogState.ENDED else None
    dialog.save(update_fields=["state", "ending", "talk_ended_at", "ended_at"])
    queueing.end_hand_over(dialog, by=None, now=now)
    _over(dialog, by=by, now=now)
    return dialog


@transaction.atomic
def wrap_up(*, dialog: Dialog, written: WriteUp, by: Acts, now: datetime) -> Dialog:
    """Write up what the talk was about and how it ended; the conversation is over then.

    A talk that still goes on is ended first: one press for both.
    """
    dialog = locked(dialog)
    require(can_write_up, by, dialog)
    if written.result not in Result.values:
        raise InvalidInput("Выберите итог разговора.", field="result")
    if dialog.state == DialogState.ACTIVE:
        dialog = end_talk(dialog=dialog, by=by, now=now)
    if dialog.state != DialogState.WRAP_UP:
        raise WrongState("Разговор уже оформлен.")
    move(dialog, DialogState.ENDED)
    if written.topic is not None:
        dialog.topic, dialog.confidence = written.topic, 1
    dialog.result, dialog.tags, dialog.ended_at = written.result, _tags(written.tags), now
    dialog.save(update_fields=["state", "topic", "confidence", "result", "tags", "ended_at"])
    if dialog.contact is not None and dialog.contact.ended_at is None:
        end_contact(contact=dialog.contact, by=SYSTEM, now=now)
    journal.record(DialogWrittenUp(dialog_id=dialog.pk, result=dialog.result), by=by, at=now)
    hints.after_commit(hints.frame(hints.STATE, dialog.pk))
    return dialog


@transaction.atomic
def resume_dialog(*, dialog: Dialog, by: Acts, now: datetime) -> Dialog:
    """Go on with a talk that has just ended: with the same operator, or, if they left, with anybody.

    Raises WrongState when it is written up or too long ago: then a new one begins.
    """
    dialog = locked(dialog)
    if dialog.state in TALKING:
        return dialog
    ended = dialog.talk_ended_at
    within = timedelta(seconds=settings.CHAT_RESUME_WITHIN_S)
    if dialog.state != DialogState.WRAP_UP or ended is None or now - ended > within:
        raise WrongState("Разговор окончен. Начните новый — прежний сохранится в истории.")
    require(can_resume, by, dialog)
    move(dialog, DialogState.ACTIVE)
    is_here = Presence.objects.filter(pk=dialog.operator_id, state__in=Presence.HERE).exists()
    if not is_here and owns(by, dialog):
        move(dialog, DialogState.WAITING)
        dialog.asked_at = now
    dialog.ending, dialog.talk_ended_at, dialog.reminded_at = "", None, None
    dialog.save(update_fields=["state", "ending", "talk_ended_at", "reminded_at", "asked_at"])
    say_event(dialog=dialog, event="resumed", by=by, now=now)
    journal.record(DialogResumed(dialog_id=dialog.pk), by=by, at=now)
    queueing.follow(dialog=dialog, by=by, now=now)
    hints.after_commit(hints.frame(hints.STATE, dialog.pk))
    dialog.refresh_from_db()
    return dialog


# --- steps of the doors
def _over(dialog: Dialog, *, by: Acts, now: datetime) -> None:
    event = "silence" if dialog.ending == Ending.SILENCE else "ended"
    say_event(dialog=dialog, event=event, by=by, now=now)
    journal.record(TalkEnded(dialog_id=dialog.pk, ending=dialog.ending), by=by, at=now)
    queueing.follow(dialog=dialog, by=by, now=now)
    hints.after_commit(hints.frame(hints.STATE, dialog.pk))
    dialog.refresh_from_db()


def _ending(dialog: Dialog, by: Acts) -> str:
    if not owns(by, dialog):
        return Ending.OPERATOR
    if dialog.state == DialogState.OPENING:
        return Ending.SELF_HELP
    return Ending.LEFT if dialog.state == DialogState.WAITING else Ending.CITIZEN


def _tags(tags: tuple[str, ...]) -> list[str]:
    cleaned = (" ".join(tag.replace("\x00", "").split()).lower()[:MOST_LETTERS] for tag in tags)
    return list(dict.fromkeys(tag for tag in cleaned if tag))[:MOST_TAGS]
