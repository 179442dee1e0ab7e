"""The rows behind the wallboard's figures, a page at a time. Citizens are not in them: numbers and topics are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from analytics import targets
from analytics.selectors.queue_now import State, began, waiting
from routing.models import Offer, WorkItem
from tickets.models import Ticket
from tickets.selectors.queueing import SUBJECT
from tickets.selectors.visibility import visible_to

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, and whether there are more."""

    rows: list[Any]
    number: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A work item with the appeal it is about; `ticket` is None for what is none or is not seen."""

    item: WorkItem
    ticket: Ticket | None
    began: datetime
    offer: Offer | None = None

    @property
    def waited_s(self) -> float | None:
        """Return how long it waited till it was taken or left, None while it waits."""
        ended = self.item.taken_at or self.item.ended_at
        return max(0.0, (ended - self.began).total_seconds()) if ended else None

    @property
    def target_s(self) -> int:
        return targets.target_s(targets.kind_of(self.item))

    @property
    def due_at(self) -> datetime:
        """Return until when it should be taken."""
        return self.began + timedelta(seconds=self.target_s)

    @property
    def is_in_target(self) -> bool:
        waited = self.waited_s
        return self.item.taken_at is not None and waited is not None and waited <= self.target_s

    @property
    def handled_s(self) -> float | None:
        taken, ended = self.item.taken_at, self.item.ended_at
        return (ended - taken).total_seconds() if taken and ended else None


def waiting_page(
    user: User, teams: Iterable[UUID], *, skill: str, number: int, now: datetime
) -> Page:
    """Return what waits, in the order of service."""
    rows = waiting(list(teams), now=now).annotate(began=began())
    if skill:
        rows = rows.filter(skills__has_key=skill)
    return _items(user, rows.order_by("-priority", "began", "pk"), number)


def answered_page(
    user: User, teams: Iterable[UUID], *, since: datetime, only_late: bool, number: int
) -> Page:
    """Return what was taken or left since a moment, the newest first."""
    taken = Q(taken_at__gte=since)
    left = Q(state=State.CANCELLED, taken_at=None, ended_at__gte=since)
    rows = WorkItem.objects.filter(taken | left, team__in=list(teams)).annotate(began=began())
    if only_late:
        due = F("began") + targets.target_of_row()
        rows = rows.exclude(taken_at__isnull=False, taken_at__lte=due)
    ordered = rows.annotate(over=Coalesce("taken_at", "ended_at")).order_by("-over", "pk")
    return _items(user, ordered, number)


def missed_page(user: User, teams: Iterable[UUID], *, since: datetime, number: int) -> Page:
    """Return offers nobody answered, or refused, since a moment, the newest first."""
    outcomes = [Offer.Outcome.MISSED, Offer.Outcome.DECLINED]
    rows = Offer.objects.filter(
        item__team__in=list(teams), made_at__gte=since, outcome__in=outcomes
    )
    offers, has_more = _cut(
        rows.select_related("item__team", "operator").order_by("-made_at"), number
    )
    tickets = _tickets(user, [offer.item for offer in offers])
    return Page(
        [
            ItemRow(one.item, tickets.get(one.item.subject), one.item.entered_at, one)
            for one in offers
        ],
        number,
        has_more,
    )


def work_of(user: User, operator_id: UUID) -> list[ItemRow]:
    """Return what an operator has in work now, the oldest first."""
    rows = WorkItem.objects.filter(owner=operator_id, state=State.TAKEN).annotate(began=began())
    return _items(user, rows.order_by("taken_at"), 1).rows


def row_of(user: User, item: WorkItem) -> ItemRow:
    """Return one item with its appeal."""
    rows = WorkItem.objects.filter(pk=item.pk).annotate(began=began())
    return _items(user, rows, 1).rows[0]


def _items(user: User, rows: QuerySet[WorkItem], number: int) -> Page:
    items, has_more = _cut(rows.select_related("team", "owner", "reserved"), number)
    tickets = _tickets(user, items)
    found = [ItemRow(item, tickets.get(item.subject), item.began) for item in items]
    return Page(found, number, has_more)


def _cut(rows: Any, number: int) -> tuple[list[Any], bool]:
    first = (number - 1) * PAGE
    found = list(rows[first : first + PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def _tickets(user: User, items: Sequence[WorkItem]) -> dict[str, Ticket]:
    """Return the appeals of these items that the person may see, by the item's subject."""
    prefix = f"{SUBJECT}:"
    keys = [item.subject.removeprefix(prefix) for item in items if item.subject.startswith(prefix)]
    # Invented subjects of other owners never get here; a broken one must not break the list.
    known = [key for key in keys if len(key) == len(str(UUID(int=0)))]
    rows = (
        visible_to(user).filter(pk__in=known).select_related("topic").only("number", "topic__title")
    )
    return {f"{prefix}{ticket.pk}": ticket for ticket in rows}
