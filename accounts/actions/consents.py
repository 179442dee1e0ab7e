"""Consents: given, followed by a new version, withdrawn (152-ФЗ art. 9); and spoken to an operator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actions.subject_requests import Ask, open_request
from accounts.events import ConsentGiven, ConsentWithdrawn
from accounts.models import (
    Assurance,
    Citizen,
    Consent,
    ConsentText,
    Contact,
    SubjectRequest,
    User,
)
from accounts.policies import can_record_consent, can_use_rights
from common.actors import Acts
from common.errors import DomainError, InvalidInput
from common.policies import require
from journal.facts import record


class NothingToWithdraw(DomainError):
    """No consent of this purpose is in force."""

    code = "nothing_to_withdraw"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What the person wants gone; `wish` matters for a required text: erasure or objection."""

    purpose: str
    wish: str = SubjectRequest.Kind.ERASURE


@transaction.atomic
def give_consents(
    *, citizen: Citizen, texts: Sequence[ConsentText], by: User, now: datetime
) -> list[Consent]:
    """Write down what the person agreed to in the cabinet; asked twice, it adds nothing."""
    require(can_use_rights, by, citizen)
    return _give(citizen, texts, channel=Contact.Channel.CABINET, by=by, now=now)


@transaction.atomic
def withdraw_consent(
    *, citizen: Citizen, what: Withdrawal, by: User, now: datetime
) -> SubjectRequest | None:
    """Take a consent back; a required one opens a request with its clock, which is returned."""
    require(can_use_rights, by, citizen)
    return _withdraw(citizen, what, channel=Contact.Channel.CABINET, by=by, now=now)


@transaction.atomic
def record_spoken_consent(
    *, contact: Contact, texts: Sequence[ConsentText], by: User, now: datetime
) -> list[Consent]:
    """Write down what a person agreed to by voice or at a counter, in the operator's conversation."""
    citizen = _spoken_by(contact, by)
    return _give(citizen, texts, channel=contact.channel, by=by, now=now)


@transaction.atomic
def record_spoken_withdrawal(
    *, contact: Contact, what: Withdrawal, by: User, now: datetime
) -> SubjectRequest | None:
    """Write down a withdrawal by voice; who has not proved anything takes nothing back for others."""
    citizen = _spoken_by(contact, by)
    if contact.assurance < Assurance.PHONE:
        raise DomainError(
            "Сначала проверьте, кто говорит: отзыв принимаем от того, кто подтвердил телефон."
        )
    return _withdraw(citizen, what, channel=contact.channel, by=by, now=now)


def _spoken_by(contact: Contact, by: User) -> Citizen:
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    require(can_record_consent, by, contact)
    return Citizen.objects.get(contacts=contact)


def _give(
    citizen: Citizen, texts: Sequence[ConsentText], *, channel: str, by: Acts, now: datetime
) -> list[Consent]:
    Citizen.objects.select_for_update(of=("self",)).get(pk=citizen.pk)
    given = []
    for text in texts:
        if text.valid_from > now:
            raise InvalidInput("Этот текст ещё не действует.")
        live = citizen.consents.filter(text__purpose=text.purpose, withdrawn_at=None)
        if live.filter(text__version__gte=text.version).exists():
            continue
        # A new version follows the old consent: the earlier one ends where this begins.
        live.update(withdrawn_at=now, withdrawn_channel=channel)
        row = Consent.objects.create(citizen=citizen, text=text, channel=channel, given_at=now)
        record(ConsentGiven(citizen.pk, row.pk, text.purpose, text.version, channel), by=by, at=now)
        given.append(row)
    return given


def _withdraw(
    citizen: Citizen, what: Withdrawal, *, channel: str, by: Acts, now: datetime
) -> SubjectRequest | None:
    Citizen.objects.select_for_update(of=("self",)).get(pk=citizen.pk)
    live = citizen.consents.filter(text__purpose=what.purpose, withdrawn_at=None)
    consent = live.select_related("text").order_by("-text__version").first()
    if consent is None:
        raise NothingToWithdraw("Это согласие уже отозвано или его не было.")
    live.update(withdrawn_at=now, withdrawn_channel=channel)
    text = consent.text
    record(
        ConsentWithdrawn(citizen.pk, consent.pk, text.purpose, text.version, channel),
        by=by,
        at=now,
    )
    if not text.is_required:
        return None
    if what.wish not in {SubjectRequest.Kind.ERASURE, SubjectRequest.Kind.OBJECTION}:
        raise InvalidInput("Выберите, что сделать с данными.", field="wish")
    ask = Ask(what.wish, ground=SubjectRequest.Ground.WITHDRAWN, channel=channel)
    return open_request(citizen, ask, by=by, now=now)
