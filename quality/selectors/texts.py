"""What appeals asked and what they were answered; read while a counting runs or a draft is made."""

from collections.abc import Iterable
from uuid import UUID

from tickets.models import Ticket, TimelineItem

Kind = TimelineItem.Kind


def asked_in(tickets: Iterable[UUID]) -> dict[UUID, str]:
    """Return the first words of appeals, those whose words were erased left out."""
    rows = TimelineItem.objects.filter(
        ticket__in=list(tickets), seq=1, kind=Kind.MESSAGE, ticket__anonymised_at=None
    ).only("ticket_id", "body")
    return {row.ticket_id: row.body for row in rows if row.body.strip()}


def answered_in(tickets: Iterable[UUID]) -> dict[UUID, str]:
    """Return the last answer a person gave in each of the appeals."""
    rows = TimelineItem.objects.filter(
        ticket__in=list(tickets),
        kind=Kind.REPLY,
        is_public=True,
        author__isnull=False,
        ticket__anonymised_at=None,
    )
    return {row.ticket_id: row.body for row in rows.only("ticket_id", "body").order_by("seq")}


def read_before(tickets: Iterable[UUID]) -> dict[UUID, str]:
    """Return the codes of articles people came to the form from, by appeal."""
    rows = TimelineItem.objects.filter(
        ticket__in=list(tickets), seq=1, kind=Kind.MESSAGE, data__has_key="article"
    )
    return {row.ticket_id: str(row.data["article"]) for row in rows.only("ticket_id", "data")}


def topics_in(tickets: Iterable[UUID]) -> dict[UUID, tuple[int, UUID]]:
    """Return topic and person of appeals; a nameless one counts as a person of its own."""
    rows = Ticket.objects.filter(pk__in=list(tickets)).values_list("pk", "topic", "citizen")
    return {key: (topic, citizen or key) for key, topic, citizen in rows}
