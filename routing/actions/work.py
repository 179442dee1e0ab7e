"""Work enters the queue, changes, is taken by hand, waits again, leaves. One alive item a subject."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from common.actors import SYSTEM, Acts
from journal.facts import record
from routing.actions.offers import withdraw_offer
from routing.actions.presence import locked_presence, switch
from routing.actions.promising import keep, promise
from routing.events import WorkChanged, WorkEntered, WorkLeft, WorkReturned, WorkTaken
from routing.models import ChannelWeight, Presence, WorkItem

State = WorkItem.State
WEIGHT = 10
# Demands a supervisor may set: then the owner app's figure counts no more (`WorkItem.by_hand`).
PRIORITY, RESERVED = "priority", "reserved"


@dataclass(frozen=True, slots=True)
class NewWork:
    """What waits and what it demands. `skills` are codes with levels, `subject` names it for its owner.

    `weighs_as` is the channel whose weight it has, when it is not worked on in the one it came by.
    `is_live`: somebody waits on the line or in the chat.
    """

    subject: str
    channel: str
    team_id: UUID
    entered_at: datetime
    priority: int = 2
    skills: dict[str, int] = field(default_factory=dict)
    language: str = "ru"
    is_language_strict: bool = False
    tier: int = 1
    line_id: str | None = None
    assurance: int = 0
    not_before: datetime | None = None
    sticky_id: UUID | None = None
    reserved_id: UUID | None = None
    weighs_as: str = ""
    is_live: bool = False


# The policy was asked by the owner app's door: an appeal that waits is an item that waits.
@transaction.atomic
def enqueue(*, work: NewWork, by: Acts, now: datetime) -> WorkItem:
    """Let something wait. Alive already, it is brought up to date and keeps its age and its owner."""
    item = alive_item(work.subject)
    if item is None:
        if item := _entered(work):
            promise(item, now=now)
            record(WorkEntered(item.pk, item.subject, item.team_id), by=by, at=now)
            return item
        # Somebody else has let it wait at this very moment.
        item = WorkItem.objects.select_for_update().get(
            subject=work.subject, state__in=WorkItem.ALIVE
        )
    if item.state == State.TAKEN:
        return _back(item, work, by=by, now=now)
    demands = _demands(work, item)
    if {name: getattr(item, name) for name in demands} == demands:
        return item
    if item.state == State.OFFERED:
        withdraw_offer(item, now=now)
    for name, value in demands.items():
        setattr(item, name, value)
    item.state, item.owner, item.passed_by = State.WAITING, None, []
    item.save()
    record(WorkChanged(item.pk, item.subject, item.team_id), by=by, at=now)
    return item


@transaction.atomic
def take(*, work: NewWork, operator: User, by: Acts, now: datetime) -> WorkItem:
    """Note that somebody has it, taken by hand or given by a colleague: it fills their capacity."""
    item = alive_item(work.subject) or enqueue(work=work, by=by, now=now)
    if item.state == State.TAKEN and item.owner_id == operator.pk:
        return item
    give(item, operator.pk, now=now)
    record(WorkTaken(item.pk, item.subject, operator.pk), by=by, at=now)
    return item


@transaction.atomic
def leave(*, subject: str, by: Acts, now: datetime) -> WorkItem | None:
    """Take something out of the queue: finished by its owner, or needed no more. None: not there."""
    item = alive_item(subject)
    if item is None:
        return None
    if item.state == State.OFFERED:
        withdraw_offer(item, now=now)
    was_taken = item.state == State.TAKEN
    if was_taken:
        free(item, now=now, wraps_up=True)
    item.state = State.DONE if was_taken else State.CANCELLED
    item.ended_at, item.owner_id = now, item.owner_id if was_taken else None
    item.save()
    record(WorkLeft(item.pk, item.subject, item.team_id, item.state), by=by, at=now)
    return item


@transaction.atomic
def weigh(*, subject: str, channel: str, by: Acts, now: datetime) -> WorkItem | None:
    """Let something fill its owner as another channel does: a dialog that became a call, and back.

    None: not in the queue. The same weight again changes nothing.
    """
    item, weight = alive_item(subject), _channel(channel)[0]
    if item is None or item.weight == weight:
        return item
    if item.state == State.TAKEN and item.owner_id is not None:
        presence = locked_presence(item.owner_id, now=now)
        presence.load = max(0, presence.load - item.weight + weight)
        presence.save()
    item.weight = weight
    item.save(update_fields=["weight"])
    record(WorkChanged(item.pk, item.subject, item.team_id), by=by, at=now)
    return item


# --- steps of doors
def _channel(channel: str) -> tuple[int, int]:
    """Return what a channel weighs and the seconds of after-contact work that follow it."""
    row = ChannelWeight.objects.filter(pk=channel).first()
    return (row.weight, row.wrap_up_s) if row else (WEIGHT, 0)


def _entered(work: NewWork) -> WorkItem | None:
    """Write a new item; None when its subject has an alive one by now."""
    weight, wrap_up_s = _channel(work.weighs_as or work.channel)
    try:
        with transaction.atomic():
            return WorkItem.objects.create(
                subject=work.subject,
                channel=work.channel,
                weight=weight,
                wrap_up_s=wrap_up_s,
                entered_at=work.entered_at,
                **_demands(work),
            )
    except IntegrityError:
        return None


def alive_item(subject: str) -> WorkItem | None:
    """Return the locked item of a subject that waits, is offered or taken."""
    rows = WorkItem.objects.select_for_update()
    return rows.filter(subject=subject, state__in=WorkItem.ALIVE).first()


def give(item: WorkItem, operator_id: UUID, *, now: datetime) -> None:
    """Give a locked item to an operator, whoever had it or was offered it."""
    if item.state == State.OFFERED:
        withdraw_offer(item, now=now)
    if item.state == State.TAKEN:
        free(item, now=now)
    fill(item, operator_id, now=now)


def fill(item: WorkItem, operator_id: UUID, *, now: datetime) -> None:
    """Give a locked item to an operator and count it into their load."""
    presence = locked_presence(operator_id, now=now)
    presence.load += item.weight
    presence.is_offered, presence.missed_in_row, presence.active_at = False, 0, now
    presence.save()
    item.state, item.owner_id, item.taken_at = State.TAKEN, operator_id, now
    item.save()
    keep(item, now=now)


def free(item: WorkItem, *, now: datetime, wraps_up: bool = False) -> None:
    """Take a locked item out of its owner's load; after-contact work may follow."""
    assert item.owner_id is not None
    presence = locked_presence(item.owner_id, now=now)
    presence.load = max(0, presence.load - item.weight)
    presence.free_since = presence.active_at = now
    if wraps_up and item.wrap_up_s and presence.state == Presence.State.READY:
        until = now + timedelta(seconds=item.wrap_up_s)
        switch(presence, Presence.State.WRAP_UP, until=until, by=SYSTEM, now=now)
    else:
        presence.save()


