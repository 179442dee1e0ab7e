"""What the identity panel draws. Holds no stored value of a document and nothing a person said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Assurance, Citizen, Contact, User
from accounts.policies import can_confirm_in_person
from accounts.selectors.identity import Need, answers_in, contact_led_by, needs_of

ICONS = {
    Assurance.NONE: "user-question",
    Assurance.PHONE: "device-mobile",
    Assurance.DOCUMENTS: "id",
    Assurance.IN_PERSON: "shield-check",
}


@dataclass(frozen=True, slots=True)
class Level:
    """How sure we are, in words and by an icon."""

    value: int

    @property
    def label(self) -> str:
        return str(Assurance(self.value).label)

    @property
    def icon(self) -> str:
        return ICONS[Assurance(self.value)]


def panel_context(by: User, citizen: Citizen, *, need: str, now: datetime) -> dict[str, Any]:
    """Return the panel of a person: the conversation going on, its level, what is still to ask."""
    contact = contact_led_by(by, citizen, now=now)
    context: dict[str, Any] = {"citizen": citizen, "contact": contact, "channels": Contact.Channel}
    if contact is None:
        return context | {"profile_level": Level(citizen.assurance)}
    needs = needs_of(contact)
    return context | {
        "level": Level(contact.assurance),
        "answers": answers_in(contact),
        "needs": needs,
        "chosen": _chosen(needs, need),
        "may_confirm_in_person": can_confirm_in_person(by, contact)
        and contact.assurance < Assurance.IN_PERSON,
    }


def _chosen(needs: list[Need], operation: str) -> Need | None:
    return next((need for need in needs if need.rule.operation == operation), None)
