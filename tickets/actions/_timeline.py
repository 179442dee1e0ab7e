"""Writing into a ticket's one stream. The caller holds the ticket's row lock."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Func, IntegerField, When
from django.db.models.lookups import LessThan

from accounts.models import User
from common.actors import Acts, actor_of
from common.keyed_search import add_words
from tickets.actions._text import checked_text
from tickets.actions._wording import require_no_code_demand
from tickets.models import Ticket, TimelineItem

Kind = TimelineItem.Kind
# A tsvector holds 1 MiB: beyond this many words a long conversation stops growing its search,
# so that no number of messages can make an appeal unwritable.
MOST_WORDS = 40_000
# What wakes an appeal its owner has put aside (actions/snooze.py).
AWAKE: dict[str, Any] = {"snoozed_at": None, "snoozed_until": None}


@dataclass(frozen=True, slots=True)
class Line:
    """What to add: `data` holds codes only, `body` is sealed."""

    kind: str
    body: str = ""
    is_public: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    client_key: str = ""


def locked(ticket: Ticket) -> Ticket:
    """Return the ticket's fresh row under `FOR UPDATE`; every door begins with it.

    Nothing is joined: after waiting for the lock PostgreSQL reads the row anew but keeps the rows
    joined before, so an assignee set by the one who was first would be seen as nobody.
    Order of locks: tickets by id, then clocks, then the counter of numbers.
    """
    return Ticket.objects.select_for_update().defer("search", "client_digest").get(pk=ticket.pk)


def add_line(
    ticket: Ticket, line: Line, *, by: Acts, now: datetime, saving: Iterable[str] = ()
) -> TimelineItem:
    """Append one item, move the ticket up in the lists, make its words findable.

    Fields of the ticket named in `saving` are written by the same UPDATE.
    """
    ticket.items_count += 1
    ticket.activity_at = now
    item = item_of(ticket, line, by=by, now=now)
    item.save(force_insert=True)
    fields = {"items_count", "activity_at", *saving}
    if line.body:
        ticket.search = _more_words(line.body)
        fields.add("search")
    ticket.save(update_fields=fields)
    if line.body:
        del ticket.search  # an expression, not a value: nobody may read or write it again
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
        client_key=_stored(line.client_key, by),
    )


def answer_line(
    ticket: Ticket, *, body: str, by: Acts, now: datetime, client_key: str = ""
) -> TimelineItem:
    """Write an answer the citizen reads; the first one by a person is the first response."""
    require_no_code_demand(body)
    line = Line(Kind.REPLY, body=checked_text(body), is_public=True, client_key=client_key)
    ticket.answer_unread = True
    if isinstance(by, User) and ticket.first_response_at is None:
        ticket.first_response_at = now
    return add_line(ticket, line, by=by, now=now, saving=("answer_unread", "first_response_at"))


def note_line(ticket: Ticket, text: str, *, by: Acts, now: datetime) -> TimelineItem:
    """Write a note for colleagues; a citizen never sees it (R-067, database check)."""
    return add_line(ticket, Line(Kind.NOTE, body=checked_text(text)), by=by, now=now)


def change_line(
    ticket: Ticket,
    verb: str,
    *,
    by: Acts,
    now: datetime,
    data: dict[str, Any] | None = None,
    **fields: Any,
) -> TimelineItem:
    """Write a change for colleagues that leaves the state as it was, together with its `fields`."""
    for name, value in fields.items():
        setattr(ticket, name, value)
    line = Line(Kind.MOVE, data={"verb": verb, **(data or {})})
    return add_line(ticket, line, by=by, now=now, saving=fields)


def find_sent(ticket: Ticket, client_key: str, *, by: Acts) -> TimelineItem | None:
    """Return the item an earlier try of the same submit has made (double click, retry)."""
    return ticket.items.filter(client_key=_stored(client_key, by)).first() if client_key else None


def _stored(client_key: str, by: Acts) -> str:
    """Return a key as it is kept: one author's keys never meet another's, whatever their length."""
    if not client_key:
        return ""
    actor = actor_of(by)
    return hashlib.sha256(f"{actor.kind}:{actor.id}:{client_key}".encode()).hexdigest()


def _more_words(body: str) -> Case:
    count = Func(F("search"), function="length", output_field=IntegerField())
    has_room = When(LessThan(count, MOST_WORDS), then=add_words("search", body))
    return Case(has_room, default=F("search"))
