"""What the panel draws of registries and of the portal's account. Holds no stored value of a document."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from accounts.actions.registries import OPERATION, contact_topic
from accounts.models import Citizen, Contact, PortalOperation, User
from accounts.operations import OPERATIONS
from accounts.policies import can_ask_registry, can_help_access
from accounts.registry_data import missing_for
from accounts.selectors.identity import Need, needs_of
from accounts.selectors.registries import (
    ShownInquiry,
    account_status,
    inquiries_of,
    operations_in,
    outcome_words,
    status_words,
)

Kind = PortalOperation.Kind
State = PortalOperation.State
SHOWN: Final = 5
ICONS: Final = {
    Kind.CHECK_STATUS: "refresh",
    Kind.START_RESET: "key",
    Kind.UNLOCK: "lock-open",
    Kind.RESEND_CODE: "send",
    Kind.CORRECT_PHONE: "device-mobile",
}
TONES: Final = {
    State.PENDING: "info",
    State.DONE: "success",
    State.REFUSED: "warning",
    State.UNAVAILABLE: "danger",
    State.NOT_CONFIGURED: "warning",
}
SUMMARIES: Final = (
    ("mismatch", "danger", "есть расхождение"),
    ("pending", "info", "проверяем…"),
    ("unavailable", "warning", "ждём ответа"),
    ("match", "success", "совпало"),
    ("not_configured", "warning", "не подключён"),
)
ACCOUNT_TONES: Final = {"active": "success", "blocked": "danger", "unconfirmed": "warning"}


@dataclass(frozen=True, slots=True)
class Deed:
    """One button of the portal; `missing` says in words what is still to ask for it."""

    kind: Kind
    missing: str
    is_going_on: bool

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def is_open(self) -> bool:
        return not self.missing and not self.is_going_on


@dataclass(frozen=True, slots=True)
class ShownOperation:
    """What was asked of the portal, and how it ended, in words."""

    operation: PortalOperation

    @property
    def words(self) -> str:
        if self.operation.state == State.PENDING:
            return "выполняется" if self.operation.attempts < 2 else "портал медлит, пробуем ещё"
        return outcome_words(self.operation.kind, self.operation.state, self.operation.outcome)

    @property
    def tone(self) -> str:
        return TONES[State(self.operation.state)]


@dataclass(frozen=True, slots=True)
class Row:
    """A registry of the panel: how it stands, and what the profile lacks to ask it."""

    shown: ShownInquiry
    obstacle: str


def access_context(by: User, contact: Contact, *, need: str, now: datetime) -> dict[str, Any]:
    """Return the registries and the portal of one conversation.

    A part is open when something was asked there, or when `need`, the operation chosen in the
    panel, is one of its own.
    """
    citizen = contact.citizen
    assert citizen is not None  # `led_contact` gives no anonymous conversation
    needs = {need.rule.operation: need for need in needs_of(contact)}
    operations = operations_in(contact)
    inquiries = inquiries_of(citizen, now=now)
    return {
        "contact": contact,
        "access_topic": contact_topic(contact.pk),
        "may_ask": can_ask_registry(by, contact),
        "rows": [Row(shown, _lacking(citizen, shown.registry)) for shown in inquiries],
        "obstacle": _obstacle(needs.get(OPERATION)),
        "summary": _summary(inquiries),
        "are_registries_open": need == OPERATION or any(row.inquiry for row in inquiries),
        "account": _account(contact),
        "is_portal_open": need in OPERATIONS.values() or bool(operations),
        "may_help": can_help_access(by, contact),
        "deeds": [_deed(kind, needs, operations) for kind in Kind],
        "is_waiting": any(row.state == State.PENDING for row in inquiries)
        or any(row.state == State.PENDING for row in operations),
        "operations": [ShownOperation(row) for row in operations[:SHOWN]],
    }


def _deed(kind: Kind, needs: dict[str, Need], operations: list[PortalOperation]) -> Deed:
    need = needs.get(OPERATIONS[kind])
    is_going_on = any(row.kind == kind and row.state == State.PENDING for row in operations)
    return Deed(kind, need.words if need and not need.is_met else "", is_going_on)


def _obstacle(need: Need | None) -> str:
    return f"Сначала спросите: {need.words}" if need and not need.is_met else ""


def _lacking(citizen: Citizen, registry: str) -> str:
    names = [str(attribute.label) for attribute in missing_for(citizen, registry)]
    return f"В профиле нет: {', '.join(names)}" if names else ""


def _summary(inquiries: list[ShownInquiry]) -> dict[str, str]:
    """Return what the closed part says of itself: the worst first, nothing when nobody has asked."""
    states = [row.state for row in inquiries]
    for state, tone, words in SUMMARIES:
        if state in states:
            return {"tone": tone, "words": words}
    return {}


def _account(contact: Contact) -> dict[str, str]:
    """Return the account's latest known state in this conversation, empty when nobody has asked."""
    latest = account_status(contact)
    if latest is None:
        return {}
    status = latest.outcome.removesuffix("_frozen")
    return {"words": status_words(latest.outcome), "tone": ACCOUNT_TONES[status]}
