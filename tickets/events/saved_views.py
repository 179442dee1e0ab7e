"""Facts of lists people keep under a name: ids only, the name and what it filters stay in the table."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ViewSaved:
    """A list got a name; `team_id` is None for one's own."""

    view_id: UUID
    team_id: UUID | None


@dataclass(frozen=True, slots=True)
class ViewChanged:
    """Its name, filters, place, or whether it opens first."""

    view_id: UUID


@dataclass(frozen=True, slots=True)
class ViewRemoved:
    view_id: UUID


@dataclass(frozen=True, slots=True)
class ViewRestored:
    view_id: UUID
