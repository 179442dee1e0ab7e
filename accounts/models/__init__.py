"""Tables of people: `users`, `citizens`, `access`."""

from accounts.models.access import ApiKey, OneTimeCode
from accounts.models.citizens import (
    Citizen,
    CitizenLimit,
    Contact,
    ContactChange,
    ProfileJoin,
    Representative,
)
from accounts.models.users import Membership, Role, Team, User

__all__ = [
    "ApiKey",
    "Citizen",
    "CitizenLimit",
    "Contact",
    "ContactChange",
    "Membership",
    "OneTimeCode",
    "ProfileJoin",
    "Representative",
    "Role",
    "Team",
    "User",
]
