"""The operator's lists: one page by keyset, two queries, flat from a thousand rows to a million.

A list is a union of branches, one a team, each served by a partial index in its own order; there
is no OFFSET, no DISTINCT and no exact count (performance.md 1b).
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.dateparse import parse_datetime

from accounts.models import Citizen, User
from accounts.selectors import find_citizens
from common import keyed_search
from common.errors import InvalidInput
from tickets.models import Clock, Ticket, TimelineItem
from tickets.numbers import parse_number
from tickets.selectors.custom_fields import chosen_in
from tickets.selectors.labels import tag_ids, tagged
from tickets.selectors.repeats import place_of_row
from tickets.selectors.visibility import branches_visible_to, visible_to
from tickets.states import OPEN, Status
from topics.selectors import topic_of

PAGE = 25
# A page of a long list lies between two marks, one every STEP rows; LONG rows are marked at once.
STEP = 50
LONG = 10_000
SEARCHED_PEOPLE = 20
# Times the root of the number of appeals: 5,000 rows of a million.
MET_SOONER_FROM = 5
Kind = TimelineItem.Kind
# What a row of the list shows; colleagues' names come from the directory.
SHOWN = (
    "number",
    "type",
    "status",
    "channel",
    "priority",
    "subject",
    "activity_at",
    "assignee_id",
    "label_id",
    "snoozed_at",
    "snoozed_until",
    "citizen__kind",
    "citizen__last_name",
    "citizen__first_name",
    "citizen__middle_name",
    "citizen__organisation",
)
Rows: TypeAlias = QuerySet[Ticket, Any]
Order: TypeAlias = tuple[str, str]
# Both are one index read from one end or the other.
ORDERS: dict[str, Order] = {"": ("-activity_at", "-id"), "oldest": ("activity_at", "id")}
SORTS = {"": "Сначала свежие", "oldest": "Сначала давние"}
# The rows of all branches stand between these two; parameters: how many rows, every which.
_MARKS_HEAD = """
SELECT at, key, number FROM (
  SELECT at, key, row_number() OVER listed AS number, lead(key) OVER listed IS NULL AS is_last
  FROM ("""
_MARKS_TAIL = """) AS found (at, key)
  WINDOW listed AS (ORDER BY at DESC, key DESC)
  LIMIT %s) AS numbered
