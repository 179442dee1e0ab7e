"""What stands under the conversation: the helper, the wait, the field for words, the rating."""

from datetime import datetime
from typing import Any

from django.conf import settings

from accounts.models import User
from chat.guests import Guest
from chat.models import Dialog
from chat.policies import can_rate, can_resume
from chat.selectors.earlier import last_of
from chat.selectors.help import guess_of, named_answers, place_of, prospect_of, question_of
from chat.states import TALKING, DialogState
from common.files.kinds import ACCEPT

OVER = "over"
# The person said so themselves.
CHOSEN = 1.0


def foot_context(dialog: Dialog, by: Any, *, now: datetime) -> dict[str, Any]:
    """Return what the part under the rows needs, by the state of the dialog."""
    context: dict[str, Any] = {
        "dialog": dialog,
        "stage": dialog.state if dialog.state in TALKING else OVER,
        "is_guest": isinstance(by, Guest),
        "needs_details": isinstance(by, Guest) and not dialog.phone,
        "has_mail": _has_mail(by),
        "accept": ACCEPT,
        "max_mb": settings.ATTACHMENT_MAX_BYTES // (1024 * 1024),
    }
    if dialog.state == DialogState.OPENING:
        context |= _opening(dialog, now=now)
    elif dialog.state == DialogState.WAITING:
        waiting = place_of(dialog, now=now)
        context |= {"waiting": waiting, "prospect": prospect_of(dialog.line, now=now)}
    elif dialog.state not in TALKING:
        context |= _over(dialog, by, now=now)
    return context


def _opening(dialog: Dialog, *, now: datetime) -> dict[str, Any]:
    """Ready answers; the topic is asked when the guess is not sure."""
    guess = guess_of(question_of(dialog))
    is_sure = dialog.topic_id is not None and (guess.is_sure or dialog.confidence >= CHOSEN)
    answers, search = named_answers(dialog)
    return {
        "answers": answers,
        "search": search,
        "is_sure": is_sure,
        "choices": () if is_sure else guess.choices,
        "prospect": prospect_of(dialog.line, now=now),
    }


def _over(dialog: Dialog, by: Any, *, now: datetime) -> dict[str, Any]:
    ended = dialog.talk_ended_at
    within = ended is not None and (now - ended).total_seconds() < settings.CHAT_RESUME_WITHIN_S
    newest = last_of(by)
    return {
        "asks_rating": can_rate(by, dialog) and dialog.rating is None,
        "may_resume": within and can_resume(by, dialog),
        "is_last": newest is not None and newest.pk == dialog.pk,
    }


def _has_mail(by: Any) -> bool:
    citizen = getattr(by, "citizen", None) if isinstance(by, User) else None
    return bool(citizen and citizen.email and citizen.email_verified_at)
