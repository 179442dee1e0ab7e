"""The one place that writes what is known of a person: steps of doors, never doors of their own.

Indexes and keyed names follow by themselves, a changed sign-in ends the sessions, and every change
leaves a `DataChange`. In the caller's transaction, on locked rows, under the caller's policy and fact.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts import selectors
from accounts.actions.sessions import raise_epoch
from accounts.attributes import CONTACTS, IN_DOCUMENTS, documents_of, value_of
from accounts.identifiers import EMAIL, SMS, Identifier
from accounts.models import Attribute, Citizen, Contact, DataChange, PersonalData, User
from common.actors import Acts
from common.errors import DomainError
from common.keyed_names import NameVector

NAME_FIELDS = ["last_name", "first_name", "middle_name", "names"]
CONTACT_FIELDS = [
    "phone",
    "phone_index",
    "phone_verified_at",
    "email",
    "email_index",
    "email_verified_at",
]


class ContactTaken(DomainError):
    """The phone or e-mail already signs somebody else in."""

    code = "contact_taken"


def locked_person(citizen_id: Any, *, with_sign_in: bool = False) -> Citizen:
    """Return the profile, locked; its sign-in is locked first, as everywhere."""
    if with_sign_in:
        list(User.objects.select_for_update(of=("self",)).filter(citizen=citizen_id))
    return Citizen.objects.select_for_update().get(pk=citizen_id)


def write_attribute(
    *, citizen: Citizen, attribute: str, value: str, source: str, now: datetime
) -> None:
    """Write the stored form of one attribute; raises ContactTaken."""
    if attribute == Attribute.FULL_NAME:
        set_name(citizen, *[*value.split("\n"), "", ""][:3])
        citizen.save(update_fields=NAME_FIELDS)
    elif attribute in CONTACTS:
        _write_contact(citizen, attribute, value)
    elif attribute == Attribute.INN:
        citizen.inn = value
        citizen.save(update_fields=["inn", "inn_index"])
        vouch(citizen=citizen, attributes=[attribute], source=source, now=now)
    else:
        data = documents_of(citizen) or PersonalData(citizen=citizen, updated_at=now)
        setattr(data, attribute, value)
        _save_documents(data, [attribute], source, now)


def vouch(*, citizen: Citizen, attributes: list[str], source: str, now: datetime) -> None:
    """Note who vouches for documents from now on; their values stay."""
    data = documents_of(citizen) or PersonalData(citizen=citizen, updated_at=now)
    _save_documents(data, attributes, source, now)


@dataclass(frozen=True, slots=True)
class Was:
    """What an attribute held before its change, and how sure we were of who asked."""

    attribute: str
    value: str
    level: int


def note_change(
    *, citizen: Citizen, was: Was, by: Acts, now: datetime, contact: Contact | None = None
) -> DataChange:
    """Write the history of a change that has just been applied without a second person."""
    return DataChange.objects.create(
        citizen=citizen,
        contact=contact,
        attribute=was.attribute,
        old_value=was.value,
        new_value=value_of(citizen, was.attribute),
        state=DataChange.State.APPLIED,
        level=was.level,
        requested_by=by if isinstance(by, User) else None,
        requested_at=now,
        decided_at=now,
    )


def set_name(citizen: Citizen, last: str, first: str, middle: str) -> None:
    citizen.last_name, citizen.first_name, citizen.middle_name = last, first, middle
    citizen.names = NameVector(citizen.pk, citizen.full_name)


def set_contact(citizen: Citizen, proved: Identifier, *, now: datetime | None) -> None:
    """Put an address; `now=None` when no code has proved it."""
    if proved.channel == SMS:
        citizen.phone, citizen.phone_verified_at = proved.value, now
    else:
        citizen.email, citizen.email_verified_at = proved.value, now


def refuse_taken(proved: Identifier, *, but: Citizen | None = None) -> None:
    """Raise ContactTaken when the address signs somebody else in."""
    if proved.channel == EMAIL and selectors.is_staff_email(proved.value):
        raise ContactTaken("Это рабочая почта сотрудника. Укажите личную.")
    owner = selectors.citizen_with_sign_in(proved)
    if owner is not None and owner != but:
        raise ContactTaken("С этим адресом уже входят в другой профиль.")


def save_unique(citizen: Citizen, **how: Any) -> None:
    """Save; the unique index decides between two who prove the same contact at once."""
    try:
        with transaction.atomic():
            citizen.save(**how)
    except IntegrityError as error:
        raise ContactTaken("С этим адресом уже входят в другой профиль.") from error


def _write_contact(citizen: Citizen, attribute: str, value: str) -> None:
    given = Identifier(SMS if attribute == Attribute.PHONE else EMAIL, value)
    if citizen.user_id is not None:
        refuse_taken(given, but=citizen)
    set_contact(citizen, given, now=None)
    save_unique(citizen, update_fields=CONTACT_FIELDS)
    if citizen.user is not None:
        raise_epoch(citizen.user)


def _save_documents(data: PersonalData, attributes: list[str], source: str, now: datetime) -> None:
    data.source, data.updated_at = source, now
    data.sources = data.sources | {name: [source, now.isoformat()] for name in attributes}
    indexes = [f"{name}_index" for name in attributes if hasattr(data, f"{name}_index")]
    written = [name for name in attributes if name in IN_DOCUMENTS]
    if data._state.adding:
        data.save(force_insert=True)
    else:
        data.save(update_fields=[*written, *indexes, "source", "sources", "updated_at"])
