"""Reads for checking who is talking: what an operation needs, what is proved, what is left to ask."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.answers import known_attributes
from accounts.models import (
    Assurance,
    Attribute,
    Citizen,
    Contact,
    IdentificationRule,
    IdentityAnswer,
    User,
)

# A conversation nobody ended is not one for ever.
CONTACT_LASTS = timedelta(hours=4)
DAY = timedelta(days=1)
MISTAKES_IN_CONTACT = 3
MISTAKES_IN_DAY = 6
# What is asked first when documents must agree: the quickest to say.
SHORTEST = (Attribute.SNILS, Attribute.BIRTH_DATE, Attribute.PASSPORT)
PAPERS = frozenset({Attribute.SNILS, Attribute.PASSPORT})


@dataclass(frozen=True, slots=True)
class Question:
    """One thing still to ask; what is not on file is looked up in a registry instead."""

    attribute: Attribute
    is_on_file: bool

    @property
    def label(self) -> str:
        return str(self.attribute.label)


@dataclass(frozen=True, slots=True)
class Need:
    """What an operation needs in a conversation and what of it is missing."""

    rule: IdentificationRule
    level: int
    questions: tuple[Question, ...]

    @property
    def lacks_level(self) -> bool:
        return self.level < self.rule.level

    @property
    def needs_code(self) -> bool:
        """Whether a code on the phone is what is missing."""
        return self.lacks_level and self.rule.level == Assurance.PHONE

    @property
    def needs_presence(self) -> bool:
        return self.lacks_level and self.rule.level == Assurance.IN_PERSON

    @property
    def is_met(self) -> bool:
        return not self.questions and not self.lacks_level

    @property
    def codes(self) -> list[str]:
        """Return what is missing for machines: codes of attributes, and `level:<n>`."""
        found = [str(question.attribute.value) for question in self.questions]
        return [*found, f"level:{self.rule.level}"] if self.lacks_level else found

    @property
    def words(self) -> str:
        """Return what is missing for people: «СНИЛС, дата рождения, код на телефон»."""
        found = [question.label for question in self.questions]
        if self.needs_code:
            found.append("код на телефон")
        if self.needs_presence:
            found.append("визит в МФЦ или вход через ЕСИА")
        if self.lacks_level and not found:
            found.append("сверка документов")
        return ", ".join(found)


def need_of(contact: Contact, operation: str, *, now: datetime) -> Need:
    """Return what the operation still needs in this conversation: the shortest list."""
    rule = IdentificationRule.objects.get(pk=operation)
    return _need(contact, rule, matched_in(contact), known_attributes(contact.citizen))


def needs_of(contact: Contact, answers: list[IdentityAnswer] | None = None) -> list[Need]:
    """Return every operation of the matrix with what is missing, in the matrix's order.

    `answers` are those of the conversation, when the caller has read them already.
    """
    matched = matched_in(contact) if answers is None else _matched(answers)
    known = known_attributes(contact.citizen)
    return [_need(contact, rule, matched, known) for rule in IdentificationRule.objects.all()]


def matched_in(contact: Contact) -> frozenset[str]:
    """Return the attributes the person has answered rightly in this conversation."""
    return frozenset(
        IdentityAnswer.objects.filter(
            contact=contact, outcome=IdentityAnswer.Outcome.MATCH
        ).values_list("attribute", flat=True)
    )


def is_closed_for_today(citizen: Citizen, *, now: datetime) -> bool:
    """Whether wrong answers in all conversations have used up this person's day."""
    wrong = IdentityAnswer.objects.filter(
        outcome=IdentityAnswer.Outcome.MISMATCH,
        contact__citizen=citizen,
        answered_at__gt=now - DAY,
    )
    return wrong.count() >= MISTAKES_IN_DAY


def answers_in(contact: Contact) -> list[IdentityAnswer]:
    """Return the answers of a conversation, oldest first."""
    return list(contact.answers.select_related("asked_by").order_by("answered_at", "id"))


def contact_led_by(by: User, citizen: Citizen, *, now: datetime) -> Contact | None:
    """Return the conversation this operator has with the person right now."""
    return (
        Contact.objects.filter(
            operator=by, citizen=citizen, ended_at=None, started_at__gt=now - CONTACT_LASTS
        )
        .order_by("-started_at")
        .first()
    )


def person_of(contact: Contact) -> Citizen:
    """Return who is talked with; `can_identify` has made sure that it is somebody."""
    if contact.citizen is None:
        raise TypeError("An anonymous conversation has nobody to identify.")
    return contact.citizen


def led_by(by: User, contact_id: UUID) -> Contact | None:
    """Return a conversation of this operator, going on or ended."""
    found = Contact.objects.select_related("citizen").filter(pk=contact_id, operator=by)
    return found.exclude(citizen=None).first()


def _matched(answers: list[IdentityAnswer]) -> frozenset[str]:
    return frozenset(
        str(answer.attribute)
        for answer in answers
        if answer.outcome == IdentityAnswer.Outcome.MATCH
    )


def _need(
    contact: Contact,
    rule: IdentificationRule,
    matched: frozenset[str],
    known: frozenset[Attribute],
) -> Need:
    wanted = [Attribute(code) for code in rule.attributes if code not in matched]
    level = contact.assurance
    if level >= Assurance.IN_PERSON:
        wanted = []
    elif level < rule.level == Assurance.DOCUMENTS and not wanted:
        wanted = _to_documents(matched)
    questions = tuple(Question(attribute, attribute in known) for attribute in wanted)
    return Need(rule, level, questions)


def _to_documents(matched: frozenset[str]) -> list[Attribute]:
    """Return the fewest questions that make documents agree."""
    left = [attribute for attribute in SHORTEST if attribute not in matched]
    return left[:1] if matched & PAPERS else left[:2]
