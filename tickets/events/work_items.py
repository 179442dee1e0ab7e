"""What colleagues hang on an appeal: tags, a label over its state, a pause of their own, watchers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TagCreated:
    """The vocabulary of all teams has a new word."""

    tag_id: int


@dataclass(frozen=True, slots=True)
class TagsChanged:
    ticket_id: UUID
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelSet:
    """A label refines the state; None: it was taken off by hand. `is_public`: the citizen reads it."""

    ticket_id: UUID
    label_id: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class TicketSnoozed:
    """Its owner put the appeal aside; `until` None is until the citizen writes."""

    ticket_id: UUID
    until: datetime | None


@dataclass(frozen=True, slots=True)
class TicketWoken:
    """The appeal is in its owner's list again; `by_time`: its moment came."""

    ticket_id: UUID
    owner_id: UUID | None
    by_time: bool


@dataclass(frozen=True, slots=True)
class WatchingChanged:
    ticket_id: UUID
    user_id: UUID
    is_on: bool


@dataclass(frozen=True, slots=True)
class ColleaguesMentioned:
    """A note names colleagues: they watch the appeal from now on."""

    ticket_id: UUID
    item_id: UUID
    user_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class FieldsFilled:
    ticket_id: UUID
    field_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FieldRevealed:
    """A colleague saw what a masked field hides; `reason` is a code."""

    ticket_id: UUID
    field_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ChecklistChanged:
    """A line was ticked, unticked, added or taken back."""

    ticket_id: UUID
    item_id: UUID
    is_done: bool


@dataclass(frozen=True, slots=True)
class TimeCorrected:
    """Work was entered or corrected by hand."""

    ticket_id: UUID
    entry_id: UUID
    user_id: UUID
