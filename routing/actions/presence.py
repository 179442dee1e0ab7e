"""On the line, on a pause, gone: every second of an operator's day is in exactly one state."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import Membership, User
from common.actors import SYSTEM, Acts
from common.errors import InvalidInput
from common.policies import require
from journal.facts import record
from routing.events import PresenceChanged
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
BATCH = 200


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
    if presence.state == state and presence.reason == why:
        presence.save()
        return presence
    until = now + timedelta(minutes=why.limit_min) if why and why.limit_min else None
    switch(presence, state, reason=why, until=until, by=by, now=now)
    return presence


def note_seen(*, operator_id: UUID, now: datetime) -> bool:
    """Note that a page of the operator is open; writes once in SEEN_EVERY, returns whether it did.

    No fact: silence is what gets one.
    """
    here = Presence.objects.filter(pk=operator_id, seen_at__lt=now - SEEN_EVERY)
    return bool(here.exclude(state=State.OFFLINE).update(seen_at=now))


def sweep_presence(*, now: datetime) -> int:
    """Put the silent off the line and end after-contact work that is over; return how many."""
    lost = Presence.objects.exclude(state=State.OFFLINE).filter(seen_at__lt=now - LOST_AFTER)
    over = Presence.objects.filter(state=State.WRAP_UP, until__lte=now)
    changed = 0
    for key in [*lost.values_list("pk", flat=True)[:BATCH]]:
        changed += _end_if_silent(key, now=now)
    for key in [*over.values_list("pk", flat=True)[:BATCH]]:
        changed += _end_wrap_up(key, now=now)
    return changed


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
    presence.save()
    code = reason.code if reason else ""
    record(PresenceChanged(presence.pk, state, previous, code), by=by, at=now)


def copy_abilities(presence: Presence) -> None:
    """Copy tier, capacity, languages, skills, lines and teams from where they are kept."""
    settings = OperatorSettings.objects.filter(pk=presence.pk).first()
    presence.tier = settings.tier if settings else OperatorSettings.Tier.OPERATOR
    presence.capacity = settings.capacity if settings else 100
    presence.languages = settings.languages if settings and settings.languages else ["ru"]
    skills = OperatorSkill.objects.filter(operator_id=presence.pk)
    presence.skills = dict(skills.values_list("skill_id", "level"))
    presence.lines = settings.lines if settings else []
    posting = Posting.objects.filter(operator_id=presence.pk, ended_at=None).first()
    own = Membership.objects.filter(user=presence.pk).values_list("team_id", flat=True)
    presence.teams = sorted(posting.teams if posting else own)


@transaction.atomic
def _end_if_silent(operator_id: UUID, *, now: datetime) -> bool:
    rows = Presence.objects.select_for_update(skip_locked=True).exclude(state=State.OFFLINE)
    presence = rows.filter(pk=operator_id, seen_at__lt=now - LOST_AFTER).first()
    if presence is not None:
        reason = PauseReason.objects.filter(pk=LOST).first()
        switch(presence, State.OFFLINE, reason=reason, by=SYSTEM, now=now)
    return presence is not None


@transaction.atomic
def _end_wrap_up(operator_id: UUID, *, now: datetime) -> bool:
    rows = Presence.objects.select_for_update(skip_locked=True)
    presence = rows.filter(pk=operator_id, state=State.WRAP_UP, until__lte=now).first()
    if presence is not None:
        presence.free_since = now
        switch(presence, State.READY, by=SYSTEM, now=now)
    return presence is not None


def _reason(code: str, *, by: Acts, operator: User) -> PauseReason:
    reason = PauseReason.objects.filter(pk=code).first()
    if reason is None or not reason.is_choosable:
        raise InvalidInput("Выберите причину паузы.", field="reason")
    return reason
