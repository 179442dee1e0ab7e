"""On the line, on a pause, gone: every second of an operator's day is in exactly one state."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts.models import Membership, User
from common.actors import SYSTEM, Acts
from common.errors import DomainError, InvalidInput
from common.policies import require
from journal.facts import record
from routing.events import PauseOverrun, PresenceChanged, WrapUpProlonged
from routing.models import (
    OperatorSettings,
    OperatorSkill,
    PauseReason,
    Posting,
    Presence,
    PresenceSpan,
)
from routing.policies import can_set_presence, can_work_in_queue

State = Presence.State
# A connection that was silent so long is lost; heartbeats come every ten seconds.
LOST_AFTER = timedelta(seconds=30)
SEEN_EVERY = timedelta(seconds=8)
NO_ANSWER = "no_answer"
LOST = "lost"
IDLE = "idle"
BATCH = 200


class WrapUpIsOver(DomainError):
    """There is no after-contact work to prolong, or it was prolonged already."""

    code = "wrap_up_is_over"


@transaction.atomic
def set_presence(
    *, operator: User, state: str, by: Acts, now: datetime, reason: str = ""
) -> Presence:
    """Come, pause with a reason, go; a supervisor may do it for a colleague. Repeated, it changes nothing.

    Whoever comes brings the skills, languages and teams they have now.
    """
    require(can_set_presence, by, operator)
    if state not in {State.READY, State.PAUSED, State.OFFLINE}:
        raise InvalidInput("Постобработка начинается и кончается сама.", field="state")
    if state == State.READY and not can_work_in_queue(operator):
        raise InvalidInput("Этот сотрудник не работает в очереди.", field="state")
    why = _reason(reason, by=by, operator=operator) if state == State.PAUSED else None
    presence = locked_presence(operator.pk, now=now)
    if state != State.OFFLINE:
        presence.seen_at, presence.missed_in_row = now, 0
        copy_abilities(presence)
    if state == State.READY:
        presence.active_at = now
        presence.free_since = now if presence.state != State.READY else presence.free_since
    if presence.state == state and presence.reason == why:
        presence.save()
        return presence
    until = now + timedelta(minutes=why.limit_min) if why and why.limit_min else None
    switch(presence, state, reason=why, until=until, by=by, now=now)
    return presence


@transaction.atomic
def prolong_wrap_up(*, operator: User, by: Acts, now: datetime) -> Presence:
    """Give after-contact work its time once more, once; raises WrapUpIsOver."""
    require(can_set_presence, by, operator)
    presence = locked_presence(operator.pk, now=now)
    until = presence.until
    if presence.state != State.WRAP_UP or until is None or presence.is_prolonged:
        raise WrapUpIsOver("Постобработку продлевают один раз, пока она идёт.")
    presence.until, presence.is_prolonged = until + (until - presence.since), True
    presence.save(update_fields=["until", "is_prolonged"])
    record(WrapUpProlonged(presence.pk), by=by, at=now)
    return presence


def note_seen(*, operator_id: UUID, now: datetime, is_active: bool = False) -> bool:
    """Note that a page of the operator is open; writes once in SEEN_EVERY, returns whether it did.

    `is_active`: keys or clicks since the last time; an open page alone is no work (decisions 17).
    No fact: silence is what gets one.
    """
    here = Presence.objects.filter(pk=operator_id, seen_at__lt=now - SEEN_EVERY)
    seen = {"seen_at": now} | ({"active_at": now} if is_active else {})
    return bool(here.exclude(state=State.OFFLINE).update(**seen))


def sweep_presence(*, now: datetime) -> int:
    """Do what time alone changes; return how many changed.

    The silent are off the line, after-contact work ends, who is ready and does nothing pauses, a
    pause longer than its limit is noted once.
    """
    return sum(
        _swept(key, condition, then, now=now)
        for condition, then in _due(now)
        for key in Presence.objects.filter(condition).values_list("pk", flat=True)[:BATCH]
    )


@transaction.atomic
def refresh_abilities(*, operator_id: UUID) -> None:
    """Copy what the operator can do into the row that matching reads; after any change of it."""
    presence = Presence.objects.select_for_update().filter(pk=operator_id).first()
    if presence is not None:
        copy_abilities(presence)
        presence.save()


# --- steps of doors
def locked_presence(operator_id: UUID, *, now: datetime) -> Presence:
    """Return the operator's row, locked; made at the first time."""
    fresh = {"since": now, "seen_at": now, "free_since": now}
    Presence.objects.get_or_create(pk=operator_id, defaults=fresh)
    return Presence.objects.select_for_update().get(pk=operator_id)