WHERE number %% %s = 0 OR is_last
ORDER BY number"""
VIEWS = {
    "mine": "Мои",
    "free": "Свободные",
    "team": "Команды",
    "soon": "Скоро срок",
    "overdue": "Просроченные",
    "departments": "В отделах",
    "snoozed": "Отложенные",
    "all": "Все",
}
_WIDE = {
    "all": Q(),
    "team": Q(status__in=sorted(OPEN)),
    "free": Q(status__in=sorted(OPEN), assignee=None),
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
    tag: int | None = None
    label: int | None = None
    field: str = ""
    sort: str = ""
    after: str = ""
    until: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or _pairs(self))


@dataclass(slots=True)
class Page:
    """Rows of one page; `next` is the keyset to continue with, "" at the end."""

    rows: list[Ticket] = field(default_factory=list)
    next: str = ""


def page_of(user: User, query: ListQuery, *, now: datetime) -> Page:
    """Return one page of a list in its order; raises InvalidInput for a broken keyset.

    With `until` it is what lies between two marks: many rows leave it, few enter.
    """
    branches = _between(user, query, now=now)
    if not branches:
        return Page()
    size = STEP * 4 if query.until else PAGE
    order = ORDERS[query.sort]
    heads = _heads(branches, size + 1, order)
    found = list(_rows(heads, order)[: size + 1])
    rows = found[:size]
    return Page(rows, _place_of(rows[-1]) if len(found) > size and not query.until else "")


def marks_of(user: User, query: ListQuery, *, now: datetime) -> tuple[list[tuple[str, int]], bool]:
    """Return the keyset and the number of every STEP-th row and of the last; True when there is more.

    One statement reads LONG rows of an index at most; longer lists go on `after` the last mark.
    """
    branches = _between(user, query, now=now)
    if not branches:
        return [], False
    order = ORDERS[query.sort]
    heads = [branch.order_by(*order).values("activity_at", "pk")[:LONG] for branch in branches]
    whole = heads[0] if len(heads) == 1 else heads[0].union(*heads[1:], all=True)
    sql, params = whole.query.sql_with_params()
    tail = _MARKS_TAIL.replace("DESC", "ASC") if query.sort == "oldest" else _MARKS_TAIL
    with connection.cursor() as cursor:
        cursor.execute(" ".join([_MARKS_HEAD, sql, tail]), [*params, LONG, STEP])
        found = [(f"{at.isoformat()}_{key}", number) for at, key, number in cursor.fetchall()]
    return found, bool(found) and found[-1][1] >= LONG


def counted(user: User, query: ListQuery, *, now: datetime, most: int = 100) -> int:
    """Return how many rows a list has, no further than `most`; one statement."""
    keys = [branch.order_by().values("pk")[:most] for branch in _between(user, query, now=now)]
    if not keys:
        return 0
    found = keys[0] if len(keys) == 1 else keys[0].union(*keys[1:], all=True)
    return min(found.count(), most)


def rows_matching(user: User, query: ListQuery, *, now: datetime) -> Rows:
    """Return every appeal of a list, unordered and without pages: for exports.

    The wide lists are one condition, not a union: a million rows are read in chunks by their key.
    """
    if not query.text and query.view in _WIDE:
        whole: QuerySet[Ticket] = Ticket.objects.filter(
            _WIDE[query.view], team__in=sorted(user.team_ids()), **_pairs(query)
        )
        return whole
    branches = [branch.filter(**_pairs(query)) for branch in _branches(user, query, now=now)]
    keys = [branch.order_by().values("pk") for branch in branches]
    if not keys:
        return Ticket.objects.none()
    found = keys[0] if len(keys) == 1 else keys[0].union(*keys[1:])
    rows: Rows = Ticket.objects.filter(pk__in=found)
    return rows


def number_named(user: User, text: str) -> int | None:
    """Return the number of a visible appeal that a text names, None for anything else.

    A number that was joined into a visible appeal names that one (selectors/merging.py).
    """
    try:
        number = parse_number(text)
    except InvalidInput:
        return None
    seen = visible_to(user)
    named = seen.filter(number=number).exists() or seen.filter(merged_from__number=number).exists()
    return number if named else None


def _between(user: User, query: ListQuery, *, now: datetime) -> list[Rows]:
    """Return the branches of a list with its filters, cut to what the keysets ask for."""
    branches = [branch.filter(**_pairs(query)) for branch in _branches(user, query, now=now)]
    forward = query.sort != "oldest"
    if query.after:
        edge = _beyond(query.after, older=forward)
        branches = [branch.filter(edge) for branch in branches]
    if query.until:
        edge = _beyond(query.until, older=not forward, itself=True)
        branches = [branch.filter(edge) for branch in branches]
    return branches


def _rows(keys: Rows, order: Order) -> Rows:
    """Return what a row shows: the appeal, its clocks, who spoke last (`last_word`), `repeats`."""
    words = TimelineItem.objects.filter(
        ticket=OuterRef("pk"), is_public=True, kind__in=[Kind.MESSAGE, Kind.REPLY]
    )
    rows: Rows = (
        Ticket.objects.filter(pk__in=keys)
        .select_related("citizen")
        .only(*SHOWN)
        .prefetch_related("clocks")
        .annotate(last_word=Subquery(words.order_by("-seq").values("kind")[:1]), tag_ids=tag_ids())
        .annotate(repeats=place_of_row())
        .order_by(*order)
    )
    return rows


def _branches(user: User, query: ListQuery, *, now: datetime) -> Sequence[Rows]:
    if query.text:
        return _searched(user, query.text)
    teams = sorted(user.team_ids())
    if query.view in {"mine", "snoozed"}:
        mine = Ticket.objects.filter(assignee=user, status__in=sorted(OPEN))
        return [mine.filter(snoozed_at__isnull=query.view == "mine")]
    if query.view == "departments":
        return [
            Ticket.objects.filter(home_team=team, status=Status.AT_DEPARTMENT) for team in teams
        ]
    if query.view == "all":
        return [Ticket.objects.filter(team=team) for team in teams]
    opened: list[Rows] = [
        Ticket.objects.filter(team=team, status__in=sorted(OPEN)) for team in teams
    ]
    if query.view == "free":
        return [branch.filter(assignee=None) for branch in opened]
    if query.view in {"soon", "overdue"}:
        running = Clock.objects.filter(stopped_at=None, paused_at=None)
        late = running.filter(due_at__lte=now).values("ticket")
        if query.view == "overdue":
            return [branch.filter(pk__in=late) for branch in opened]
        warned = running.filter(warn_at__lte=now).values("ticket")
        return [branch.filter(pk__in=warned).exclude(pk__in=late) for branch in opened]
    return opened


def _searched(user: User, text: str) -> Sequence[Rows]:
    """Find by number, phone, e-mail, name or words; only among what is visible (Z-03)."""
    seen = visible_to(user)
    try:
        number = parse_number(text)
        return [seen.filter(number=number), seen.filter(merged_from__number=number)]
    except InvalidInput:
        pass
    people = _people(text)
    branches: list[Rows] = [seen.filter(citizen__in=people)] if people else []
    words = keyed_search.query(text)
    if words is not None:
        branches += _worded(user, seen, words)
    return branches


def _worded(user: User, seen: Rows, words: SearchQuery) -> list[Rows]:
    """Find words among what is visible: by the word index, or newest first when they are common.

    Found by the index all their rows are read; met newest first, a page's worth, the more rows between
    the rarer they are. Both cost the same at the root of what the table has, times some: the planner
    estimates which is less.
    """
    rows, every = _estimated(words)
    if rows <= MET_SOONER_FROM * math.sqrt(every):
        return [seen.filter(search=words)]
    return [branch.filter(search=words) for branch in branches_visible_to(user)]


def _estimated(words: SearchQuery) -> tuple[int, int]:
    """Return how many appeals have these words, and how many there are, as the planner thinks."""
    found = Ticket.objects.filter(search=words).order_by().explain(format="json")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'tickets_ticket'::regclass")
        every = cursor.fetchone()[0]
    return json.loads(found)[0]["Plan"]["Plan Rows"], max(1, int(every))


def _people(text: str) -> list[UUID]:
    """Return the profiles a text names with all that are joined to them."""
    # names merely like the words would bury what the words were meant for
    found = [citizen.pk for citizen in find_citizens(text, similar=False)[:SEARCHED_PEOPLE]]
    level = found
    while level:
        joined = Citizen.objects.filter(merged_into__in=level).exclude(pk__in=found)
        level = list(joined.values_list("pk", flat=True))
        found = found + level
    return found


def _pairs(query: ListQuery) -> dict[str, Any]:
    pairs = {
        "status": query.status,
        "topic": _topic_id(query.topic),
        "channel": query.channel,
        "type": query.type,
        "priority": query.priority,
        "team": query.team,
        "assignee": query.assignee,
        "label": query.label,
    }
    given = {name: value for name, value in pairs.items() if value}
    if query.tag:
        given["id__in"] = tagged(query.tag)
    if query.field:
        given["pk__in"] = chosen_in(query.field)
    return given


def _topic_id(code: str) -> int | None:
    """Return the key of a topic, one that no appeal has for an unknown code, None for any."""
    topic = topic_of(code) if code else None
    return (topic.pk if topic else -1) if code else None


def _place_of(ticket: Ticket) -> str:
    return f"{ticket.activity_at.isoformat()}_{ticket.pk}"


def _beyond(place: str, *, older: bool, itself: bool = False) -> Q:
    """Return what lies on one side of a row of the list; with `itself`, that row too."""
    moment, _, key = place.partition("_")
    try:
        at, last = parse_datetime(moment), UUID(key)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise InvalidInput("Ссылка на продолжение списка повреждена. Откройте список с начала.")
    side = ("lt" if older else "gt") + ("e" if itself else "")
    far = "lt" if older else "gt"
    return Q(**{f"activity_at__{far}": at}) | Q(activity_at=at, **{f"pk__{side}": last})


def _heads(branches: Sequence[Rows], limit: int, order: Order) -> Rows:
    """Return the ids of the first `limit` rows of each branch, each read by its own index."""
    heads: list[Rows] = [branch.order_by(*order).values("pk")[:limit] for branch in branches]
    return heads[0] if len(heads) == 1 else heads[0].union(*heads[1:])
