"""Appeals that belong together: a new number for another type."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common import policies
from common.actors import Acts
from common.errors import InvalidInput
from journal.facts import record
from tickets.actions import clocks, silence
from tickets.actions._move import move, require_move
from tickets.actions._timeline import locked
from tickets.actions.assignment import take_ticket
from tickets.actions.registration import NewTicket, register_ticket
from tickets.events import TicketReclassified
from tickets.models import Ticket, TicketLink
from tickets.models.ticket import Kind
from tickets.policies import can_reclassify, can_take


@transaction.atomic
def reclassify_ticket(
    *, ticket: Ticket, kind: Kind, by: Acts, now: datetime, is_official: bool | None = None
) -> Ticket:
    """Register the appeal again under the right type and close this one; return the new one.

    The type is the number's first digit and never changes (R-097), so there is a new number, linked
    to the old. Terms count from the first registration: our mistake costs the citizen no time.
    """
    ticket = locked(ticket)
    require_move(ticket, "reclassify")
    policies.require(can_reclassify, by, ticket)
    if kind.type == ticket.type:
        raise InvalidInput(
            "У этого вида та же первая цифра номера: исправьте вид в сведениях обращения.",
            field="kind",
        )
    new = register_ticket(new=_same_matter(ticket, kind, is_official=is_official), by=by, now=now)
    TicketLink.objects.create(
        source=ticket, target=new, relation=TicketLink.Relation.RECLASSIFIED, created_at=now
    )
    move(ticket, "reclassify", by=by, now=now, data={"number": new.number})
    clocks.stop(ticket, now)
    silence.stop(ticket)
    record(TicketReclassified(ticket_id=ticket.pk, new_ticket_id=new.pk), by=by, at=now)
    if isinstance(by, User) and can_take(by, new):
        new = take_ticket(ticket=new, by=by, now=now)
    return new


def _same_matter(ticket: Ticket, kind: Kind, *, is_official: bool | None) -> NewTicket:
    first = ticket.items.get(seq=1)
    return NewTicket(
        kind=kind,
        body=first.body,
        channel=ticket.channel,
        citizen=ticket.citizen,
        subject=ticket.subject,
        topic=ticket.topic,
        priority=ticket.priority,
        is_official=is_official,
        contact=ticket.contact,
        team=ticket.home_team or ticket.team,
        received_at=ticket.registered_at,
    )
