"""What to do about a topic: the next best action beside an appeal."""

from dataclasses import dataclass

from tickets.models import Ticket, TopicGuide
from tickets.selectors.desk_ticket import filled


@dataclass(frozen=True, slots=True)
class Guide:
    """The steps of a topic; `answer` is its template with the names filled in, "" without one."""

    guide: TopicGuide
    answer_title: str = ""
    answer: str = ""


def guide_for(ticket: Ticket) -> Guide | None:
    """Return the hint of an appeal's topic; one statement."""
    rows = TopicGuide.objects.filter(is_active=True, topic=ticket.topic_id)
    row = rows.select_related("template").first()
    if row is None:
        return None
    template = row.template if row.template and row.template.is_active else None
    if template is None:
        return Guide(row)
    return Guide(row, template.title, filled(template.body, ticket))
