"""Appeals that belong together, as a colleague may see them: of a pair both ends must be visible."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from tickets.models import Ticket, TicketLink
from tickets.selectors.visibility import visible_to
from tickets.states import REOPENABLE

Relation = TicketLink.Relation
# What people make and may take away; the rest are traces of doors.
BY_HAND = frozenset({Relation.RELATED, Relation.DUPLICATE, Relation.PARENT})
_FROM_HERE = {
    Relation.RECLASSIFIED: "Перерегистрировано как",
    Relation.CONTINUED: "Продолжено в",
    Relation.RELATED: "Связано с",
    Relation.DUPLICATE: "Дубликат обращения",
    Relation.PARENT: "Главное для",
    Relation.SPLIT: "Выделено в",
}
_TO_HERE = {
    Relation.RECLASSIFIED: "Перерегистрировано из",
    Relation.CONTINUED: "Продолжает",
    Relation.RELATED: "Связано с",
    Relation.DUPLICATE: "Есть дубликат",
    Relation.PARENT: "Часть обращения",
    Relation.SPLIT: "Выделено из",
}


@dataclass(frozen=True, slots=True)
class Linked:
    """The other end of a link, with the words that say what it is to this one."""

    words: str
    other: Ticket
    link_id: int
    may_remove: bool


def links_of(by: Any, ticket: Ticket) -> list[Linked]:
    """Return what an appeal, and what was joined to it, is linked with; two statements.

    What the reader may not see is left out, so that a list tells nothing of it (Z-03).
    """
    here = set(_with_joined(ticket))
    rows = list(
        TicketLink.objects.filter(Q(source__in=here) | Q(target__in=here)).order_by("created_at")
    )
    ends = {end for row in rows for end in (row.source_id, row.target_id)} - here
    seen = visible_to(by).filter(pk__in=ends).select_related("topic", "assignee")
    others = {other.pk: other for other in seen.defer("search", "client_digest", "asked")}
    found = [_linked(row, here, others) for row in rows]
    return [one for one in found if one is not None]


def link_for(by: Any, ticket: Ticket, link_id: int) -> TicketLink:
    """Return a link of an appeal whose other end is visible, too; raises Http404."""
    if link_id not in {one.link_id for one in links_of(by, ticket)}:
        raise Http404("Связь не найдена")
    return TicketLink.objects.select_related("source", "target").get(pk=link_id)


def waiting_children(links: list[Linked], ticket: Ticket) -> list[Ticket]:
    """Return the open parts of an appeal that has its answer: they can be answered likewise."""
    if ticket.status not in REOPENABLE:
        return []
    parts = [one.other for one in links if one.words == _FROM_HERE[Relation.PARENT]]
    return [other for other in parts if other.is_open]


def _with_joined(ticket: Ticket) -> list[UUID]:
    if not ticket.merged_count:
        return [ticket.pk]
    joined = Ticket.objects.filter(merged_into=ticket.pk).values_list("pk", flat=True)
    return [ticket.pk, *joined]


def _linked(row: TicketLink, here: set[Any], others: dict[Any, Ticket]) -> Linked | None:
    relation = Relation(row.relation)
    is_out = row.source_id in here
    other = others.get(row.target_id if is_out else row.source_id)
    if other is None:
        return None
    words = (_FROM_HERE if is_out else _TO_HERE)[relation]
    return Linked(words, other, row.pk, relation in BY_HAND)
