"""What the identity panel draws. Holds no stored value of a document and nothing a person said."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Assurance, Attribute, Citizen, Contact, IdentityAnswer, User
from accounts.policies import can_confirm_in_person
from accounts.selectors.caller_codes import code_of
from accounts.selectors.identity import (
    MISTAKES_IN_CONTACT,
    Need,
    Question,
    answers_in,
    contact_led_by,
    is_closed_for_today,
    needs_of,
)

Outcome = IdentityAnswer.Outcome
ICONS = {
    Assurance.NONE: "user-question",
    Assurance.PHONE: "device-mobile",
    Assurance.DOCUMENTS: "id",
    Assurance.IN_PERSON: "shield-check",
}
# Attribute -> kind of <checked-field>, what the operator sees in the empty field.
SPELLING = {
    Attribute.PHONE: ("phone", "+7 000 000-00-00"),
    Attribute.SNILS: ("snils", "000-000-000 00"),
    Attribute.PASSPORT: ("passport", "00 00 000000"),
    Attribute.PASSPORT_CODE: ("department-code", "000-000"),
    Attribute.PASSPORT_ISSUED_ON: ("date", "ДД.ММ.ГГГГ"),
    Attribute.BIRTH_DATE: ("birth-date", "ДД.ММ.ГГГГ"),
    Attribute.INN: ("inn", "12 цифр"),
    Attribute.FULL_NAME: ("", "Фамилия Имя Отчество"),
}
# What is said so that the person answers at once.
SAY = {
    Attribute.FULL_NAME: "Назовите фамилию, имя и отчество полностью.",
    Attribute.PHONE: "Назовите номер телефона, привязанный к учётной записи.",
    Attribute.EMAIL: "Назовите адрес почты из профиля.",
    Attribute.BIRTH_DATE: "Назовите дату рождения.",
    Attribute.SNILS: "Продиктуйте СНИЛС, одиннадцать цифр.",
    Attribute.PASSPORT: "Продиктуйте серию и номер паспорта.",
    Attribute.PASSPORT_ISSUED_ON: "Назовите дату выдачи паспорта.",
    Attribute.PASSPORT_CODE: "Назовите код подразделения из паспорта.",
    Attribute.INN: "Продиктуйте ИНН.",
    Attribute.ADDRESS: "Назовите адрес регистрации.",
    Attribute.ACCOUNT_ID: "Назовите идентификатор учётной записи из личного кабинета.",
}
START = (
    (Contact.Channel.PHONE, "Звонок", "phone"),
    (Contact.Channel.MFC, "Визит в МФЦ", "building"),
    (Contact.Channel.CHAT, "Чат", "message-circle"),
)


CHANGED_BY = {
    "correct_phone": "phone",
    "change_email": "email",
    "change_name": "full_name",
    "change_address": "address",
}
ON_DATA_PAGE = frozenset({"change_documents", "freeze_changes", "lift_freeze", "reveal_documents"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where the panel is: the appeal's number, the operation chosen, the question picked."""

    ticket: str = ""
    need: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """How sure we are, in words and by an icon; `steps` is a meter of three."""

    value: int

    @property
    def label(self) -> str:
        return str(Assurance(self.value).label)

    @property
    def icon(self) -> str:
        return ICONS[Assurance(self.value)]

    @property
    def steps(self) -> list[bool]:
        return [self.value >= step for step in (1, 2, 3)]


@dataclass(frozen=True, slots=True)
class Ask:
    """One question as it is asked: what to say, how the field spells."""

    question: Question
    kind: str
    example: str

    @property
    def say(self) -> str:
        return SAY[self.question.attribute]


@dataclass(frozen=True, slots=True)
class Asking:
    """The operation chosen and its questions: one open, the rest in line; or why none is asked."""

    need: Need | None = None
    current: Ask | None = None
    later: list[Question] = field(default_factory=list)
    deed_url: str = ""
    not_on_file: list[Question] = field(default_factory=list)


def panel_context(by: User, citizen: Citizen, place: Place, *, now: datetime) -> dict[str, Any]:
    """Return the panel of a person: the conversation going on, its level, what is still to ask."""
    contact = contact_led_by(by, citizen, now=now)
    context: dict[str, Any] = {"citizen": citizen, "contact": contact, "by": by}
    if contact is None:
        return context | {"profile_level": Level(citizen.assurance), "ways": START}
    contact.citizen = citizen
    answers = answers_in(contact)
    needs = needs_of(contact, answers)
    chosen = next((row for row in needs if row.rule.operation == place.need), None)
    mistakes = sum(answer.outcome == Outcome.MISMATCH for answer in answers)
    return context | {
        "level": Level(contact.assurance),
        "ticks": _ticks(answers),
        "last": answers[-1] if answers else None,
        "left": MISTAKES_IN_CONTACT - mistakes,
        "is_closed_for_today": is_closed_for_today(citizen, now=now),
        "needs": needs,
        "asking": _asking(chosen, place.ask, citizen, ticket=place.ticket),
        "code": code_of(contact, now=now),
        "may_confirm_in_person": can_confirm_in_person(by, contact)
        and contact.assurance < Assurance.IN_PERSON,
    }


def _asking(need: Need | None, ask: str, citizen: Citizen, *, ticket: str) -> Asking:
    """Open the question that was picked, else the first one the profile can answer."""
    if need is None:
        return Asking()
    on_file = [row for row in need.questions if row.is_on_file]
    current = next((row for row in on_file if row.attribute == ask), None)
    current = current or next(iter(on_file), None)
    return Asking(
        need=need,
        current=_ask(current) if current else None,
        later=[row for row in on_file if row != current],
        deed_url=_deed_url(citizen, need.rule.operation, ticket=ticket) if need.is_met else "",
        not_on_file=[row for row in need.questions if not row.is_on_file],
    )


def _deed_url(citizen: Citizen, operation: str, *, ticket: str) -> str:
    """Return the page where a permitted operation is done; the portal's buttons are in the panel."""
    query = {"ticket": ticket} if ticket else {}
    if operation in CHANGED_BY:
        return f"{reverse('identity:change', args=[citizen.pk])}?" + urlencode(
            {"attribute": CHANGED_BY[operation], **query}
        )
    if operation in ON_DATA_PAGE:
        return f"{reverse('identity:data', args=[citizen.pk])}?{urlencode(query)}"
    return ""


def _ask(question: Question) -> Ask:
    kind, example = SPELLING.get(question.attribute, ("", ""))
    return Ask(question, kind, example)


def _ticks(answers: list[IdentityAnswer]) -> list[IdentityAnswer]:
    """Return the latest answer to each question, in the order they were first asked."""
    latest = {answer.attribute: answer for answer in answers}
    return list(latest.values())
