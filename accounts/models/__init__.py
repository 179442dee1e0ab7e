"""Tables of people: `users`, `citizens`, `access`, `documents`, `identity`, `changes`, `rights`."""

from accounts.models.access import ApiKey, OneTimeCode
from accounts.models.changes import ChangeFreeze, DataChange
from accounts.models.citizens import (
    Citizen,
    CitizenLimit,
    Contact,
    ContactChange,
    ProfileJoin,
    Representative,
)
from accounts.models.documents import PersonalData
from accounts.models.identity import (
    Assurance,
    Attribute,
    IdentificationRule,
    IdentityAnswer,
    PortalOperation,
    RegistryInquiry,
    Reveal,
)
from accounts.models.rights import (
    Consent,
    ConsentText,
    Destruction,
    RetentionPolicy,
    SubjectExport,
    SubjectRequest,
)
from accounts.models.sessions import SignedInSession
from accounts.models.users import Membership, Role, Team, User

__all__ = [
    "ApiKey",
    "Assurance",
    "Attribute",
    "ChangeFreeze",
    "Citizen",
    "CitizenLimit",
    "Consent",
    "ConsentText",
    "Contact",
    "ContactChange",
    "DataChange",
    "Destruction",
    "IdentificationRule",
    "IdentityAnswer",
    "Membership",
    "OneTimeCode",
    "PersonalData",
    "PortalOperation",
    "ProfileJoin",
    "RegistryInquiry",
    "Representative",
    "RetentionPolicy",
    "Reveal",
    "Role",
    "SignedInSession",
    "SubjectExport",
    "SubjectRequest",
    "Team",
    "User",
]
