"""Contacts: one conversation in one channel (decisions 5)."""

from datetime import datetime

from django.db import transaction

from accounts.events import ContactOpened
from accounts.models import Citizen, Contact
from accounts.policies import can_open_contact
from common.actors import Acts
from common.policies import require
from journal.facts import record


@transaction.atomic
def open_contact(*, citizen: Citizen | None, channel: str, by: Acts, now: datetime) -> Contact:
    """Begin a conversation; `citizen=None` is an anonymous one."""
    require(can_open_contact, by)
    contact = Contact.objects.create(
        citizen=citizen,
        channel=channel,
        started_at=now,
        language=citizen.language if citizen else "ru",
    )
    record(ContactOpened(contact.pk, contact.citizen_id, contact.channel), by=by, at=now)
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
