"""Facts of the queue: past tense, ids and codes only."""

from dataclasses import dataclass
from uuid import UUID


# --- operators
@dataclass(frozen=True, slots=True)
class PresenceChanged:
    operator_id: UUID
    state: str
    previous: str
    reason: str


@dataclass(frozen=True, slots=True)
class OperatorSettingsChanged:
    operator_id: UUID


@dataclass(frozen=True, slots=True)
class PauseOverrun:
    """A pause lasts longer than its reason allows; once a pause."""

    operator_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class WrapUpProlonged:
    operator_id: UUID


@dataclass(frozen=True, slots=True)
class OperatorMoved:
    """Serves these teams' queues instead of the own ones, until a moment."""

    operator_id: UUID
    team_ids: list[UUID]


@dataclass(frozen=True, slots=True)
class OperatorReturned:
    operator_id: UUID


# --- work
@dataclass(frozen=True, slots=True)
class WorkEntered:
    """Something began to wait; `subject` is the owner app's reference."""

    item_id: UUID
    subject: str
    team_id: UUID


@dataclass(frozen=True, slots=True)
class WorkChanged:
    item_id: UUID
    subject: str
    team_id: UUID


@dataclass(frozen=True, slots=True)
class WorkReturned:
    """It waits again and keeps its age."""

    item_id: UUID
    subject: str
    team_id: UUID


@dataclass(frozen=True, slots=True)
class WorkLeft:
    """`outcome` is done or cancelled."""

    item_id: UUID
    subject: str
    team_id: UUID
    outcome: str


@dataclass(frozen=True, slots=True)
class WorkPrioritySet:
    """A supervisor decided; the owner app's priority counts no more."""

    item_id: UUID
    subject: str
    priority: int


@dataclass(frozen=True, slots=True)
class WorkReserved:
    """For one operator only; None: for anybody again."""

    item_id: UUID
    subject: str
    operator_id: UUID | None


# --- offers
@dataclass(frozen=True, slots=True)
class WorkOffered:
    item_id: UUID
    offer_id: UUID
    operator_id: UUID


@dataclass(frozen=True, slots=True)
class OfferAccepted:
    item_id: UUID
    offer_id: UUID
    operator_id: UUID


@dataclass(frozen=True, slots=True)
class OfferDeclined:
    item_id: UUID
    offer_id: UUID
    operator_id: UUID


@dataclass(frozen=True, slots=True)
class OfferMissed:
    item_id: UUID
    offer_id: UUID
    operator_id: UUID


@dataclass(frozen=True, slots=True)
class WorkTaken:
    """Somebody took it without an offer."""

    item_id: UUID
    subject: str
    operator_id: UUID


# --- callbacks
@dataclass(frozen=True, slots=True)
class CallbackRequested:
    """`why` is a code: a wish, a language nobody on shift speaks, a closed line, a queue."""

    callback_id: UUID
    line: str
    language: str
    why: str


@dataclass(frozen=True, slots=True)
class CallbackCancelled:
    callback_id: UUID


@dataclass(frozen=True, slots=True)
class CallbackTried:
    """Nobody answered; it waits for the next try."""

    callback_id: UUID
    attempts: int


@dataclass(frozen=True, slots=True)
class CallbackCompleted:
    """`outcome` is done or failed."""

    callback_id: UUID
    outcome: str


@dataclass(frozen=True, slots=True)
class RoutingReferenceSaved:
    kind: str
    code: str
