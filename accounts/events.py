"""Facts about people and access: past tense, ids and codes only."""

from dataclasses import dataclass
from uuid import UUID

from accounts.events_data import (  # noqa: F401  one list of the app's facts
    ChangeRefused,
    ChangeRequested,
    ChangesFrozen,
    ChangeWithdrawn,
    CitizensLookedUp,
    DataChanged,
    DocumentsRecorded,
    FreezeLifted,
    LookupLimitReached,
    OwnDocumentsShown,
    PersonalDataRevealed,
    RevealLimitReached,
)
from accounts.events_rights import (  # noqa: F401  one list of the app's facts
    ConsentGiven,
    ConsentWithdrawn,
    DataDestroyed,
    ErasureProposed,
    ErasureReturned,
    RetentionPolicyChanged,
    RightsReferenceLoaded,
    SubjectErased,
    SubjectExportAsked,
    SubjectExportDownloaded,
    SubjectExportReady,
    SubjectHeldShown,
    SubjectRequestDone,
    SubjectRequestDueSoon,
    SubjectRequestLate,
    SubjectRequestReceived,
    SubjectRequestRefused,
    SubjectRequestWithdrawn,
)


# --- codes
@dataclass(frozen=True, slots=True)
class CodeRequested:
    """A one-time code waits to be sent; `accounts.selectors.code_for_delivery` says what and where."""

    code_id: UUID
    purpose: str
    channel: str


@dataclass(frozen=True, slots=True)
class CodeUsed:
    code_id: UUID
    purpose: str


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """A wrong code was typed."""

    code_id: UUID
    purpose: str
    attempts: int


# --- sign-ins
@dataclass(frozen=True, slots=True)
class SignedIn:
    user_id: UUID


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """A wrong password was typed for a known person."""

    user_id: UUID


@dataclass(frozen=True, slots=True)
class SignedOut:
    user_id: UUID


@dataclass(frozen=True, slots=True)
class PasswordChanged:
    user_id: UUID


@dataclass(frozen=True, slots=True)
class SecondFactorChanged:
    """`change` is added, removed or reset; `method` totp, webauthn or recovery_codes."""

    user_id: UUID
    change: str
    method: str


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """One session of a person was ended from another one."""

    user_id: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True)
class SessionsEnded:
    user_id: UUID


# --- citizens
@dataclass(frozen=True, slots=True)
class CitizenSignedUp:
    citizen_id: UUID


@dataclass(frozen=True, slots=True)
class CitizenRegistered:
    """An operator, a key or a channel wrote down somebody who has no sign-in."""

    citizen_id: UUID


@dataclass(frozen=True, slots=True)
class OrganisationRegistered:
    citizen_id: UUID


@dataclass(frozen=True, slots=True)
class ProfileUpdated:
    citizen_id: UUID
    fields: list[str]


@dataclass(frozen=True, slots=True)
class ContactChanged:
    """A proved phone or e-mail took the place of the old one, which deserves a notice."""

    change_id: UUID
    citizen_id: UUID
    channel: str


@dataclass(frozen=True, slots=True)
class ProfilesJoined:
    kept_id: UUID
    joined_id: UUID


@dataclass(frozen=True, slots=True)
class JoinUndone:
    kept_id: UUID
    joined_id: UUID


@dataclass(frozen=True, slots=True)
class RepresentativeAdded:
    organisation_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class RepresentativeEnded:
    organisation_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class CitizenLimited:
    citizen_id: UUID
    limit_id: UUID


@dataclass(frozen=True, slots=True)
class LimitLifted:
    citizen_id: UUID
    limit_id: UUID


@dataclass(frozen=True, slots=True)
class ContactOpened:
    contact_id: UUID
    citizen_id: UUID | None
    channel: str


@dataclass(frozen=True, slots=True)
class ContactTakenOver:
    """Another operator goes on with it: what is known of who talks stays known."""

    contact_id: UUID
    citizen_id: UUID | None


@dataclass(frozen=True, slots=True)
class ContactEnded:
    contact_id: UUID
    citizen_id: UUID | None


# --- identity
@dataclass(frozen=True, slots=True)
class IdentityAnswered:
    """A question was asked and compared: `outcome` match, mismatch or not_on_file.

    `level` is the conversation's afterwards, `lifted` says that this answer raised it.
    """

    contact_id: UUID
    citizen_id: UUID
    attribute: str
    outcome: str
    level: int
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class IdentityConfirmedInPerson:
    contact_id: UUID
    citizen_id: UUID


@dataclass(frozen=True, slots=True)
class CallerCodeStarted:
    """An operator asked for a code to the person of a conversation."""

    contact_id: UUID
    citizen_id: UUID
    code_id: UUID
    channel: str


@dataclass(frozen=True, slots=True)
class CallerCodeEntered:
    """The citizen typed the right code; `level` is the conversation's now."""

    contact_id: UUID
    citizen_id: UUID
    code_id: UUID
    level: int


@dataclass(frozen=True, slots=True)
class CallerCodeSpoken:
    """The caller read a code aloud, so it is dead: quality looks at the conversation (C14)."""

    contact_id: UUID
    citizen_id: UUID
    code_id: UUID


@dataclass(frozen=True, slots=True)
class IdentificationRuleSaved:
    operation: str
    level: int


# --- registries and the portal's account
@dataclass(frozen=True, slots=True)
class RegistryAsked:
    contact_id: UUID
    inquiry_id: UUID
    citizen_id: UUID
    registry: str


@dataclass(frozen=True, slots=True)
class RegistryAnswered:
    """A registry answered, or a recheck was put on, or given up; `reason` says why there is none.

    `after_wait`: the person was told to wait for a recheck, and this is its end.
    """

    contact_id: UUID
    inquiry_id: UUID
    citizen_id: UUID
    registry: str
    state: str
    reason: str
    after_wait: bool


@dataclass(frozen=True, slots=True)
class PortalAsked:
    contact_id: UUID
    operation_id: UUID
    citizen_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class PortalAnswered:
    contact_id: UUID
    operation_id: UUID
    citizen_id: UUID
    kind: str
    state: str
    outcome: str


# --- staff
@dataclass(frozen=True, slots=True)
class StaffCreated:
    user_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class StaffRenamed:
    user_id: UUID


@dataclass(frozen=True, slots=True)
class RoleChanged:
    user_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class TeamsSet:
    user_id: UUID
    team_ids: list[UUID]


@dataclass(frozen=True, slots=True)
class TeamsLent:
    """A member of these teams for a while, besides their own."""

    user_id: UUID
    team_ids: list[UUID]


@dataclass(frozen=True, slots=True)
class TeamsReturned:
    user_id: UUID
    team_ids: list[UUID]


@dataclass(frozen=True, slots=True)
class SubstituteSet:
    user_id: UUID
    substitute_id: UUID | None


@dataclass(frozen=True, slots=True)
class AwaySet:
    user_id: UUID
    is_away: bool


@dataclass(frozen=True, slots=True)
class StaffDeactivated:
    user_id: UUID


@dataclass(frozen=True, slots=True)
class StaffReactivated:
    user_id: UUID


@dataclass(frozen=True, slots=True)
class TeamSaved:
    team_id: UUID


# --- other systems
@dataclass(frozen=True, slots=True)
class ApiKeyIssued:
    key_id: UUID
    scopes: list[str]


@dataclass(frozen=True, slots=True)
class ApiKeyRevoked:
    key_id: UUID
