"""Fields of an appeal as pages, exports and other systems show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common.memo import Memo
from tickets.field_values import plain_of, words_of
from tickets.models import CustomField, FieldValue, Ticket


@dataclass(frozen=True, slots=True)
class ShownField:
    """One field with what stands in it. `is_old`: it belongs to a topic the appeal had before."""

    field: CustomField
    value: FieldValue | None
    words: str
    is_old: bool = False

    @property
    def is_missing(self) -> bool:
        return self.field.is_required and not self.words and not self.is_old

    @property
    def may_reveal(self) -> bool:
        return self.field.is_sensitive and bool(self.words)


@dataclass(frozen=True, slots=True)
class _Known:
    field: CustomField
    topics: frozenset[int]


def fields_for(topic_id: int) -> list[CustomField]:
    """Return the fields an appeal of this topic is asked, in their order; from memory."""
    return [
        known.field
        for known in _fields.get().values()
        if known.field.is_active and (not known.topics or topic_id in known.topics)
    ]


def field_by_code(code: str) -> CustomField | None:
    return next((row.field for row in _fields.get().values() if row.field.code == code), None)


def filterable_fields() -> list[CustomField]:
    rows = _fields.get().values()
    return [row.field for row in rows if row.field.is_active and row.field.is_filterable]


def exported_fields() -> list[CustomField]:
    """Return the fields that have a column in an export; one that is out of use has none."""
    return [row.field for row in _fields.get().values() if row.field.is_active]


def shown_fields(ticket: Ticket) -> list[ShownField]:
    """Return the fields of the appeal's topic and what is left of earlier ones; one query."""
    kept = {row.field_id: row for row in FieldValue.objects.filter(ticket=ticket)}
    known = _fields.get()
    current = [_shown(field, kept.pop(field.pk, None)) for field in fields_for(ticket.topic_id)]
    old = [_shown(known[key].field, row, is_old=True) for key, row in kept.items() if key in known]
    return current + [row for row in old if row.words]


def value_of(ticket: Ticket, field: CustomField) -> FieldValue | None:
    return FieldValue.objects.filter(ticket=ticket, field=field).first()


def missing_fields(ticket: Ticket) -> list[str]:
    """Return titles of required fields nothing stands in; no query when the topic requires none."""
    required = [field for field in fields_for(ticket.topic_id) if field.is_required]
    if not required:
        return []
    rows = FieldValue.objects.filter(ticket=ticket, field__in=[field.pk for field in required])
    kept = {row.field_id: row for row in rows}
    return [
        field.title
        for field in required
        if field.pk not in kept or not plain_of(field, kept[field.pk])
    ]


def chosen_in(named: str) -> Any:
    """Return the condition of appeals with `code:option`, for `pk__in`; an unknown one finds none."""
    code, _, option = named.partition(":")
    field = field_by_code(code)
    rows = FieldValue.objects.filter(field=field, chosen=option)
    usable = field is not None and field.is_filterable and bool(option)
    return (rows if usable else rows.none()).values("ticket")


def cells_of(keys: Iterable[UUID]) -> dict[UUID, dict[int, str]]:
    """Return words by appeal and field, personal data masked; one query for a chunk of an export."""
    known, found = _fields.get(), dict[UUID, dict[int, str]]()
    for row in FieldValue.objects.filter(ticket__in=list(keys)):
        if row.field_id in known:
            words = words_of(known[row.field_id].field, row)
            found.setdefault(row.ticket_id, {})[row.field_id] = words
    return found


def values_for_systems(ticket: Ticket) -> dict[str, str]:
    """Return plain values by code as other systems read them; personal data stay masked."""
    rows = list(ticket.field_values.all())
    known = _fields.get() if rows else {}
    return {
        known[row.field_id].field.code: _for_systems(known[row.field_id].field, row)
        for row in rows
        if row.field_id in known
    }


def forget_fields() -> None:
    _fields.forget_on_commit()


def _for_systems(field: CustomField, row: FieldValue) -> str:
    is_worded = field.is_sensitive or field.kind == CustomField.Kind.TEXT
    return words_of(field, row) if is_worded else plain_of(field, row)


def _shown(field: CustomField, row: FieldValue | None, *, is_old: bool = False) -> ShownField:
    return ShownField(field, row, words_of(field, row) if row else "", is_old)


def _load() -> Mapping[int, _Known]:
    rows = CustomField.objects.prefetch_related("topics")
    return {row.pk: _Known(row, frozenset(topic.pk for topic in row.topics.all())) for row in rows}


_fields = Memo(_load)
