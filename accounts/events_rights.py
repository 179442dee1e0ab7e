"""Facts about a person's rights (152-ФЗ): consents, requests, exports, destruction. Ids and codes only.

Part of `accounts.events`, which names them all.
"""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A version of a text was agreed to; `channel` says how."""

    citizen_id: UUID
    consent_id: UUID
    purpose: str
    version: int
    channel: str


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    citizen_id: UUID
    consent_id: UUID
    purpose: str
    version: int
    channel: str


@dataclass(frozen=True, slots=True)
class SubjectRequestReceived:
    """A person asked about their data; the clock of the law runs."""

    citizen_id: UUID
    request_id: UUID
    kind: str
    channel: str


@dataclass(frozen=True, slots=True)
class SubjectRequestDone:
    citizen_id: UUID
    request_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class SubjectRequestRefused:
    citizen_id: UUID
    request_id: UUID
    kind: str
    article: str


@dataclass(frozen=True, slots=True)
class SubjectRequestWithdrawn:
    citizen_id: UUID
    request_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class SubjectRequestDueSoon:
    """Three quarters of the term are over."""

    citizen_id: UUID
    request_id: UUID


@dataclass(frozen=True, slots=True)
class SubjectRequestLate:
    citizen_id: UUID
    request_id: UUID


@dataclass(frozen=True, slots=True)
class ErasureProposed:
    """The data officer asks a second person to confirm."""

    citizen_id: UUID
    request_id: UUID


@dataclass(frozen=True, slots=True)
class ErasureReturned:
    """The second person sent it back."""

    citizen_id: UUID
    request_id: UUID


@dataclass(frozen=True, slots=True)
class SubjectErased:
    """Everything that names the person is gone; numbers, dates and pseudonyms stay."""

    citizen_id: UUID
    destruction_id: UUID


@dataclass(frozen=True, slots=True)
class SubjectHeldShown:
    """A colleague opened a request and saw how much is kept about a person; at most once an hour."""

    citizen_id: UUID
    request_id: UUID


@dataclass(frozen=True, slots=True)
class SubjectExportAsked:
    citizen_id: UUID
    export_id: UUID


@dataclass(frozen=True, slots=True)
class SubjectExportReady:
    citizen_id: UUID
    export_id: UUID


@dataclass(frozen=True, slots=True)
class SubjectExportDownloaded:
    citizen_id: UUID
    export_id: UUID


@dataclass(frozen=True, slots=True)
class DataDestroyed:
    """What had served its time was removed; the act counts it by category."""

    destruction_id: UUID


@dataclass(frozen=True, slots=True)
class RetentionPolicyChanged:
    """A category is kept for another term from now on, or is swept no more."""

    policy: str
    keep_days: int
    is_active: bool


@dataclass(frozen=True, slots=True)
class RightsReferenceLoaded:
    """Texts of consents or terms of keeping the house ships were created."""

    what: str
    created: int
