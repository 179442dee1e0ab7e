"""Links people make between appeals: a duplicate of, a part of, something to do with."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from common import policies
from common.errors import DomainError
from journal.facts import record
from tickets.actions._timeline import change_line
from tickets.events import TicketsLinked, TicketsUnlinked
from tickets.models import Ticket, TicketLink
from tickets.policies import can_link
from tickets.selectors.links import BY_HAND

Relation = TicketLink.Relation
MOST_LINKS = 50


class CannotLink(DomainError):
    """These two can't be linked so: the message says why."""

    code = "cannot_link"


class LinkStays(DomainError):
    """A door has made the link: it is a part of what happened."""

    code = "link_stays"


@transaction.atomic
def link_tickets(
    *, ticket: Ticket, other: Ticket, relation: TicketLink.Relation, by: User, now: datetime
) -> TicketLink:
    """Say what `ticket` is to `other`: `PARENT` makes it the one the other is a part of.

    Both must be one's work. One link a pair; a part has one parent, and none is its own.
    """
    ticket, other = _locked_two(ticket, other)
    policies.require(can_link, by, ticket)
    policies.require(can_link, by, other)
    _require_fit(ticket, other, relation)
    link = TicketLink.objects.create(source=ticket, target=other, relation=relation, created_at=now)
    _say("linked", ticket, other, by=by, now=now)
    fact = TicketsLinked(ticket_id=ticket.pk, other_id=other.pk, relation=str(relation))
    record(fact, by=by, at=now)
    return link


@transaction.atomic
def unlink_tickets(*, link: TicketLink, by: User, now: datetime) -> None:
    """Take away a link somebody made. Taken away before, nothing changes; raises LinkStays."""
    ticket, other = _locked_two(link.source, link.target)
    policies.require(can_link, by, ticket)
    policies.require(can_link, by, other)
    if link.relation not in BY_HAND:
        raise LinkStays("Эта связь — часть истории обращений: убрать её нельзя.")
    deleted, _ = TicketLink.objects.filter(pk=link.pk).delete()
    if deleted:
        _say("unlinked", ticket, other, by=by, now=now)
        fact = TicketsUnlinked(ticket_id=ticket.pk, other_id=other.pk, relation=str(link.relation))
        record(fact, by=by, at=now)


def _locked_two(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    rows = Ticket.objects.select_for_update().defer("search", "client_digest")
    found = {row.pk: row for row in rows.filter(pk__in={one.pk, other.pk}).order_by("pk")}
    return found[one.pk], found[other.pk]


def _require_fit(ticket: Ticket, other: Ticket, relation: str) -> None:
    if ticket.pk == other.pk:
        raise CannotLink("Обращение не связывают само с собой: укажите номер другого.")
    if relation not in BY_HAND:
        raise CannotLink("Такую связь ставит сама программа: выберите другую.")
    pair = Q(source=ticket, target=other) | Q(source=other, target=ticket)
    if TicketLink.objects.filter(pair).exists():
        raise CannotLink(
            "Эти обращения уже связаны. Чтобы изменить связь, сначала уберите прежнюю."
        )
    if TicketLink.objects.filter(Q(source=ticket) | Q(target=ticket)).count() >= MOST_LINKS:
        raise CannotLink(f"У обращения уже {MOST_LINKS} связей — больше не нужно.")
    if relation == Relation.PARENT:
        _require_tree(ticket, other)


def _require_tree(parent: Ticket, child: Ticket) -> None:
    """A part has one parent; going up from the parent never leads to the part."""
    if _parent_id(child.pk) is not None:
        raise CannotLink(f"№ {child.number} уже часть другого обращения.")
    above = _parent_id(parent.pk)
    while above is not None:
        if above == child.pk:
            raise CannotLink(
                f"№ {child.number} стоит выше: обращение не может быть частью самого себя."
            )
        above = _parent_id(above)


def _parent_id(child: UUID) -> UUID | None:
    links = TicketLink.objects.filter(target=child, relation=Relation.PARENT)
    return links.values_list("source", flat=True).first()


def _say(verb: str, ticket: Ticket, other: Ticket, *, by: User, now: datetime) -> None:
    """Write the change for colleagues into both streams: people don't see links."""
    change_line(ticket, verb, by=by, now=now, data={"number": other.number})
    change_line(other, verb, by=by, now=now, data={"number": ticket.number})
