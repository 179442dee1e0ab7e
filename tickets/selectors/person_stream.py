"""Everything one person had with us, of all channels, newest first: a page at a time.

Each kind of thing has a provider; wiring registers them (calls and chats add theirs there, without
a line here). A page costs one statement a provider and one or two for the person's profiles.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from accounts.models import Citizen, User
from accounts.policies import DESK
from accounts.selectors import profile_ids
from common.errors import InvalidInput

PAGE = 15


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing as the panel draws it. `key` orders what happened at the same moment.

    `number` leads to an appeal the reader may open, 0 to none; `state` and `state_label` draw a badge.
    """

    kind: str
    key: str
    at: datetime
    title: str
    icon: str
    text: str = ""
    number: int = 0
    state: str = ""
    state_label: str = ""

    @property
    def place(self) -> tuple[datetime, str, str]:
        return (self.at, self.kind, self.key)


class Provider(Protocol):
    """Knows one kind of thing. `title` is the filter's word."""

    kind: str
    title: str

    def happened(
        self, by: User, profiles: Sequence[UUID], *, upto: datetime | None, most: int
    ) -> list[Happened]:
        """Return the newest `most` not later than `upto`, as this colleague may see them."""


@dataclass(frozen=True, slots=True)
class Page:
    """Things of one page; `next` continues, "" at the end."""

    rows: list[Happened] = field(default_factory=list)
    next: str = ""


_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Add a kind of thing; called from wiring only."""
    _providers[provider.kind] = provider


def kinds() -> list[tuple[str, str]]:
    """Return the filters in the order of registration."""
    return [(one.kind, one.title) for one in _providers.values()]


def stream_of_person(
    by: User, citizen: Citizen, *, kind: str = "", after: str = "", exclude: int = 0
) -> Page:
    """Return a page for whoever works at the desk; raises InvalidInput for a broken place or kind."""
    if not (by.is_employee and by.role in DESK):
        return Page()
    if kind and kind not in _providers:
        raise InvalidInput("Такого отбора нет. Выберите из списка.", field="kind")
    edge = _read(after) if after else None
    chosen = [_providers[kind]] if kind else list(_providers.values())
    profiles = profile_ids(citizen)
    upto = edge[0] if edge else None
    # A few more than a page: what shares the moment of the edge was shown before.
    most = PAGE + 1 + (5 if edge else 0)
    found = [
        one
        for provider in chosen
        for one in provider.happened(by, profiles, upto=upto, most=most)
        if (edge is None or one.place < edge) and not (exclude and one.number == exclude)
    ]
    found.sort(key=lambda one: one.place, reverse=True)
    rows = found[:PAGE]
    return Page(rows, _written(rows[-1]) if len(found) > PAGE else "")


def _written(last: Happened) -> str:
    text = json.dumps([last.at.isoformat(), last.kind, last.key])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(after: str) -> tuple[datetime, str, str]:
    try:
        raw = base64.urlsafe_b64decode(after.encode() + b"=" * (-len(after) % 4))
        at, kind, key = json.loads(raw)
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError("no zone")
        return moment, str(kind), str(key)
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise InvalidInput("Список изменился. Откройте его сначала.", field="after") from error
