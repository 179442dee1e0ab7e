"""What every gateway promises: one message out, or one error that says whether to try again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID


class GatewayError(Exception):
    """A message that did not leave. The text is Russian, for staff, and names no address.

    `permanent`: trying again is useless. `outage`: the neighbour is down, not this message bad.
    `accepted`: names of the SMS parts taken before the failure, so that they are not sent twice.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool,
        outage: bool = False,
        accepted: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.outage = outage
        self.accepted = tuple(accepted)


@dataclass(frozen=True, slots=True)
class OutgoingEmail:
    """One letter to one address. `delivery_id` names it for ever: a repeat is recognisable."""

    delivery_id: UUID
    to: str
    subject: str
    text: str
    language: str = "ru"


@dataclass(frozen=True, slots=True)
class OutgoingSms:
    """One text to one number (E.164). The first `already_taken` parts are with the centre."""

    delivery_id: UUID
    to: str
    text: str
    already_taken: int = 0
    valid_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Names the neighbour gave to what it took, in the order of the parts sent now."""

    provider_ids: tuple[str, ...]


class EmailGateway(Protocol):
    """Sends letters."""

    def send(self, email: OutgoingEmail) -> Taken:
        """Return once the mail server has taken responsibility; raise GatewayError otherwise."""


class SmsGateway(Protocol):
    """Sends SMS."""

    def send(self, sms: OutgoingSms) -> Taken:
        """Return once the centre has every part; raise GatewayError otherwise."""
