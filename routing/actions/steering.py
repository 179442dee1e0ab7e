"""The supervisor's hands: an operator to other queues for a while, a priority, a person for an item."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.actions.lending import lend, take_back
from accounts.models import Team, User
from common.actors import SYSTEM, Acts
from common.errors import DomainError, InvalidInput
from common.policies import require
from journal.facts import record
from routing.actions.offers import withdraw_offer
from routing.actions.presence import refresh_abilities
from routing.actions.work import PRIORITY, RESERVED, give
from routing.events import OperatorMoved, OperatorReturned, WorkPrioritySet, WorkReserved, WorkTaken
from routing.models import Posting, Presence, WorkItem
from routing.policies import can_move_operator, can_steer_work, can_work_in_queue

LONGEST = timedelta(hours=24)
PRIORITIES = range(1, 5)
BATCH = 100
# Whoever is off the line so long is not waited for.
NOT_COMING = timedelta(minutes=15)


class WorkIsOver(DomainError):
    """The item has left the queue or is with somebody by now."""

    code = "work_is_over"


# --- operators
@transaction.atomic
def move_operator(
    *, operator: User, teams: Collection[UUID], until: datetime, by: User, now: datetime
) -> Posting:
    """Let an operator serve these teams' queues until a moment, instead of their own.

    A member of them for that time; what they work on already stays theirs. A second move replaces
    the first. The sweep brings everybody back (`sweep_postings`).
    """
    require(can_move_operator, by, operator)
    wanted = sorted(set(teams) & by.team_ids())
    lines = Team.objects.filter(pk__in=wanted, kind=Team.LINE, is_active=True).count()
    if not wanted or lines != len(set(teams)):
        raise InvalidInput("Выберите очереди своих линий.", field="teams")
    if not now < until <= now + LONGEST:
        raise InvalidInput("Укажите время сегодня, позже, чем сейчас.", field="until")
    _end(_open_posting(operator.pk), by=by, now=now)
    posting = Posting.objects.create(
        operator=operator,
        teams=wanted,
        lent=lend(user=operator, teams=wanted, by=by, now=now),
        made_by=by,
        made_at=now,
        until=until,
    )
    refresh_abilities(operator_id=operator.pk)
    record(OperatorMoved(operator.pk, wanted), by=by, at=now)
    return posting


@transaction.atomic
def return_operator(*, operator: User, by: Acts, now: datetime) -> None:
    """Bring an operator back to their own queues before the time. Not away, nothing changes."""
    require(can_move_operator, by, operator)
    posting = _open_posting(operator.pk)
    if posting is not None:
        _end(posting, by=by, now=now)
        record(OperatorReturned(operator.pk), by=by, at=now)


def sweep_postings(*, now: datetime) -> int:
    """Bring back those whose time is over; return how many."""
    due = Posting.objects.filter(ended_at=None, until__lte=now)
    return sum(_return_due(key, now=now) for key in list(due.values_list("pk", flat=True)[:BATCH]))


# --- items
@transaction.atomic
def set_work_priority(*, item: WorkItem, priority: int, by: Acts, now: datetime) -> WorkItem:
    """Decide how urgent an item is in the queue; it keeps its age. Counts until the item leaves."""
    item = _locked(item)
    require(can_steer_work, by, item)
    if priority not in PRIORITIES:
        raise InvalidInput("Приоритет — от 1 до 4.", field="priority")
    if item.priority == priority and PRIORITY in item.by_hand:
        return item
    item.priority, item.by_hand = priority, sorted({*item.by_hand, PRIORITY})
    item.save(update_fields=["priority", "by_hand"])
    record(WorkPrioritySet(item.pk, item.subject, priority), by=by, at=now)
    return item


@transaction.atomic
def reserve_work(*, item: WorkItem, operator: User | None, by: Acts, now: datetime) -> WorkItem:
    """Keep a waiting item for one operator of its team; None gives it to everybody again.

    An offer to somebody else is taken back. The item keeps its age.
    """
    item = _locked(item)
    require(can_steer_work, by, item)
    if operator is not None and not _serves(operator, item):
        raise InvalidInput("Этот сотрудник не работает в команде обращения.", field="operator")
    key = operator.pk if operator else None
    if item.state == WorkItem.State.TAKEN:
        raise WorkIsOver("Работу уже взяли: её можно только передать.")
    if item.reserved_id == key and (RESERVED in item.by_hand) == (key is not None):
        return item
    if item.state == WorkItem.State.OFFERED and item.owner_id != key:
        withdraw_offer(item, now=now)
        item.state = WorkItem.State.WAITING
    item.reserved_id, item.passed_by = key, []
    item.by_hand = sorted({*item.by_hand, RESERVED} - (set() if key else {RESERVED}))
    item.save()
    record(WorkReserved(item.pk, item.subject, key), by=by, at=now)
    return item


@transaction.atomic
def hand_work(*, item: WorkItem, to: User, by: Acts, now: datetime) -> WorkItem:
    """Give an item to a named person now; for work whose owner app keeps no assignee of its own."""
    item = _locked(item)
    require(can_steer_work, by, item)
    if not _serves(to, item):
        raise InvalidInput("Этот сотрудник не работает в команде обращения.", field="operator")
    if item.state == WorkItem.State.TAKEN and item.owner_id == to.pk:
        return item
    give(item, to.pk, now=now)
    record(WorkTaken(item.pk, item.subject, to.pk), by=by, at=now)
    return item


def sweep_reservations(*, now: datetime) -> int:
    """Give back to everybody what is kept for people who are long off the line; return how much."""
    gone = Presence.objects.filter(state=Presence.State.OFFLINE, since__lte=now - NOT_COMING)
    kept = WorkItem.objects.filter(
        state=WorkItem.State.WAITING, by_hand__contains=[RESERVED], reserved__in=gone.values("pk")
    )
    items = list(kept[:BATCH])
    for item in items:
        reserve_work(item=item, operator=None, by=SYSTEM, now=now)
    return len(items)


def _locked(item: WorkItem) -> WorkItem:
    alive = WorkItem.objects.select_for_update().filter(pk=item.pk, state__in=WorkItem.ALIVE)
    found = alive.first()
    if found is None:
        raise WorkIsOver("Этого в очереди уже нет.")
    return found


def _serves(operator: User, item: WorkItem) -> bool:
    return can_work_in_queue(operator) and item.team_id in operator.team_ids()


def _open_posting(operator_id: UUID) -> Posting | None:
    rows = Posting.objects.select_for_update().filter(operator=operator_id, ended_at=None)
    return rows.first()


def _end(posting: Posting | None, *, by: Acts, now: datetime) -> None:
    if posting is None:
        return
    posting.ended_at = now
    posting.save(update_fields=["ended_at"])
    take_back(user=posting.operator, teams=posting.lent, by=by, now=now)
    refresh_abilities(operator_id=posting.operator_id)


@transaction.atomic
def _return_due(posting_id: UUID, *, now: datetime) -> bool:
    rows = Posting.objects.select_for_update(skip_locked=True).filter(pk=posting_id, ended_at=None)
    posting = rows.first()
    if posting is not None:
        _end(posting, by=SYSTEM, now=now)
        record(OperatorReturned(posting.operator_id), by=SYSTEM, at=now)
    return posting is not None
