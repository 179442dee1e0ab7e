"""The label over a state as a citizen reads it."""

from django import template

from tickets.models import Ticket
from tickets.selectors.labels import public_title

register = template.Library()


@register.filter
def public_label(ticket: Ticket) -> str:
    """Return the label's public wording, "" for one the citizen never sees."""
    return public_title(ticket)
