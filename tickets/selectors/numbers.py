"""Numbers and ids of appeals for lists that hold the other of the two. Nothing else is told."""

from collections.abc import Iterable
from uuid import UUID

from tickets.models import Attachment, Ticket


def numbers_of(ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return the number of each appeal that exists."""
    return dict(Ticket.objects.filter(pk__in=list(ids)).values_list("pk", "number"))


def id_of_number(number: int) -> UUID | None:
    return Ticket.objects.filter(number=number).values_list("pk", flat=True).first()


def ids_of_citizens(ids: Iterable[UUID]) -> list[UUID]:
    """Return the ids of the appeals of these people."""
    return list(Ticket.objects.filter(citizen_id__in=list(ids)).values_list("pk", flat=True))


def files_of(tickets: Iterable[UUID]) -> list[UUID]:
    """Return the ids of the files in these appeals."""
    return list(Attachment.objects.filter(ticket_id__in=list(tickets)).values_list("pk", flat=True))
