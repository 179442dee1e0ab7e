"""Contacts: one conversation in one channel (decisions 5), led by nobody or by one operator."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.events import ContactEnded, ContactOpened
from accounts.matters import note_matter
from accounts.models import Citizen, Contact, User
from accounts.policies import can_lead_contact, can_open_contact
from common.actors import Acts
from common.policies import require
from journal.facts import record


@transaction.atomic
def open_contact(
    *, citizen: Citizen | None, channel: str, by: Acts, now: datetime, matter: str = ""
) -> Contact:
    """Begin a conversation; `citizen=None` is an anonymous one, `matter` an appeal's number.

    An operator leads one conversation with a person in a channel at a time: the open one is
    returned.
    """
    require(can_open_contact, by)
    operator = by if isinstance(by, User) and by.is_employee else None
    contact = None
    if operator is not None and citizen is not None:
        contact = _led(operator).filter(citizen=citizen, channel=channel).first()
    if contact is None:
        contact = _begin(citizen, channel, operator, now=now)
        record(ContactOpened(contact.pk, contact.citizen_id, contact.channel), by=by, at=now)
    if matter:
        note_matter(contact=contact, matter=matter, by=by, now=now)
    return contact


def _begin(
    citizen: Citizen | None, channel: str, operator: User | None, *, now: datetime
) -> Contact:
    return Contact.objects.create(
        citizen=citizen,
        channel=channel,
        operator=operator,
        started_at=now,
        language=citizen.language if citizen else "ru",
    )


@transaction.atomic
def end_contact(*, contact: Contact, by: Acts, now: datetime) -> Contact:
    """End a conversation: what was revealed for it is masked again. Ended twice, it stays ended."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    require(can_lead_contact, by, contact)
    if contact.ended_at is None:
        contact.ended_at = now
        contact.save(update_fields=["ended_at"])
        record(ContactEnded(contact.pk, contact.citizen_id), by=by, at=now)
    return contact


def write_letter_contact(*, citizen: Citizen | None, channel: str, now: datetime) -> Contact:
    """Write a conversation that is over as it begins: one letter. The caller's fact tells of it.

    For the door that registers an appeal, in its transaction and under its policy.
    """
    return Contact.objects.create(
        citizen=citizen,
        channel=channel,
        started_at=now,
        ended_at=now,
        language=citizen.language if citizen else "ru",
    )


def _led(operator: User) -> QuerySet[Contact]:
    return Contact.objects.select_for_update().filter(operator=operator, ended_at=None)
