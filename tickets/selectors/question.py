"""What a person asked when an appeal began."""

from tickets.models import Ticket, TimelineItem


def question_of(ticket: Ticket) -> str:
    """Return the subject and the first words of an appeal as they were written; one query."""
    first = ticket.items.filter(kind=TimelineItem.Kind.MESSAGE).order_by("seq").first()
    return f"{ticket.subject}\n{first.body if first else ''}"
