"""Reads for somebody who proved an appeal by its one-time code."""

from uuid import UUID

from django.http import Http404

from tickets.models import Ticket


def proved_ticket(ticket_id: UUID) -> Ticket:
    """Return the appeal a code has opened, or what it was joined into.

    The caller must have checked the code (Z-16).
    """
    shown = (
        "id", "number", "type", "status", "asked", "expected_date", "delay_reason",
        "registered_at", "status_changed_at", "resolved_at", "closed_at",
    )  # fmt: skip
    rows = Ticket.objects.only(*shown, "merged_into_id")
    ticket = rows.filter(pk=ticket_id).first()
    if ticket is None:
        raise Http404("Обращение не найдено")
    return rows.get(pk=ticket.merged_into_id) if ticket.merged_into_id else ticket
