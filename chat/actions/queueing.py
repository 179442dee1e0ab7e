"""Dialogs in the one queue: what waits for a person waits in `routing`, what is somebody's fills them.

The state of the dialog decides, whatever happened to it: `follow` may run late, twice and in any order.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.policies import WORKERS
from chat.models import Dialog, HandOver
from chat.states import DialogState
from common.actors import Acts
from routing.actions import work
from routing.actions.work import NewWork

SUBJECT = "dialog"
CHANNEL = "chat"
NORMAL, URGENT = 2, 3
LEVEL = 1


def subject_of(dialog_id: UUID) -> str:
    """Return how the queue names a dialog."""
    return f"{SUBJECT}:{dialog_id}"


def dialog_id_of(subject: str) -> UUID | None:
    """Return which dialog the queue speaks of, None when it is something else."""
    name, _, key = subject.partition(":")
    return UUID(key) if name == SUBJECT else None


def dialog_of(subject: str) -> Dialog | None:
    """Return the dialog the queue speaks of, with its topic."""
    key = dialog_id_of(subject)
    rows = Dialog.objects.select_related("topic")
    return rows.filter(pk=key).first() if key is not None else None


@transaction.atomic
def follow(*, dialog: Dialog, by: Acts, now: datetime) -> None:
    """Bring the queue in line with a dialog: it waits, it is somebody's, or it needs nobody now.

    A hand-over keeps the age: what waits again is as old as the moment the citizen asked.
    """
    dialog = Dialog.objects.select_related("topic", "line", "operator").get(pk=dialog.pk)
    if dialog.state == DialogState.WAITING:
        work.enqueue(work=_work(dialog, now=now), by=by, now=now)
    elif dialog.state == DialogState.ACTIVE and dialog.operator is not None:
        work.take(work=_work(dialog, now=now), operator=dialog.operator, by=by, now=now)
    else:
        work.leave(subject=subject_of(dialog.pk), by=by, now=now)


def open_hand_over(dialog: Dialog) -> HandOver | None:
    """Return the hand-over nobody has taken yet."""
    rows = HandOver.objects.filter(dialog=dialog, over_at=None)
    return rows.select_related("operator", "by").first()


def end_hand_over(dialog: Dialog, *, by: User | None, now: datetime) -> None:
    """Note that the open hand-over is over: `by` has taken it, or nobody is to take it any more."""
    HandOver.objects.filter(dialog=dialog, over_at=None).update(over_at=now, taken_by=by)


# --- steps of the door
def _work(dialog: Dialog, *, now: datetime) -> NewWork:
    given = open_hand_over(dialog)
    skills = dict(dialog.line.skills)
    if dialog.topic is not None and dialog.topic.skill:
        skills = {dialog.topic.skill: LEVEL}
    is_urgent = dialog.topic is not None and dialog.topic.code in settings.CHAT_URGENT_TOPICS
    return NewWork(
        subject=subject_of(dialog.pk),
        channel=CHANNEL,
        team_id=dialog.team_id,
        entered_at=dialog.asked_at or dialog.opened_at,
        priority=URGENT if is_urgent else NORMAL,
        is_live=True,
        skills=skills,
        language=dialog.language,
        is_language_strict=given is not None and given.to == HandOver.To.LANGUAGE,
        tier=given.tier if given else 1,
        line_id=dialog.line_id if dialog.line.team_id == dialog.team_id else None,
        sticky_id=given.operator_id if given and given.operator_id else _who_knows(dialog),
        reserved_id=_kept_for(given, now=now),
    )


def _kept_for(given: HandOver | None, *, now: datetime) -> UUID | None:
    """Return the colleague it was given to, for a while: then it is anybody's, them first."""
    if given is None or now - given.at >= timedelta(seconds=settings.CHAT_KEPT_FOR_S):
        return None
    return given.operator_id


def _who_knows(dialog: Dialog) -> UUID | None:
    """Return who talked last to the same person, if they still work in the team."""
    if dialog.operator_id is not None:
        return dialog.operator_id
    same = Q(citizen=dialog.citizen_id) if dialog.citizen_id else Q()
    if dialog.guest_digest:
        same = (
            same | Q(guest_digest=dialog.guest_digest)
            if same
            else Q(guest_digest=dialog.guest_digest)
        )
    if not same:
        return None
    earlier = Dialog.objects.filter(same, operator__isnull=False).exclude(pk=dialog.pk)
    last = earlier.select_related("operator").order_by("-opened_at").first()
    return last.operator_id if last and _still_works(last.operator, dialog) else None


def _still_works(operator: User | None, dialog: Dialog) -> bool:
    return (
        operator is not None
        and operator.is_employee
        and operator.role in WORKERS
        and dialog.team_id in operator.team_ids()
    )
