"""Recording facts and reading them back as typed events."""

import dataclasses
import json
import re
import types
import typing
from datetime import datetime
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction

from common.actors import Actor, Acts, actor_of
from journal.models import Entry
from journal.reactions import handlers_of

# One round trip for the fact and all it owes: every change of the house waits for it.
_RECORD = """
WITH fact AS (
    INSERT INTO journal_entry (event, subject, actor_kind, actor_id, at, request_id, data)
    VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb) RETURNING id, at
), owed AS (
    INSERT INTO journal_reaction (entry_id, handler, due_at, attempts, error)
    SELECT fact.id, owing.handler, fact.at, 0, ''
    FROM fact, unnest(%s::text[]) WITH ORDINALITY AS owing (handler, place) ORDER BY owing.place
)
SELECT id FROM fact
"""
_CODE = re.compile(r"^[0-9A-Za-z_:.+-]{0,64}$")


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """A recorded event as a handler receives it."""

    entry_id: int
    event: Any
    actor: Actor
    at: datetime


def record(event: Any, *, by: Acts, at: datetime) -> Entry:
    """Write one fact and the reactions it owes, in the caller's transaction.

    `event` is a frozen dataclass of the app's `events.py`; its first field is the subject.
    Raises TypeError outside a transaction, for `by=None`, and for a value that is not an id or code.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TypeError("A fact is recorded inside the transaction of its change.")
    actor = actor_of(by)
    data = {field.name: _plain(getattr(event, field.name)) for field in dataclasses.fields(event)}
    first, value = next(iter(data.items()))
    entry = Entry(
        event=name_of(type(event)),
        subject=f"{first.removesuffix('_id')}:{value}",
        actor_kind=actor.kind,
        actor_id=actor.id,
        at=at,
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
        data=data,
    )
    _write(entry, handlers_of(type(event)))
    return entry


def _write(entry: Entry, handlers: list[str]) -> None:
    """Insert the entry with its reactions; it knows its key afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            [
                entry.event,
                entry.subject,
                entry.actor_kind,
                entry.actor_id,
                entry.at,
                entry.request_id,
                json.dumps(entry.data),
                handlers,
            ],
        )
        entry.pk = cursor.fetchone()[0]
    entry._state.adding, entry._state.db = False, connection.alias


def fact_of(entry: Entry) -> Fact:
    """Return the typed fact of a journal row."""
    kind = event_type(entry.event)
    hints = _hints(kind)
    values = {
        name: _typed(hints[name], value) for name, value in entry.data.items() if name in hints
    }
    return Fact(entry.pk, kind(**values), Actor(entry.actor_kind, entry.actor_id), entry.at)


def history_of(subject: str) -> list[Fact]:
    """Return the facts of one subject (`ticket:<uuid>`), oldest first."""
    return [fact_of(entry) for entry in Entry.objects.filter(subject=subject).order_by("pk")]


def name_of(kind: type) -> str:
    return f"{kind.__module__.split('.')[0]}.{kind.__name__}"


@cache
def event_type(name: str) -> Any:
    app, _, kind = name.partition(".")
    return getattr(import_module(f"{app}.events"), kind)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, str) and _CODE.match(value):
        return value
    raise TypeError(f"A fact holds ids and codes only, not {type(value).__name__} of free text.")


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(hint, types.UnionType):
        hint = next(part for part in hint.__args__ if part is not type(None))
    if hint is UUID:
        return UUID(value)
    if hint is datetime:
        return datetime.fromisoformat(value)
    if typing.get_origin(hint) in {list, tuple}:
        inner = hint.__args__[0]
        return typing.get_origin(hint)(_typed(inner, item) for item in value)
    return value
