"""An appeal offered to a colleague who has to agree, and its rise to a higher step."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TransferAsked:
    """`to_id` None: anybody of the team may agree."""

    ticket_id: UUID
    offer_id: UUID
    team_id: UUID
    to_id: UUID | None


@dataclass(frozen=True, slots=True)
class TransferAccepted:
    """The colleague is the owner now; a citizen hears of it when the line is another."""

    ticket_id: UUID
    offer_id: UUID
    owner_id: UUID
    previous_id: UUID
    is_other_team: bool


@dataclass(frozen=True, slots=True)
class TransferDeclined:
    ticket_id: UUID
    offer_id: UUID
    owner_id: UUID


@dataclass(frozen=True, slots=True)
class TransferEnded:
    """The owner took it back, or nobody answered in time (`is_late`)."""

    ticket_id: UUID
    offer_id: UUID
    owner_id: UUID
    is_late: bool


@dataclass(frozen=True, slots=True)
class TierRaised:
    """The queue offers it to this step and above from now on (R-062)."""

    ticket_id: UUID
    tier: int
