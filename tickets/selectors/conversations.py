"""Which appeals a conversation is about."""

from uuid import UUID

from django.db.models import Q

from tickets.models import Ticket


def tickets_in(contact_id: UUID) -> list[UUID]:
    """Return the appeals registered in a conversation or worked on in it, in the order of locks.

    One that was joined into another has brought its conversations there.
    """
    found = Ticket.objects.filter(Q(contact=contact_id) | Q(conversations__contact=contact_id))
    return list(
        found.filter(merged_into=None).order_by("pk").distinct().values_list("pk", flat=True)
    )
