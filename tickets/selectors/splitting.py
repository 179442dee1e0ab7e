"""Which messages of an appeal may become an appeal of their own."""

from tickets.models import Ticket, TimelineItem
from tickets.selectors.merging import streams_of


def splittable(ticket: Ticket) -> list[TimelineItem]:
    """Return the citizen's messages, oldest first, also of what was joined; taken ones are left out."""
    said = TimelineItem.objects.filter(
        ticket__in=streams_of(ticket), kind=TimelineItem.Kind.MESSAGE
    )
    return [item for item in said.order_by("at", "seq") if "split_to" not in item.data]