def switch(
    presence: Presence,
    state: str,
    *,
    by: Acts,
    now: datetime,
    reason: PauseReason | None = None,
    until: datetime | None = None,
) -> None:
    """Change the state of a locked row, close its stretch and begin the next."""
    previous = presence.state
    PresenceSpan.objects.filter(operator_id=presence.pk, ended_at=None).update(ended_at=now)
    PresenceSpan.objects.create(operator_id=presence.pk, state=state, reason=reason, began_at=now)
    presence.state, presence.reason, presence.since, presence.until = state, reason, now, until
    presence.is_over = presence.is_prolonged = False
    presence.save()
    code = reason.code if reason else ""
    record(PresenceChanged(presence.pk, state, previous, code), by=by, at=now)


def copy_abilities(presence: Presence) -> None:
    """Copy tier, capacity, languages, skills, lines and teams from where they are kept."""
    own = OperatorSettings.objects.filter(pk=presence.pk).first()
    presence.tier = own.tier if own else OperatorSettings.Tier.OPERATOR
    presence.capacity = own.capacity if own else 100
    presence.languages = own.languages if own and own.languages else ["ru"]
    skills = OperatorSkill.objects.filter(operator_id=presence.pk)
    presence.skills = dict(skills.values_list("skill_id", "level"))
    presence.lines = own.lines if own else []
    posting = Posting.objects.filter(operator_id=presence.pk, ended_at=None).first()
    teams = Membership.objects.filter(user=presence.pk).values_list("team_id", flat=True)
    presence.teams = sorted(posting.teams if posting else teams)


Then = Callable[[Presence, datetime], None]


def _due(now: datetime) -> list[tuple[Q, Then]]:
    """Return what to look for and what to do with each row found."""
    idle_since = now - settings.IDLE_PAUSE_AFTER
    return [
        (~Q(state=State.OFFLINE) & Q(seen_at__lt=now - LOST_AFTER), _lose),
        (Q(state=State.WRAP_UP, until__lte=now), _end_wrap_up),
        (Q(state=State.PAUSED, until__lte=now, is_over=False), _note_overrun),
        (Q(state=State.READY, load=0, is_offered=False, active_at__lt=idle_since), _pause_idle),
    ]


@transaction.atomic
def _swept(operator_id: UUID, condition: Q, then: Then, *, now: datetime) -> bool:
    rows = Presence.objects.select_for_update(skip_locked=True)
    presence = rows.filter(condition, pk=operator_id).first()
    if presence is not None:
        then(presence, now)
    return presence is not None


def _lose(presence: Presence, now: datetime) -> None:
    reason = PauseReason.objects.filter(pk=LOST).first()
    switch(presence, State.OFFLINE, reason=reason, by=SYSTEM, now=now)


def _end_wrap_up(presence: Presence, now: datetime) -> None:
    presence.free_since = now
    switch(presence, State.READY, by=SYSTEM, now=now)


def _note_overrun(presence: Presence, now: datetime) -> None:
    presence.is_over = True
    presence.save(update_fields=["is_over"])
    record(PauseOverrun(presence.pk, presence.reason_id or ""), by=SYSTEM, at=now)


def _pause_idle(presence: Presence, now: datetime) -> None:
    reason = PauseReason.objects.filter(pk=IDLE).first()
    switch(presence, State.PAUSED, reason=reason, by=SYSTEM, now=now)


def _reason(code: str, *, by: Acts, operator: User) -> PauseReason:
    reason = PauseReason.objects.filter(pk=code).first()
    if reason is None or not reason.is_choosable:
        raise InvalidInput("Выберите причину паузы.", field="reason")
    return reason
