"""Which appeals a mass action is about: those ticked one by one, or everything a list holds."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from uuid import UUID

from django.http import Http404

from accounts.models import User
from tickets.selectors.desk_list import ListQuery, Rows, rows_matching
from tickets.selectors.visibility import visible_to

# Where one page of a list begins and how it is ordered: nothing to do with what it holds.
_PLACE = {"after", "until", "sort"}
_KEYS = {"team", "assignee"}


@dataclass(frozen=True, slots=True)
class Selection:
    """Either `ids` or `query`. A list is kept as its filter: what it holds is asked when needed."""

    ids: tuple[UUID, ...] = ()
    query: ListQuery | None = None


def chosen(user: User, selection: Selection, *, now: datetime) -> Rows:
    """Return the appeals, only those this person sees; Http404 when one that was ticked is not (Z-14)."""
    if selection.query is not None:
        return rows_matching(user, selection.query, now=now)
    rows: Rows = visible_to(user).filter(pk__in=selection.ids)
    if rows.count() != len(set(selection.ids)):
        raise Http404("Обращение не найдено")
    return rows


def packed(query: ListQuery) -> str:
    """Return a list's filter as JSON; words that were searched for are in it: seal or sign it."""
    values = {name: value for name, value in asdict(query).items() if name not in _PLACE and value}
    return json.dumps(values, default=str, ensure_ascii=False)


def unpacked(text: str) -> ListQuery:
    """Return the filter again; what a newer or older program does not know is left out."""
    known = {field.name for field in fields(ListQuery)} - _PLACE
    values = {name: value for name, value in json.loads(text).items() if name in known}
    for name in _KEYS & set(values):
        values[name] = UUID(values[name])
    return ListQuery(**values)
