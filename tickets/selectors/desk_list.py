"""The operator's lists: one page by keyset, two queries, flat from a thousand rows to a million.

A list is a union of branches, one a team, each served by a partial index in its own order; there
is no OFFSET, no DISTINCT and no exact count (performance.md 1b).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.dateparse import parse_datetime

from accounts.models import User
from common.errors import InvalidInput
from common.prepared import Slot, prepared
from tickets.models import Clock, Ticket, TimelineItem
from tickets.selectors.clocks import clocks_of
from tickets.selectors.custom_fields import chosen_in
from tickets.selectors.desk_search import Rows, found_by
from tickets.selectors.labels import tag_ids, tagged
from tickets.selectors.repeats import place_of_row
from tickets.states import OPEN, Status
from topics.selectors import topic_of

PAGE = 25
# A page of a long list lies between two marks, one every STEP rows; LONG rows are marked at once.
STEP = 50
LONG = 10_000
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
# Lists of one's own: teams have no say in them.
OWN = frozenset({"mine", "snoozed"})
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
    """Rows of one page with their clocks; `next` is the keyset to continue with, "" at the end."""

    rows: list[Ticket] = field(default_factory=list)
    clocks: dict[UUID, list[Clock]] = field(default_factory=dict)
    next: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What a list is asked with: values, or their slots where its statement is written once.

    `filters` are by the appeal's columns; `after` and `until` are a moment and a key of a row.
    """

    me: Any
    teams: Sequence[Any]
    now: Any
    filters: dict[str, Any]
    after: tuple[Any, Any] | None = None
    until: tuple[Any, Any] | None = None


def page_of(user: User, query: ListQuery, *, now: datetime) -> Page:
    """Return one page of a list in its order; raises InvalidInput for a broken keyset.

    With `until` it is what lies between two marks: many rows leave it, few enter. Lists that are
    narrowed by columns alone have their statement written once; the others are built anew.
    """
    size = STEP * 4 if query.until else PAGE
    given = _given(user, query, now=now)
    if query.text or query.tag or query.field:
        branches = _between(user, query, given)
        found = list(_rows(branches, ORDERS[query.sort], size + 1)) if branches else []
    elif given.teams or query.view in OWN:
        edges = (given.after is not None, given.until is not None)
        shape = (query.view, query.sort, len(given.teams), tuple(given.filters), edges)
        found = _written(*shape, settings.REPEAT_DAYS).rows(**_values(given))
    else:
        found = []
    rows = found[:size]
    follows = _place_of(rows[-1]) if len(found) > size and not query.until else ""
    return Page(rows, clocks_of([row.pk for row in rows]), follows)


@prepared
def _written(
    view: str,
    sort: str,
    teams: int,
    filters: tuple[str, ...],
    edges: tuple[bool, bool],
    _repeat_days: int,
) -> Rows:
    """Write the statement of a list's page for what it is narrowed by; REPEAT_DAYS stand in it."""
    is_after, is_until = edges
    given = Given(
        me=Slot("me"),
        teams=[Slot(f"team_{place}") for place in range(teams)],
        now=Slot("now"),
        filters={name: Slot(name) for name in filters},
        after=(Slot("after_at"), Slot("after_key")) if is_after else None,
        until=(Slot("until_at"), Slot("until_key")) if is_until else None,
    )
    branches = _narrowed(_listed(view, given), given, sort)
    return _rows(branches, ORDERS[sort], 1 + (STEP * 4 if is_until else PAGE))


def _values(given: Given) -> dict[str, Any]:
    """Return what goes into the slots of `_written`."""
    values = {"me": given.me, "now": given.now, **given.filters}
    values |= {f"team_{place}": team for place, team in enumerate(given.teams)}
    for name, edge in (("after", given.after), ("until", given.until)):
        if edge is not None:
            values |= {f"{name}_at": edge[0], f"{name}_key": edge[1]}
    return values


def marks_of(user: User, query: ListQuery, *, now: datetime) -> tuple[list[tuple[str, int]], bool]:
    """Return the keyset and the number of every STEP-th row and of the last; True when there is more.

    One statement reads LONG rows of an index at most; longer lists go on `after` the last mark.
    """
    branches = _between(user, query, _given(user, query, now=now))
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
    branches = _between(user, query, _given(user, query, now=now))
    keys = [branch.order_by().values("pk")[:most] for branch in branches]
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
    endless = replace(query, after="", until="")
    branches = _between(user, endless, _given(user, endless, now=now))
    keys = [branch.order_by().values("pk") for branch in branches]
    if not keys:
        return Ticket.objects.none()
    found = keys[0] if len(keys) == 1 else keys[0].union(*keys[1:])
    rows: Rows = Ticket.objects.filter(pk__in=found)
    return rows


