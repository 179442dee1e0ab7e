"""What the portal gateway promises: one operation on an account, one of four answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from common.gateways.answers import NotConfigured, Unavailable


class AccountStatus(StrEnum):
    """How an account of the portal stands."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    UNCONFIRMED = "unconfirmed"


class Refusal(StrEnum):
    """Why the portal does not do what it was asked."""

    UNKNOWN_ACCOUNT = "unknown_account"
    NOT_BLOCKED = "not_blocked"
    BLOCKED = "blocked"
    UNCONFIRMED = "unconfirmed"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Order:
    """What to do with whose account. `request_id` makes a repeat harmless; `data` stays out of logs."""

    operation: str
    request_id: UUID
    data: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Done:
    """It is done; how the account stands now."""

    status: AccountStatus
    is_frozen: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The portal will not."""

    refusal: Refusal


Outcome = Done | Refused | Unavailable | NotConfigured


class PortalGateway(Protocol):
    """Asks the portal."""

    def perform(self, order: Order) -> Outcome:
        """Return how it went; a failure of any kind is `Unavailable`."""
