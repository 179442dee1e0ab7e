"""Contacts: one conversation in one channel (decisions 5), led by nobody or by one operator."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.events import ContactEnded, ContactOpened, ContactTakenOver
from accounts.matters import note_matter
from accounts.models import Assurance, Citizen, Contact, User
from accounts.policies import can_lead_contact, can_open_contact
from accounts.selectors.identity import CONTACT_LASTS
from common.actors import SYSTEM, Acts
from common.policies import require
from journal.facts import record


@transaction.atomic
def open_contact(
    *,
    citizen: Citizen | None,
    channel: str,
    by: Acts,
    now: datetime,
    matter: str = "",
    is_signed_in: bool = False,
) -> Contact:
    """Begin a conversation; `citizen=None` is an anonymous one, `matter` an appeal's number.

    An operator leads one conversation with a person in a channel at a time: the open one is
    returned. Whoever writes after signing in (`is_signed_in`) has proved what the sign-in proves.
    """
    require(can_open_contact, by)
    operator = by if isinstance(by, User) and by.is_employee else None
    contact = None
    if operator is not None and citizen is not None:
        contact = _led(operator).filter(citizen=citizen, channel=channel).first()
    if contact is None:
        contact = _begin(citizen, channel, operator, is_signed_in=is_signed_in, now=now)
        record(ContactOpened(contact.pk, contact.citizen_id, contact.channel), by=by, at=now)
    if matter:
        note_matter(contact=contact, matter=matter, by=by, now=now)
    return contact


@transaction.atomic
def take_over_contact(*, contact: Contact, by: User, now: datetime) -> Contact:
    """Go on with a conversation a colleague led: nobody is asked twice who they are.

    For the door that hands its dialog or call over, under its policy. Ended, it is nobody's.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    require(can_open_contact, by)
    if contact.ended_at is None and contact.operator_id != by.pk:
        contact.operator = by
        contact.save(update_fields=["operator"])
        record(ContactTakenOver(contact.pk, contact.citizen_id), by=by, at=now)
    return contact


def _begin(
    citizen: Citizen | None,
    channel: str,
    operator: User | None,
    *,
    is_signed_in: bool,
    now: datetime,
) -> Contact:
    proved_by = Contact.Channel.CABINET if is_signed_in else channel
    return Contact.objects.create(
        citizen=citizen,
        channel=channel,
        operator=operator,
        started_at=now,
        assurance=_level_of(citizen, proved_by)
        if operator is None or is_signed_in
        else Assurance.NONE,
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


def end_forgotten_contacts(*, now: datetime, limit: int = 200) -> int:
    """End conversations nobody ended (CONTACT_LASTS); return how many. Each is a fact of its own."""
    forgotten = Contact.objects.filter(
        ended_at=None, operator__isnull=False, started_at__lte=now - CONTACT_LASTS
    )
    done = 0
    for contact_id in forgotten.order_by("started_at").values_list("pk", flat=True)[:limit]:
        done += _end_forgotten(contact_id, now=now)
    return done


@transaction.atomic
def _end_forgotten(contact_id: UUID, *, now: datetime) -> bool:
    row = Contact.objects.select_for_update(skip_locked=True).filter(pk=contact_id, ended_at=None)
    contact = row.first()
    if contact is None:
        return False
    contact.ended_at = now
    contact.save(update_fields=["ended_at"])
    record(ContactEnded(contact.pk, contact.citizen_id), by=SYSTEM, at=now)
    return True


def write_letter_contact(*, citizen: Citizen | None, channel: str, now: datetime) -> Contact:
    """Write a conversation that is over as it begins: one letter. The caller's fact tells of it.

    For the door that registers an appeal, in its transaction and under its policy.
    """
    return Contact.objects.create(
        citizen=citizen,
        channel=channel,
        started_at=now,
        ended_at=now,
        assurance=_level_of(citizen, channel),
        language=citizen.language if citizen else "ru",
    )


def _level_of(citizen: Citizen | None, channel: str) -> int:
    """Return the level a conversation starts with: in the cabinet the sign-in has proved something."""
    if citizen is None or channel != Contact.Channel.CABINET or citizen.user_id is None:
        return Assurance.NONE
    proved = citizen.phone_verified_at or citizen.email_verified_at
    return Assurance.PHONE if proved else Assurance.NONE


def _led(operator: User) -> QuerySet[Contact]:
    return Contact.objects.select_for_update().filter(operator=operator, ended_at=None)
