"""The words of an appeal, made anew from everything said in it (`Ticket.search`)."""

from collections.abc import Iterable, Sequence
from typing import Any

from common import keyed_search
from tickets.actions._timeline import MOST_WORDS
from tickets.models import Ticket, TimelineItem


def ticket_vectors(keys: Sequence[Any]) -> dict[Any, str]:
    """Return the vectors of appeals: subject and every line, as registration and lines wrote them."""
    texts = {
        ticket.pk: [ticket.subject]
        for ticket in Ticket.objects.filter(pk__in=keys).only("pk", "subject")
    }
    lines = TimelineItem.objects.filter(ticket__in=keys).order_by("ticket", "seq")
    for line in lines.only("pk", "ticket", "body"):
        if line.body:
            texts[line.ticket_id].append(line.body)
    return {key: _vector(found) for key, found in texts.items()}


def _vector(texts: Iterable[str]) -> str:
    tokens: dict[str, None] = {}
    for text in texts:
        if len(tokens) >= MOST_WORDS:
            break
        tokens |= dict.fromkeys(keyed_search.literal([text]).split())
    return " ".join(tokens)
