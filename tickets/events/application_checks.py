"""Facts of checks of applications that a citizen was told of."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ApplicationAdvised:
    """The citizen was sent what is missing and what to put right; the appeal goes on."""

    ticket_id: UUID
    check_id: UUID
    service: str


@dataclass(frozen=True, slots=True)
class ApplicationHeld:
    """A refusal until documents are supplied: the appeal waits for the citizen."""

    ticket_id: UUID
    check_id: UUID
    service: str


@dataclass(frozen=True, slots=True)
class ApplicationSupplied:
    """What was missing is there: the refusal is lifted."""

    ticket_id: UUID
    check_id: UUID
