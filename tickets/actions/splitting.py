"""Some messages of an appeal become an appeal of their own; in their old place they stay readable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from common import policies
from common.errors import InvalidInput
from journal.facts import record
from tickets.actions._file_copies import copy_files
from tickets.actions._move import require_open
from tickets.actions._timeline import Kind, Line, add_line, locked
from tickets.actions.registration import NewTicket, register_ticket
from tickets.events import TicketSplit
from tickets.models import Ticket, TicketLink, TimelineItem
from tickets.models.ticket import Kind as TicketKind
from tickets.official import can_be_official
from tickets.policies import can_split
from tickets.selectors.splitting import splittable


@dataclass(frozen=True, slots=True)
class Part:
    """What is taken out: ids of messages of the citizen, and what they are."""

    item_ids: Sequence[UUID]
    kind: TicketKind
    client_key: str = ""


@transaction.atomic
def split_ticket(*, ticket: Ticket, part: Part, by: User, now: datetime) -> Ticket:
    """Register the chosen messages as a new appeal with a number of its own; return it.

    Terms count from when the first of them was written: our tidying costs the citizen no time.
    Their files go along as copies. The citizen is told the new number once, by its registration.
    A repeated press returns the first new appeal. Raises InvalidInput, MoveRefused, NotAllowed.
    """
    ticket = locked(ticket)
    if (before := _split_before(ticket, part)) is not None:
        return before
    require_open(ticket, "Выделить в новое")
    policies.require(can_split, by, ticket)
    chosen = _chosen(ticket, part.item_ids)
    new = register_ticket(new=_new_ticket(ticket, chosen, part), by=by, now=now)
    copies = [new.items.get(seq=1), *(_copied(new, item, by=by, now=now) for item in chosen[1:])]
    for item, copy in zip(chosen, copies, strict=True):
        copy.data = {"split_from": ticket.number, "wrote_at": item.at.isoformat()}
        copy.save(update_fields=["data"])
        copy_files(item, copy)
        item.data = {**item.data, "split_to": new.number}
        item.save(update_fields=["data"])
    TicketLink.objects.create(
        source=ticket, target=new, relation=TicketLink.Relation.SPLIT, created_at=now
    )
    line = Line(Kind.MOVE, is_public=True, data={"verb": "split", "number": new.number})
    add_line(ticket, line, by=by, now=now)
    record(TicketSplit(ticket_id=ticket.pk, new_ticket_id=new.pk), by=by, at=now)
    return new


def _split_before(ticket: Ticket, part: Part) -> Ticket | None:
    """Return what the first press of the same form has made."""
    if not part.client_key:
        return None
    links = ticket.links_out.filter(relation=TicketLink.Relation.SPLIT)
    link = links.filter(target__client_key=part.client_key).select_related("target").first()
    return link.target if link else None


def _chosen(ticket: Ticket, ids: Sequence[UUID]) -> list[TimelineItem]:
    """Return the messages to take, oldest first: the citizen's, each taken once, not all of them."""
    whole = splittable(ticket)
    chosen = [item for item in whole if item.pk in set(ids)]
    if not chosen:
        raise InvalidInput("Отметьте сообщения, которые станут новым обращением.", field="items")
    if len(chosen) < len(set(ids)):
        raise InvalidInput(
            "Часть отмеченных сообщений уже выделена. Обновите страницу и выберите ещё раз.",
            field="items",
        )
    if len(chosen) == len(whole):
        raise InvalidInput(
            "Оставьте здесь хотя бы одно сообщение: всё обращение целиком не выделяют.",
            field="items",
        )
    return chosen


def _new_ticket(ticket: Ticket, chosen: list[TimelineItem], part: Part) -> NewTicket:
    stays_official = ticket.is_official and can_be_official(part.kind, ticket.channel)
    return NewTicket(
        kind=part.kind,
        body=chosen[0].body,
        channel=ticket.channel,
        citizen=ticket.citizen,
        is_official=True if stays_official else None,
        priority=ticket.priority,
        contact=ticket.contact,
        client_key=part.client_key,
        received_at=chosen[0].at,
    )


def _copied(new: Ticket, item: TimelineItem, *, by: User, now: datetime) -> TimelineItem:
    return add_line(new, Line(Kind.MESSAGE, body=item.body, is_public=True), by=by, now=now)