def _back(item: WorkItem, work: NewWork, *, by: Acts, now: datetime) -> WorkItem:
    free(item, now=now)
    # Who it was kept for had it: now it is anybody's.
    item.by_hand = [name for name in item.by_hand if name != RESERVED]
    for name, value in _demands(work, item).items():
        setattr(item, name, value)
    item.state, item.owner, item.taken_at, item.passed_by = State.WAITING, None, None, []
    item.save()
    record(WorkReturned(item.pk, item.subject, item.team_id), by=by, at=now)
    return item


def _demands(work: NewWork, item: WorkItem | None = None) -> dict[str, object]:
    """Return what the owner app asks for, without what a supervisor decided on `item`."""
    decided = set(item.by_hand) if item else set()
    return {name: value for name, value in _asked(work).items() if _bare(name) not in decided}


def _bare(name: str) -> str:
    return name.removesuffix("_id")


def _asked(work: NewWork) -> dict[str, object]:
    return {
        "team_id": work.team_id,
        "line_id": work.line_id,
        "assurance": work.assurance,
        "not_before": work.not_before,
        "priority": work.priority,
        "is_live": work.is_live,
        "skills": work.skills,
        "language": work.language,
        "is_language_strict": work.is_language_strict,
        "tier": work.tier,
        "sticky_id": work.sticky_id,
        "reserved_id": work.reserved_id,
    }
