"""What the identity panel draws. Holds no stored value of a document and nothing a person said."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

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
    not_on_file: list[Question] = field(default_factory=list)


def panel_context(
    by: User, citizen: Citizen, *, need: str, ask: str, now: datetime
) -> dict[str, Any]:
    """Return the panel of a person: the conversation going on, its level, what is still to ask."""
    contact = contact_led_by(by, citizen, now=now)
    context: dict[str, Any] = {"citizen": citizen, "contact": contact, "by": by}
    if contact is None:
        return context | {"profile_level": Level(citizen.assurance), "ways": START}
    contact.citizen = citizen
    answers = answers_in(contact)
    needs = needs_of(contact, answers)
    chosen = next((row for row in needs if row.rule.operation == need), None)
    mistakes = sum(answer.outcome == Outcome.MISMATCH for answer in answers)
    return context | {
        "level": Level(contact.assurance),
        "ticks": _ticks(answers),
        "last": answers[-1] if answers else None,
        "left": MISTAKES_IN_CONTACT - mistakes,
        "is_closed_for_today": is_closed_for_today(citizen, now=now),
        "needs": needs,
        "asking": _asking(chosen, ask),
        "code": code_of(contact, now=now),
        "may_confirm_in_person": can_confirm_in_person(by, contact)
        and contact.assurance < Assurance.IN_PERSON,
    }


def _asking(need: Need | None, ask: str) -> Asking:
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
        not_on_file=[row for row in need.questions if not row.is_on_file],
    )


def _ask(question: Question) -> Ask:
    kind, example = SPELLING.get(question.attribute, ("", ""))
    return Ask(question, kind, example)


def _ticks(answers: list[IdentityAnswer]) -> list[IdentityAnswer]:
    """Return the latest answer to each question, in the order they were first asked."""
    latest = {answer.attribute: answer for answer in answers}
    return list(latest.values())
