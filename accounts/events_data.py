"""Facts about personal data: looked up, shown, changed. Ids and codes only.

Part of `accounts.events`, which names them all.
"""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CitizensLookedUp:
    """Somebody searched for people: `kind` phone, email, number or name; whom they were shown."""

    user_id: UUID
    kind: str
    count: int
    citizen_ids: list[UUID]


@dataclass(frozen=True, slots=True)
class LookupLimitReached:
    """A search was refused, the `refused`-th of this hour; leaders are told of the first."""

    user_id: UUID
    refused: int


@dataclass(frozen=True, slots=True)
class PersonalDataRevealed:
    """Masked data were shown to a colleague, for a conversation or without one."""

    citizen_id: UUID
    contact_id: UUID | None
    attributes: list[str]
    reason: str


@dataclass(frozen=True, slots=True)
class RevealLimitReached:
    """A reveal was refused, the `refused`-th of this hour; leaders are told of the first."""

    user_id: UUID
    citizen_id: UUID
    refused: int


@dataclass(frozen=True, slots=True)
class OwnDocumentsShown:
    """A person looked at their own documents in the cabinet."""

    citizen_id: UUID


@dataclass(frozen=True, slots=True)
class DocumentsRecorded:
    """Documents were written down: `source` citizen, registry or esia."""

    citizen_id: UUID
    attributes: list[str]
    source: str


@dataclass(frozen=True, slots=True)
class ChangeRequested:
    """A change of personal data waits for a second person."""

    citizen_id: UUID
    change_id: UUID
    attribute: str
    contact_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class DataChanged:
    """A change was applied; the old and the new contact deserve a notice."""

    citizen_id: UUID
    change_id: UUID
    attribute: str
    contact_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ChangeRefused:
    citizen_id: UUID
    change_id: UUID
    attribute: str = ""
    contact_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ChangeWithdrawn:
    citizen_id: UUID
    change_id: UUID


@dataclass(frozen=True, slots=True)
class ChangesFrozen:
    """No personal data of this person change until the freeze is lifted."""

    citizen_id: UUID
    freeze_id: UUID
    level: int
    contact_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class FreezeLifted:
    citizen_id: UUID
    freeze_id: UUID
    contact_id: UUID | None = None
