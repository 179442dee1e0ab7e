"""Facts about appeals that belong together: joined into one, taken apart, linked."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TicketsMerged:
    """The appeal became a part of `target_id`, which answers to its number from now on."""

    ticket_id: UUID
    target_id: UUID


@dataclass(frozen=True, slots=True)
class MergeUndone:
    """The appeal is one of its own again, as it was before it became a part of `target_id`."""

    ticket_id: UUID
    target_id: UUID


@dataclass(frozen=True, slots=True)
class TicketSplit:
    """Some messages of the appeal became an appeal of their own."""

    ticket_id: UUID
    new_ticket_id: UUID


@dataclass(frozen=True, slots=True)
class TicketsLinked:
    """`relation` is what the appeal is to the other: duplicate, parent, related."""

    ticket_id: UUID
    other_id: UUID
    relation: str


@dataclass(frozen=True, slots=True)
class TicketsUnlinked:
    ticket_id: UUID
    other_id: UUID
    relation: str
