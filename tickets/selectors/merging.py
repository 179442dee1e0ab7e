"""Which appeal answers to a number, and what was joined into it.

A joined appeal keeps its number for ever: pages and the API lead from it to the head.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404

from tickets.models import Merge, Ticket, TimelineItem
from tickets.selectors.visibility import ticket_for, visible_to


@dataclass(frozen=True, slots=True)
class Joined:
    """An appeal that became a part of another, as the other's page shows it."""

    merge: Merge
    number: int
    may_undo: bool


def answering(by: Any, number: int) -> Ticket:
    """Return the visible appeal that answers to a number: itself, or what it was joined into.

    A reader who sees only one of the two is shown that one. Raises Http404.
    """
    try:
        found = ticket_for(by, number)
    except Http404:
        return ticket_for(by, _head_number(by, Q(merged_from__number=number)))
    if found.merged_into_id is None:
        return found
    try:
        return ticket_for(by, _head_number(by, Q(pk=found.merged_into_id)))
    except Http404:
        return found


def answering_number(ticket: Ticket) -> int:
    """Return the number that answers for an appeal by now: its own, or of what it was joined into."""
    head = Ticket.objects.filter(pk=ticket.pk).values_list("merged_into__number", flat=True).first()
    return int(head or ticket.number)


def head_number_of(ticket: Ticket) -> int | None:
    """Return the number of what an appeal was joined into, None for one of its own."""
    if ticket.merged_into_id is None:
        return None
    return Ticket.objects.values_list("number", flat=True).get(pk=ticket.merged_into_id)


def head_id_of(ticket: Ticket) -> UUID:
    """Return the id of what an appeal was joined into by now, or its own."""
    heads = Ticket.objects.filter(pk=ticket.pk).values_list("merged_into", flat=True)
    return heads.get() or ticket.pk


def streams_of(ticket: Ticket) -> list[UUID] | QuerySet[Ticket, Any]:
    """Return whose lines the stream of an appeal holds; asks nothing while nothing was joined to it."""
    if not ticket.merged_count:
        return [ticket.pk]
    return joined_streams(ticket.pk)


def joined_streams(head: Any) -> QuerySet[Ticket, Any]:
    """Return the keys of an appeal something was joined to, and of what was."""
    return Ticket.objects.filter(Q(pk=head) | Q(merged_into=head)).values("pk")


def joined_to(ticket: Ticket, *, now: datetime) -> list[Joined]:
    """Return what was joined to an appeal directly, newest first; two statements, none without any."""
    if not ticket.merged_count:
        return []
    rows = Merge.objects.filter(undone_at=None, target=ticket).order_by("-merged_at")
    answered = answered_at(ticket)
    return [
        Joined(row, row.source.number, is_undoable(row, answered, now=now))
        for row in rows.select_related("source", "merged_by")
    ]


def answered_at(ticket: Ticket) -> datetime | None:
    """Return when a person last answered the citizen in an appeal."""
    replies = ticket.items.filter(kind=TimelineItem.Kind.REPLY, is_public=True)
    return replies.order_by("-seq").values_list("at", flat=True).first()


def is_undoable(merge: Merge, answered: datetime | None, *, now: datetime) -> bool:
    """Within MERGE_UNDO_HOURS, and later as long as nobody has answered the citizen since."""
    if now - merge.merged_at <= timedelta(hours=settings.MERGE_UNDO_HOURS):
        return True
    return answered is None or answered < merge.merged_at


def tree_under(source: Ticket) -> list[UUID]:
    """Return what was joined to an appeal, and to those, by merges that hold."""
    found: list[UUID] = []
    level = [source.pk]
    while level:
        rows = Merge.objects.filter(undone_at=None, target__in=level)
        level = [pk for pk in rows.values_list("source", flat=True) if pk not in found]
        found += level
    return found


def _head_number(by: Any, condition: Q) -> int:
    number = visible_to(by).filter(condition).values_list("number", flat=True).first()
    if number is None:
        raise Http404("Обращение не найдено")
    return int(number)
