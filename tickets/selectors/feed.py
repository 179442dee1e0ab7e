"""Appeals and their streams as other systems read them: keyset pages, public things only."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import Http404

from accounts.models import ApiKey
from common.errors import InvalidInput
from tickets.models import Attachment, Ticket, TimelineItem
from tickets.policies import can_download
from tickets.selectors.labels import tag_ids
from tickets.selectors.visibility import registered_by, visible_to
from tickets.states import Status


@dataclass(frozen=True, slots=True)
class FeedQuery:
    """Filters of the list, each one None or empty when not asked."""

    status: tuple[str, ...] = ()
    type: int | None = None
    topic: str | None = None
    team: UUID | None = None
    assignee: UUID | None = None
    number: int | None = None
    registered_from: datetime | None = None
    registered_to: datetime | None = None
    updated_since: datetime | None = None

    def condition(self) -> Q:
        pairs = {
            "type": self.type,
            "topic__code": self.topic,
            "team": self.team,
            "assignee": self.assignee,
            "number": self.number,
            "registered_at__gte": self.registered_from,
            "registered_at__lt": self.registered_to,
            "activity_at__gte": self.updated_since,
        }
        chosen = Q(**{name: value for name, value in pairs.items() if value is not None})
        return chosen & Q(status__in=self.status) if self.status else chosen


@dataclass(slots=True)
class FeedPage:
    """Rows of one page; `next` continues it, None at the end."""

    items: list[Any] = field(default_factory=list)
    next: Any = None


def feed_of(key: ApiKey, query: FeedQuery, *, cursor: str, limit: int) -> FeedPage:
    """Return the key's appeals, latest change first; raises InvalidInput for a broken cursor.

    One branch a team and one of what the key registered, each read by its own index in its own order: a million appeals cost what a
    thousand do. What the page shows is asked of `visible_to` once more.
    """
    edge = _edge(cursor) if cursor else Q()
    teams = sorted(key.teams.values_list("pk", flat=True))
    branches = [Ticket.objects.filter(team=team) for team in teams]
    branches.append(Ticket.objects.filter(registered_by(key)))
    if teams:
        branches.append(Ticket.objects.filter(home_team__in=teams, status=Status.AT_DEPARTMENT))
    heads = [
        branch.filter(query.condition(), edge)
        .order_by("-activity_at", "-pk")
        .values_list("activity_at", "pk")[: limit + 1]
        for branch in branches
    ]
    keys = _merged(heads, limit + 1)
    rows = visible_to(key).filter(pk__in=[pk for _, pk in keys[:limit]])
    rows = rows.annotate(merged_number=F("merged_into__number"), tag_ids=tag_ids())
    related = rows.select_related("topic", "team").prefetch_related("field_values")
    related = related.defer("search", "client_digest")
    items = list(related.order_by("-activity_at", "-pk"))
    return FeedPage(items, _written(keys[limit - 1]) if len(keys) > limit else None)


def stream_of(ticket: Ticket, *, after: int, limit: int) -> FeedPage:
    """Return what the citizen may see of an appeal's stream, in order, from `after` on."""
    items = list(public_items(ticket).filter(seq__gt=after).order_by("seq")[: limit + 1])
    if len(items) <= limit:
        return FeedPage(items)
    items.pop()
    return FeedPage(items, items[-1].seq)


def public_items(ticket: Ticket) -> QuerySet[TimelineItem]:
    """Return public items with what their answer shows."""
    seen = ticket.items.filter(is_public=True).exclude(kind=TimelineItem.Kind.NOTE)
    return seen.select_related("author").prefetch_related("attachments")


def public_files(ticket: Ticket) -> list[Attachment]:
    """Return an appeal's files but those of notes, oldest first."""
    return list(ticket.attachments.filter(item__is_public=True).order_by("uploaded_at", "pk"))


def attachment_for(by: Any, id: UUID) -> Attachment:
    """Return a file `by` may read: of a visible appeal, or of a draft of their own; else Http404."""
    found = Attachment.objects.select_related("item", "ticket").filter(pk=id).first()
    if found is None or not _may_read(by, found):
        raise Http404("Файл не найден")
    return found


def _may_read(by: Any, attachment: Attachment) -> bool:
    actor = getattr(by, "actor", None)
    if actor is None or not getattr(by, "is_active", True):
        return False
    if attachment.ticket is None:
        return (attachment.uploader_kind, attachment.uploader_id) == (actor.kind, actor.id)
    # Whoever reads an appeal reads what was joined to it.
    head = attachment.ticket.merged_into_id
    shown_in = [attachment.ticket.pk, *([head] if head else [])]
    is_visible = visible_to(by).filter(pk__in=shown_in).exists()
    return is_visible and can_download(by, attachment)


def _merged(heads: list[Any], most: int) -> list[tuple[datetime, UUID]]:
    """Return the latest rows of all branches in one query."""
    if not heads:
        return []
    if len(heads) == 1:
        return list(heads[0])
    return list(heads[0].union(*heads[1:]).order_by("-activity_at", "-pk")[:most])


def _edge(cursor: str) -> Q:
    at, last = _read(cursor)
    return Q(activity_at__lte=at) & (Q(activity_at__lt=at) | Q(pk__lt=last))


def _written(last: tuple[datetime, UUID]) -> str:
    text = json.dumps([last[0].isoformat(), str(last[1])])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, UUID]:
    try:
        raw = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
        at, last = json.loads(raw)
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError("no zone")
        return moment, UUID(last)
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise InvalidInput(
            "cursor не из этого списка. Начните список сначала, без cursor.", field="cursor"
        ) from error
