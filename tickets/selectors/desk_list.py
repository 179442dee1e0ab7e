"""The operator's lists: one page by keyset, two queries, flat from a thousand rows to a million.

A list is a union of branches, one a team, each served by a partial index in its own order; there
is no OFFSET, no DISTINCT and no exact count (performance.md 1b).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from accounts.models import User
from accounts.selectors import find_citizens, profile_ids
from common import keyed_search
from common.errors import InvalidInput
from tickets.models import Clock, Ticket
from tickets.numbers import parse_number
from tickets.selectors.visibility import visible_to
from tickets.states import OPEN, Status

PAGE = 25
COUNT_AT_MOST = 100
SEARCHED_PEOPLE = 20

VIEWS = {
    "mine": "Мои",
    "free": "Свободные",
    "team": "Моих команд",
    "overdue": "Просроченные",
    "departments": "В отделах",
    "all": "Все",
}


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What the address of a list says. Empty means any."""

    view: str = "mine"
    text: str = ""
    status: str = ""
    topic: str = ""
    channel: str = ""
    type: int | None = None
    priority: int | None = None
    team: UUID | None = None
    assignee: UUID | None = None
    after: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(
            self.text
            or self.status
            or self.topic
            or self.channel
            or self.type
            or self.priority
            or self.team
            or self.assignee
        )


@dataclass(slots=True)
class Page:
    """Rows of one page; `next` is the keyset to continue with, "" at the end."""

    rows: list[Ticket] = field(default_factory=list)
    next: str = ""


def page_of(user: User, query: ListQuery, *, now: datetime) -> Page:
    """Return one page of a list, newest activity first; raises InvalidInput for a broken keyset."""
    branches = [
        branch.filter(_narrow(query)) for branch in _branches(user, query, now=now)
    ]
    if query.after:
        edge = _edge(query.after)
        branches = [branch.filter(edge) for branch in branches]
    keys = _merge(branches, PAGE + 1)
    rows = rows_of(key for _, key in keys[:PAGE])
    more = len(keys) > PAGE
    return Page(
        rows,
        f"{rows[-1].activity_at.isoformat()}_{rows[-1].pk}" if more and rows else "",
    )


def rows_of(ids: Iterable[UUID]) -> list[Ticket]:
    """Return list rows with everything a row shows, in the order of `ids`; one query and clocks."""
    ids = list(ids)
    found = {
        ticket.pk: ticket
        for ticket in Ticket.objects.filter(pk__in=ids)
        .select_related("topic", "team", "assignee", "citizen")
        .prefetch_related("clocks")
        .defer("search")
    }
    return [found[key] for key in ids if key in found]


def capped_counts(user: User, *, now: datetime) -> dict[str, int]:
    """Return how many rows each view has, COUNT_AT_MOST meaning «99+»; one query."""
    counted = {}
    parts = []
    for view in ("mine", "free", "team", "overdue", "departments"):
        branches = _branches(user, ListQuery(view=view), now=now)
        if not branches:
            counted[view] = 0
            continue
        parts.append((view, branches))
    counted |= {view: len(_merge(branches, COUNT_AT_MOST)) for view, branches in parts}
    return counted


def _branches(user: User, query: ListQuery, *, now: datetime) -> list[QuerySet[Ticket]]:
    teams = sorted(user.team_ids())
    if query.text:
        return _searched(user, query.text)
    if query.view == "mine":
        return [Ticket.objects.filter(assignee=user, status__in=sorted(OPEN))]
    if query.view == "overdue":
        late = Clock.objects.filter(due_at__lte=now, stopped_at=None, paused_at=None)
        return [
            Ticket.objects.filter(
                team__in=teams, status__in=sorted(OPEN), pk__in=late.values("ticket")
            )
        ]
    if query.view == "departments":
        return [
            Ticket.objects.filter(home_team=team, status=Status.AT_DEPARTMENT)
            for team in teams
        ]
    if query.team in teams:
        teams = [query.team]
    if query.view == "all":
        return [Ticket.objects.filter(team=team) for team in teams]
    opened = [
        Ticket.objects.filter(team=team, status__in=sorted(OPEN)) for team in teams
    ]
    return (
        [branch.filter(assignee=None) for branch in opened]
        if query.view == "free"
        else opened
    )


def _searched(user: User, text: str) -> list[QuerySet[Ticket]]:
    """Find by number, phone, e-mail, name or words; only among what is visible (Z-03)."""
    seen = visible_to(user)
    try:
        return [seen.filter(number=parse_number(text))]
    except InvalidInput:
        pass
    people = [
        key
        for citizen in find_citizens(text)[:SEARCHED_PEOPLE]
        for key in profile_ids(citizen)
    ]
    branches = [seen.filter(citizen__in=people)] if people else []
    words = keyed_search.query(text)
    if words is not None:
        branches.append(seen.filter(search=words))
    return branches


def _narrow(query: ListQuery) -> Q:
    pairs = {
        "status": query.status,
        "topic__code": query.topic,
        "channel": query.channel,
        "type": query.type,
        "priority": query.priority,
        "team": query.team,
        "assignee": query.assignee,
    }
    return Q(**{name: value for name, value in pairs.items() if value})


def _edge(after: str) -> Q:
    moment, _, key = after.partition("_")
    try:
        at, last = parse_datetime(moment), UUID(key)
    except ValueError:
        at = None
    if at is None:
        raise InvalidInput(
            "Ссылка на продолжение списка повреждена. Откройте список с начала."
        )
    return Q(activity_at__lt=at) | Q(activity_at=at, pk__lt=last)


def _merge(branches: list[QuerySet[Ticket]], limit: int) -> list[tuple[datetime, UUID]]:
    """Return the newest `limit` (activity_at, id) of all branches, each read by its own index."""
    heads = [
        branch.order_by("-activity_at", "-id").values_list("activity_at", "id")[:limit]
        for branch in branches
    ]
    if not heads:
        return []
    if len(heads) == 1:
        return list(heads[0])
    rows = heads[0].union(*heads[1:]).order_by("-activity_at", "-id")[:limit]
    return list(rows)
