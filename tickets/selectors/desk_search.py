"""What an operator searches for: a number, a person or words, only among what they see (Z-03)."""

import json
import math
from collections.abc import Sequence
from typing import Any, TypeAlias
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import QuerySet

from accounts.models import Citizen, User
from accounts.selectors import find_citizens
from common import keyed_search
from common.errors import InvalidInput
from tickets.models import Ticket
from tickets.numbers import parse_number
from tickets.selectors.visibility import branches_visible_to, visible_to

SEARCHED_PEOPLE = 20
# Times the root of the number of appeals: 5,000 rows of a million.
MET_SOONER_FROM = 5
Rows: TypeAlias = QuerySet[Ticket, Any]


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


def found_by(user: User, text: str) -> Sequence[Rows]:
    """Return branches found by number, phone, e-mail, name or words, among what is visible."""
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
