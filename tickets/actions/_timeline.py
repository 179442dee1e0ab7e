"""Writing into a ticket's one stream. The caller holds the ticket's row lock."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F

from accounts.models import User
from common.actors import Acts, actor_of
from common.keyed_search import add_words
from tickets.models import Ticket, TimelineItem

Kind = TimelineItem.Kind


@dataclass(frozen=True, slots=True)
class Line:
    """What to add: `data` holds codes only, `body` is sealed."""

    kind: str
    body: str = ""
    is_public: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    client_key: str = ""


def locked(ticket: Ticket) -> Ticket:
    """Return the ticket's fresh row under `FOR UPDATE`; every door begins with it."""
    return (
        Ticket.objects.select_for_update(of=("self",))
        .select_related("topic", "team", "citizen", "assignee")
        .get(pk=ticket.pk)
    )


def add_line(ticket: Ticket, line: Line, *, by: Acts, now: datetime) -> TimelineItem:
    """Append one item, number it, move the ticket up in the lists, make its words findable."""
    ticket.items_count += 1
    ticket.activity_at = now
    item = item_of(ticket, line, by=by, now=now)
    item.save(force_insert=True)
    changes: dict[str, Any] = {"items_count": F("items_count") + 1, "activity_at": now}
    if line.body:
        changes["search"] = add_words("search", line.body)
    Ticket.objects.filter(pk=ticket.pk).update(**changes)
    return item


def item_of(ticket: Ticket, line: Line, *, by: Acts, now: datetime) -> TimelineItem:
    """Return the unsaved item; its seq is the ticket's `items_count`."""
    actor = actor_of(by)
    return TimelineItem(
        ticket=ticket,
        seq=ticket.items_count,
        kind=line.kind,
        is_public=line.is_public,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        author=by if isinstance(by, User) else None,
        body=line.body,
        data=line.data,
        client_key=line.client_key,
    )


def find_sent(ticket: Ticket, client_key: str) -> TimelineItem | None:
    """Return the item an earlier try of the same submit has made (double click, retry)."""
    return ticket.items.filter(client_key=client_key).first() if client_key else None
