"""Checking who is talking: questions compared by the system, papers seen in person (C19, R-187).

The operator types what the person said and learns match or no match; neither the stored value nor
what was said is shown or kept.
"""

from datetime import datetime
from typing import cast

from django.db import transaction

from accounts.actions.assurance import DOCUMENTS, IN_PERSON, lift_level
from accounts.answers import Said, agrees
from accounts.events import IdentityAnswered, IdentityConfirmedInPerson
from accounts.models import Assurance, Attribute, Contact, IdentityAnswer, User
from accounts.policies import can_confirm_in_person, can_identify
from accounts.selectors.identity import (
    DAY,
    MISTAKES_IN_CONTACT,
    PAPERS,
    is_closed_for_today,
    matched_in,
    need_of,
    person_of,
)
from common.actors import Acts
from common.errors import DomainError, TooManyRequests
from common.policies import require
from journal.facts import record

# Both papers, or one of them with one more thing that only the person is likely to know.
MORE = frozenset({Attribute.BIRTH_DATE, Attribute.INN, Attribute.PASSPORT_ISSUED_ON})


class IdentityRequired(DomainError):
    """The operation needs more proof; `missing` names what is still to ask."""

    code = "identity_required"


@transaction.atomic
def answer_question(
    *, contact: Contact, attribute: str, said: str, by: Acts, now: datetime
) -> IdentityAnswer:
    """Compare what the person said with what is on file; raises InvalidInput, TooManyRequests.

    Three wrong answers end the questions of this conversation, six a day those of this person.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    require(can_identify, by, contact)
    check_mistakes(contact, now=now)
    answer = Said.of(Attribute(attribute), said, today=now.date())
    outcome = agrees(contact.citizen, answer)
    row = IdentityAnswer.objects.create(
        contact=contact,
        attribute=attribute,
        outcome=outcome,
        answered_at=now,
        asked_by=cast(User, by),
    )
    before = level = contact.assurance
    if outcome == IdentityAnswer.Outcome.MATCH and documents_agree(contact):
        level = lift_level(contact=contact, level=Assurance.DOCUMENTS, proof=DOCUMENTS, now=now)
    event = IdentityAnswered(
        contact.pk, person_of(contact).pk, attribute, outcome, level, lifted=level > before
    )
    record(event, by=by, at=now)
    return row


@transaction.atomic
def confirm_in_person(*, contact: Contact, by: Acts, now: datetime) -> int:
    """Note that the original document was seen in an office (МФЦ); returns the level."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    require(can_confirm_in_person, by, contact)
    level = lift_level(contact=contact, level=Assurance.IN_PERSON, proof=IN_PERSON, now=now)
    record(IdentityConfirmedInPerson(contact.pk, person_of(contact).pk), by=by, at=now)
    return level


def require_identified(*, contact: Contact, operation: str, now: datetime) -> None:
    """Raise IdentityRequired unless the conversation has what the matrix asks for the operation."""
    need = need_of(contact, operation, now=now)
    if not need.is_met:
        raise IdentityRequired(
            f"Сначала подтвердите личность: {need.words}.", missing=need.codes, operation=operation
        )


def check_mistakes(contact: Contact, *, now: datetime) -> None:
    """Raise TooManyRequests when wrong answers have used up this conversation or this day."""
    wrong = IdentityAnswer.objects.filter(outcome=IdentityAnswer.Outcome.MISMATCH)
    if wrong.filter(contact=contact).count() >= MISTAKES_IN_CONTACT:
        raise TooManyRequests(
            "Три ответа не совпали: в этом разговоре личность больше не проверяется. "
            "Предложите код на телефон или визит в МФЦ.",
            retry_after_s=int(DAY.total_seconds()),
        )
    if contact.citizen is not None and is_closed_for_today(contact.citizen, now=now):
        raise TooManyRequests(
            "За сутки не совпало шесть ответов: вопросы по этому человеку закрыты до завтра.",
            retry_after_s=int(DAY.total_seconds()),
        )


def documents_agree(contact: Contact) -> bool:
    """Whether the answers of a conversation amount to documents matched."""
    matched = matched_in(contact)
    return len(matched & PAPERS) == len(PAPERS) or bool(matched & PAPERS and matched & MORE)
