"""Callbacks: asked for, cancelled, tried, done. One waits for a number at a time; the item keeps its age."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Citizen, User
from common.actors import SYSTEM, Acts
from common.errors import DomainError, InvalidInput
from common.phones import parse_phone
from common.policies import require
from journal.facts import record
from routing.actions.work import NewWork, enqueue, leave
from routing.events import (
    CallbackCancelled,
    CallbackCompleted,
    CallbackRequested,
    CallbackTried,
)
from routing.models import CallbackRequest, Line, WorkItem
from routing.policies import can_cancel_callback, can_make_callback, can_request_callback
from routing.selectors.callbacks import (
    Window,
    callback_lines,
    left_in_queue,
    subject_of,
    window_of,
)

State = CallbackRequest.State
MOST_WORDS = 500
ATTEMPTS = 3
TRY_AGAIN_AFTER = timedelta(minutes=20)
BATCH = 500


class CallbackIsOver(DomainError):
    """The call was made, cancelled, or is not this person's any more."""

    code = "callback_is_over"


@dataclass(frozen=True, slots=True)
class NewCallback:
    """Whom to call and about what; `citizen` is None for a stranger.

    `asked_at`: since when they have waited elsewhere, in a chat; they keep their place.
    """

    phone: str
    line: Line
    language: str = "ru"
    citizen: Citizen | None = None
    question: str = ""
    why: str = CallbackRequest.Why.WISH
    asked_at: datetime | None = None


@transaction.atomic
def request_callback(
    *, new: NewCallback, by: Acts, now: datetime
) -> tuple[CallbackRequest, Window]:
    """Promise to call in the nearest window of line and language; raises InvalidInput.

    A number that waits for a call already keeps its earlier promise: nobody is called twice. The
    window told is the same for both, so that nobody learns whether a number waits.
    """
    require(can_request_callback, by, new.citizen)
    phone = parse_phone(new.phone).e164
    if new.line not in callback_lines():
        raise InvalidInput("Эта линия не перезванивает. Выберите другую.", field="line")
    if new.language not in new.line.languages:
        raise InvalidInput("На этом языке линия не отвечает. Выберите другой.", field="language")
    window = window_of(new.line, new.language, now=now)
    if window is None:
        raise InvalidInput("Линия не откроется в ближайшие дни. Напишите обращение.", field="line")
    waiting = CallbackRequest.objects.select_for_update().filter(phone_index=phone)
    row = waiting.filter(state=State.WAITING).first()
    if row is None:
        row = CallbackRequest.objects.create(
            citizen=new.citizen,
            phone=phone,
            question=" ".join(new.question.split())[:MOST_WORDS],
            line=new.line,
            language=new.language,
            why=new.why,
            window_from=window.begins,
            window_to=window.ends,
            asked_at=new.asked_at or now,
        )
        enqueue(work=_work(row, now=now), by=by, now=now)
        record(CallbackRequested(row.pk, new.line.pk, row.language, row.why), by=by, at=now)
    return row, window


@transaction.atomic
def cancel_callback(*, callback: CallbackRequest, by: Acts, now: datetime) -> CallbackRequest:
    """Call nobody after all. Over already, nothing changes."""
    callback = _locked(callback)
    require(can_cancel_callback, by, callback)
    if callback.state == State.WAITING:
        _end(callback, State.CANCELLED, now=now)
        leave(subject=subject_of(callback.pk), by=by, now=now)
        record(CallbackCancelled(callback.pk), by=by, at=now)
    return callback


@transaction.atomic
def complete_callback(
    *, callback: CallbackRequest, reached: bool, by: User, now: datetime
) -> CallbackRequest:
    """Say how the call went. Not reached, it is tried again later, ATTEMPTS times in all."""
    callback = _locked(callback)
    item = WorkItem.objects.filter(subject=subject_of(callback.pk), state__in=WorkItem.ALIVE)
    found = item.select_for_update().first()
    if callback.state != State.WAITING or found is None:
        raise CallbackIsOver("Этот звонок уже закончен или отменён.")
    require(can_make_callback, by, found)
    callback.attempts += 1
    if not reached and callback.attempts < ATTEMPTS:
        callback.window_from = now + TRY_AGAIN_AFTER
        callback.window_to = max(callback.window_to, callback.window_from + TRY_AGAIN_AFTER)
        callback.save(update_fields=["attempts", "window_from", "window_to"])
        enqueue(work=_work(callback, now=now), by=by, now=now)
        record(CallbackTried(callback.pk, callback.attempts), by=by, at=now)
        return callback
    callback.ended_by = by
    _end(callback, State.DONE if reached else State.FAILED, now=now)
    leave(subject=subject_of(callback.pk), by=by, now=now)
    record(CallbackCompleted(callback.pk, callback.state), by=by, at=now)
    return callback


def sweep_callbacks(*, now: datetime) -> int:
    """Take out of the queue what is over already (an erasure, a crash); return how many."""
    left = left_in_queue(most=BATCH)
    for key in left:
        leave(subject=subject_of(key), by=SYSTEM, now=now)
    return len(left)


def _work(row: CallbackRequest, *, now: datetime) -> NewWork:
    assert row.line.team_id is not None
    return NewWork(
        subject=subject_of(row.pk),
        channel="phone",
        team_id=row.line.team_id,
        entered_at=row.asked_at,
        skills=row.line.skills,
        language=row.language,
        is_language_strict=row.language != "ru",
        line_id=row.line_id,
        not_before=row.window_from if row.window_from > now else None,
    )


def _end(callback: CallbackRequest, state: str, *, now: datetime) -> None:
    callback.state, callback.ended_at = state, now
    callback.save(update_fields=["state", "ended_at", "attempts", "ended_by"])


def _locked(callback: CallbackRequest) -> CallbackRequest:
    rows = CallbackRequest.objects.select_for_update(of=("self",))
    return rows.select_related("line", "citizen").get(pk=callback.pk)
