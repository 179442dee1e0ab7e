"""Who is told: addresses as they are known at the moment of the notice."""

from dataclasses import dataclass
from uuid import UUID

from accounts.models import Citizen, User
from common.phones import PhoneError, parse_phone
from notifications.models import PersonKind
from notifications.states import Channel


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person and the ways to reach them; empty text means no such way. `phone` is E.164."""

    kind: str
    id: UUID
    language: str = "ru"
    email: str = ""
    phone: str = ""

    def address(self, channel: str) -> str:
        """Return where the channel leads, empty when it leads nowhere.

        SMS go to Russian mobile numbers only: others cost money and never arrive.
        """
        if channel == Channel.EMAIL:
            return self.email
        return self.phone if takes_sms(self.phone) else ""


def takes_sms(phone: str) -> bool:
    """Tell whether an SMS may be sent to the number."""
    try:
        return parse_phone(phone).sms_allowed
    except PhoneError:
        return False


def of_citizen(citizen: Citizen) -> Recipient:
    """Return a citizen as a recipient."""
    return Recipient(PersonKind.CITIZEN, citizen.pk, citizen.language, citizen.email, citizen.phone)


def of_colleague(user: User) -> Recipient:
    """Return a member of staff as a recipient."""
    return Recipient(PersonKind.STAFF, user.pk, "ru", user.email or "")
