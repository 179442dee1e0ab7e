"""A fact as the journal's page shows it: Russian words, short ids, no personal data to mask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gosuslugi_support.journal_pages import names
from journal.models import Entry
from tickets.selectors.numbers import numbers_of

SHORT = 8
MOST_ITEMS = 3
REFUSALS = {
    "journal.AccessDenied",
    "journal.DenialsSuppressed",
    "accounts.CodeRefused",
    "accounts.SignInFailed",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `tone` marks refusals and broken chains; `seal` is 0 while the fact waits for one."""

    entry_id: int
    at: datetime
    event: str
    name: str
    subject: str
    thing: str
    number: int | None
    actor: str
    actor_id: str
    details: list[tuple[str, str]]
    seal: int
    tone: str


def lines_of(entries: Iterable[Entry], people: dict[str, str]) -> list[Line]:
    """Return facts as lines; `people` are names of colleagues by id."""
    rows = list(entries)
    ids = {entry.pk: _ticket_id(entry.subject) for entry in rows}
    numbers = numbers_of({key for key in ids.values() if key})
    return [_line(entry, people, numbers.get(ids[entry.pk] or UUID(int=0))) for entry in rows]


def _line(entry: Entry, people: dict[str, str], number: int | None) -> Line:
    kind, _, thing = entry.subject.partition(":")
    seal = getattr(entry, "seal", None)
    return Line(
        entry_id=entry.pk,
        at=entry.at,
        event=entry.event,
        name=names.name_of_event(entry.event),
        subject=entry.subject,
        thing=f"{names.THINGS.get(kind, kind)} {_short(thing)}",
        number=number,
        actor=actor_name(entry, people),
        actor_id=entry.actor_id or entry.actor_kind,
        details=[
            (names.VALUES.get(key.removesuffix("_id"), key), _shown(value))
            for key, value in entry.data.items()
            if value not in (None, "", []) and f"{key.removesuffix('_id')}:{value}" != entry.subject
        ],
        seal=seal.seq if seal else 0,
        tone=_tone(entry),
    )


def actor_name(entry: Entry, people: dict[str, str]) -> str:
    """Return a colleague's name; of others only what they are and the end of the id."""
    if entry.actor_id in people:
        return people[entry.actor_id]
    kind = names.ACTORS.get(entry.actor_kind, entry.actor_kind)
    return f"{kind} {_short(entry.actor_id)}" if entry.actor_id else kind


def _tone(entry: Entry) -> str:
    if entry.event == "journal.ChainVerified":
        return "" if entry.data.get("verdict") == "whole" else "danger"
    return "warning" if entry.event in REFUSALS else ""


def _ticket_id(subject: str) -> UUID | None:
    kind, _, thing = subject.partition(":")
    try:
        return UUID(thing) if kind == "ticket" else None
    except ValueError:
        return None


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list):
        more = len(value) - MOST_ITEMS
        shown = ", ".join(_shown(item) for item in value[:MOST_ITEMS])
        return f"{shown} и ещё {more}" if more > 0 else shown
    return _short(str(value))


def _short(text: str) -> str:
    """Return the end of an id (its beginning is the hour it was made); codes and numbers whole."""
    try:
        return f"…{str(UUID(text))[-SHORT:]}"
    except ValueError:
        return text