def _given(user: User, query: ListQuery, *, now: datetime) -> Given:
    return Given(
        me=user.pk,
        teams=sorted(user.team_ids()),
        now=now,
        filters=_pairs(query),
        after=_edge(query.after) if query.after else None,
        until=_edge(query.until) if query.until else None,
    )


def _between(user: User, query: ListQuery, given: Given) -> list[Rows]:
    """Return the branches of a list with its filters, cut to what the keysets ask for."""
    branches = found_by(user, query.text) if query.text else _listed(query.view, given)
    return _narrowed(branches, given, query.sort)


def _narrowed(branches: Sequence[Rows], given: Given, sort: str) -> list[Rows]:
    narrow, forward = Q(**given.filters), sort != "oldest"
    if given.after:
        narrow &= _beyond(*given.after, older=forward)
    if given.until:
        narrow &= _beyond(*given.until, older=not forward, itself=True)
    return [branch.filter(narrow) for branch in branches]


def _rows(branches: Sequence[Rows], order: Order, most: int) -> Rows:
    """Return what a row shows: the appeal, who spoke last (`last_word`), `tag_ids`, `repeats`."""
    keys = _heads(branches, most, order)
    words = TimelineItem.objects.filter(
        ticket=OuterRef("pk"), is_public=True, kind__in=[Kind.MESSAGE, Kind.REPLY]
    )
    rows: Rows = (
        Ticket.objects.filter(pk__in=keys)
        .select_related("citizen")
        .only(*SHOWN)
        .annotate(last_word=Subquery(words.order_by("-seq").values("kind")[:1]), tag_ids=tag_ids())
        .annotate(repeats=place_of_row())
        .order_by(*order)[:most]
    )
    return rows


def _listed(view: str, given: Given) -> Sequence[Rows]:
    """Return the branches of a list, one a team."""
    teams = given.teams
    if view in OWN:
        mine = Ticket.objects.filter(assignee=given.me, status__in=sorted(OPEN))
        return [mine.filter(snoozed_at__isnull=view == "mine")]
    if view == "departments":
        return [
            Ticket.objects.filter(home_team=team, status=Status.AT_DEPARTMENT) for team in teams
        ]
    if view == "all":
        return [Ticket.objects.filter(team=team) for team in teams]
    opened: list[Rows] = [
        Ticket.objects.filter(team=team, status__in=sorted(OPEN)) for team in teams
    ]
    if view == "free":
        return [branch.filter(assignee=None) for branch in opened]
    if view in {"soon", "overdue"}:
        running = Clock.objects.filter(stopped_at=None, paused_at=None)
        late = running.filter(due_at__lte=given.now).values("ticket")
        if view == "overdue":
            return [branch.filter(pk__in=late) for branch in opened]
        warned = running.filter(warn_at__lte=given.now).values("ticket")
        return [branch.filter(pk__in=warned).exclude(pk__in=late) for branch in opened]
    return opened


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


def _edge(place: str) -> tuple[datetime, UUID]:
    """Return the moment and the key that name a row's place; InvalidInput for anything else."""
    moment, _, key = place.partition("_")
    try:
        at, last = parse_datetime(moment), UUID(key)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise InvalidInput("Ссылка на продолжение списка повреждена. Откройте список с начала.")
    return at, last


def _beyond(at: Any, key: Any, *, older: bool, itself: bool = False) -> Q:
    """Return what lies on one side of a row of the list; with `itself`, that row too."""
    far = "lt" if older else "gt"
    side = far + ("e" if itself else "")
    return Q(**{f"activity_at__{far}": at}) | Q(activity_at=at, **{f"pk__{side}": key})


def _heads(branches: Sequence[Rows], limit: int, order: Order) -> Rows:
    """Return the ids of the first `limit` rows of each branch, each read by its own index."""
    heads: list[Rows] = [branch.order_by(*order).values("pk")[:limit] for branch in branches]
    return heads[0] if len(heads) == 1 else heads[0].union(*heads[1:])
