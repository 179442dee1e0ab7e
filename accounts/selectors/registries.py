"""Reads of registry inquiries and portal operations, with the words people read them in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from accounts.gateways.portal import AccountStatus, Refusal
from accounts.models import Attribute, Citizen, Contact, PortalOperation, RegistryInquiry
from accounts.where_to_go import Office, office_of
from common.gateways.answers import Reason

State = RegistryInquiry.State
Registry = RegistryInquiry.Registry
SLOW_AFTER_S: Final = 4
DOCUMENT_NAMES: Final = {
    Registry.SNILS: "СНИЛС",
    Registry.PASSPORT: "паспорт",
    Registry.INN: "ИНН",
}
ACCOUNT_STATUSES: Final = {
    AccountStatus.ACTIVE: "активна",
    AccountStatus.BLOCKED: "заблокирована",
    AccountStatus.UNCONFIRMED: "не подтверждена",
}
# What the operator tells the person when it is done.
DONE_WORDS: Final = {
    PortalOperation.Kind.CHECK_STATUS: "учётная запись {status}",
    PortalOperation.Kind.START_RESET: "сброс начат, ссылку портал пришлёт самому человеку",
    PortalOperation.Kind.UNLOCK: "разблокирована, можно входить",
    PortalOperation.Kind.RESEND_CODE: "код отправлен, человек вводит его сам",
    PortalOperation.Kind.CORRECT_PHONE: "привязан телефон из профиля",
}
REFUSALS: Final = {
    Refusal.UNKNOWN_ACCOUNT: "учётная запись не найдена",
    Refusal.NOT_BLOCKED: "она не заблокирована",
    Refusal.BLOCKED: "она заблокирована, сначала разблокируйте",
    Refusal.UNCONFIRMED: "она не подтверждена, сначала отправьте код подтверждения",
    Refusal.FROZEN: "изменения заморожены владельцем",
}


@dataclass(frozen=True, slots=True)
class ShownInquiry:
    """One registry as a page shows it; `inquiry` is None while nobody has asked."""

    registry: Registry
    inquiry: RegistryInquiry | None
    is_slow: bool = False

    @property
    def state(self) -> str:
        return self.inquiry.state if self.inquiry else ""

    @property
    def mismatched(self) -> list[str]:
        """Return the names of what the registry knows otherwise."""
        codes = self.inquiry.mismatched if self.inquiry else []
        return [str(Attribute(code).label) for code in codes]

    @property
    def reason(self) -> str:
        return reason_words(self.inquiry.reason) if self.inquiry else ""

    @property
    def letter(self) -> str:
        """Return what to write to the person about a mismatch: where to go, none of the data."""
        names, office = ", ".join(self.mismatched), self.office
        return (
            f"Мы сверили ваши данные с государственным реестром. Не совпало: {names}. "
            "Проверьте, нет ли опечатки в профиле. Если всё верно, обратитесь в "
            f"{office.names}: там {office.done}. Возьмите с собой: {office.take}."
        )

    @property
    def office(self) -> Office:
        return office_of(self.registry)


def inquiries_of(citizen: Citizen, *, now: datetime) -> list[ShownInquiry]:
    """Return the latest inquiry to every registry, in the order of `Registry`; one query."""
    rows = RegistryInquiry.objects.filter(citizen=citizen).order_by("registry", "-asked_at")
    latest = {row.registry: row for row in rows.distinct("registry")}
    return [_shown(registry, latest.get(registry.value), now) for registry in Registry]


def operations_in(contact: Contact) -> list[PortalOperation]:
    """Return what was asked of the portal in a conversation, the latest first."""
    rows = PortalOperation.objects.filter(contact=contact).select_related("asked_by")
    return list(rows.order_by("-asked_at", "-pk"))


def account_status(contact: Contact) -> PortalOperation | None:
    """Return the latest operation of this conversation that says how the account stands."""
    done = PortalOperation.objects.filter(contact=contact, state=PortalOperation.State.DONE)
    return done.order_by("-answered_at", "-pk").first()


def reason_words(reason: str) -> str:
    return Reason(reason).label if reason else ""


def status_words(outcome: str) -> str:
    """Return how an account stands: «активна», «заблокирована, изменения заморожены»."""
    status = outcome.removesuffix("_frozen")
    words = ACCOUNT_STATUSES[AccountStatus(status)]
    return f"{words}, изменения заморожены" if status != outcome else words


def outcome_words(kind: str, state: str, outcome: str) -> str:
    """Return how an operation on the portal ended, in words."""
    if state == PortalOperation.State.DONE:
        return DONE_WORDS[PortalOperation.Kind(kind)].format(status=status_words(outcome))
    if state == PortalOperation.State.REFUSED:
        return f"портал отказал, {REFUSALS[Refusal(outcome)]}"
    if state == PortalOperation.State.UNAVAILABLE:
        return f"портал не отвечает: {reason_words(outcome)}"
    return str(PortalOperation.State(state).label).lower()


def advice_for_person(registry: str, state: str) -> str:
    """Return how a recheck ended, for a notice: no data, but where to go."""
    if state == State.MATCH:
        return "сведения совпали, ничего делать не нужно"
    if state == State.MISMATCH:
        return f"сведения не совпали, {office_of(registry).short}"
    return "реестр так и не ответил, позвоните нам"


def _shown(registry: Registry, inquiry: RegistryInquiry | None, now: datetime) -> ShownInquiry:
    is_slow = (
        inquiry is not None
        and inquiry.state == State.PENDING
        and (now - inquiry.asked_at).total_seconds() > SLOW_AFTER_S
    )
    return ShownInquiry(registry, inquiry, is_slow)
