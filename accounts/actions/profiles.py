"""Citizens' profiles: sign-up, changes, people an operator writes down."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts import selectors
from accounts.actions.assurance import CODE
from accounts.actions.freeze import refuse_frozen
from accounts.actions.joining import join_at_sign_up, same_name
from accounts.actions.sessions import raise_epoch
from accounts.actions.writing import (
    CONTACT_FIELDS,
    NAME_FIELDS,
    Was,
    note_change,
    refuse_taken,
    save_unique,
    set_contact,
    set_name,
)
from accounts.attributes import value_of
from accounts.events import (
    CitizenRegistered,
    CitizenSignedUp,
    ContactChanged,
    ProfileUpdated,
)
from accounts.identifiers import SMS, Identifier, parse_email
from accounts.models import Assurance, Attribute, Citizen, ContactChange, User
from accounts.policies import can_change_contact, can_edit_profile, can_register_citizen
from common.actors import CITIZEN, Acts
from common.errors import InvalidInput
from common.phones import parse_phone
from common.policies import require
from journal.facts import record

LANGUAGES = ("ru", "en", "tt", "ba")
MAX_NAME = 60
NAMED = ("last_name", "first_name", "middle_name")


@dataclass(frozen=True, slots=True)
class FullName:
    """ФИО as typed; `clean()` trims it and raises InvalidInput with the field's name."""

    last: str = ""
    first: str = ""
    middle: str = ""

    def clean(self, *, required: bool) -> "FullName":
        name = FullName(*(" ".join(part.split()) for part in (self.last, self.first, self.middle)))
        for key, part in (
            ("last_name", name.last),
            ("first_name", name.first),
            ("middle_name", name.middle),
        ):
            if len(part) > MAX_NAME:
                raise InvalidInput("Не больше 60 знаков.", field=key)
            if any(character.isdigit() or character in "<>@" for character in part):
                raise InvalidInput("В имени могут быть только буквы, пробел и дефис.", field=key)
        if required and not name.last:
            raise InvalidInput("Укажите фамилию.", field="last_name")
        if required and not name.first:
            raise InvalidInput("Укажите имя.", field="first_name")
        return name


@dataclass(frozen=True, slots=True)
class SignUp:
    """What a person gave at sign-up; `password` is a hash made by `make_password`, never the words."""

    name: FullName
    proved: Identifier
    password: str
    language: str = "ru"


@transaction.atomic
def sign_up_citizen(*, new: SignUp, now: datetime) -> Citizen:
    """Create a sign-in and its profile by a proved contact, and join what is known by that phone.

    Raises ContactTaken when somebody signs in with it already, however many ask at once.
    """
    name = new.name.clean(required=True)
    refuse_taken(new.proved)
    user = User.objects.create(kind=CITIZEN, email=None, password=new.password)
    citizen = Citizen(
        user=user,
        language=_language(new.language),
        created_at=now,
        assurance=Assurance.PHONE,
        assured_at=now,
        assured_by=CODE,
    )
    _put_name(citizen, name)
    set_contact(citizen, new.proved, now=now)
    save_unique(citizen, force_insert=True)
    record(CitizenSignedUp(citizen.pk), by=user, at=now)
    join_at_sign_up(citizen=citizen, now=now)
    return citizen


@transaction.atomic
def update_profile(
    *, citizen: Citizen, name: FullName, language: str, by: Acts, now: datetime
) -> Citizen:
    """Change the name and language of notices.

    A name that was matched with documents is changed by `request_change`, as everybody's documents.
    """
    require(can_edit_profile, by, citizen)
    citizen = Citizen.objects.select_for_update().get(pk=citizen.pk)
    old_name, old_language = value_of(citizen, Attribute.FULL_NAME), citizen.language
    before = [getattr(citizen, field) for field in NAMED]
    _put_name(citizen, name.clean(required=True))
    citizen.language = _language(language)
    after = [getattr(citizen, field) for field in NAMED]
    changed = [key for key, old, new in zip(NAMED, before, after, strict=True) if old != new]
    if changed:
        _refuse_name(citizen)
        was = Was(Attribute.FULL_NAME, old_name, Assurance.PHONE)
        note_change(citizen=citizen, was=was, by=by, now=now)
    if citizen.language != old_language:
        changed.append("language")
    if changed:
        citizen.save(update_fields=[*NAME_FIELDS, "language"])
        record(ProfileUpdated(citizen.pk, changed), by=by, at=now)
    return citizen


def _refuse_name(citizen: Citizen) -> None:
    refuse_frozen(citizen)
    if citizen.assurance >= Assurance.DOCUMENTS:
        raise InvalidInput(
            "Имя сверено с документами. Чтобы изменить его, позвоните нам или придите в МФЦ "
            "с паспортом.",
            field="last_name",
        )


@transaction.atomic
def change_contact(*, citizen: Citizen, proved: Identifier, by: Acts, now: datetime) -> Citizen:
    """Put a proved phone or e-mail in the place of the old one and end the other sessions.

    The old address is kept in `ContactChange` for its notice, under the id of its `DataChange`.
    Raises ContactTaken, ChangesAreFrozen.
    """
    require(can_change_contact, by, citizen)
    user = User.objects.select_for_update(of=("self",)).get(citizen=citizen)
    citizen = Citizen.objects.select_for_update().get(pk=citizen.pk)
    refuse_frozen(citizen)
    refuse_taken(proved, but=citizen)
    attribute = Attribute.PHONE if proved.channel == SMS else Attribute.EMAIL
    old = value_of(citizen, attribute)
    set_contact(citizen, proved, now=now)
    save_unique(citizen, update_fields=CONTACT_FIELDS)
    was = Was(attribute, old, Assurance.PHONE)
    history = note_change(citizen=citizen, was=was, by=by, now=now)
    change = ContactChange.objects.create(
        id=history.pk,
        citizen=citizen,
        channel=proved.channel,
        old_address=old if old != proved.value else "",
        changed_at=now,
    )
    raise_epoch(user)
    record(ContactChanged(change.pk, citizen.pk, proved.channel), by=by, at=now)
    return citizen


@dataclass(frozen=True, slots=True)
class Caller:
    """What an operator or another system knows of a person.

    `is_vouched` is False when nobody has heard the person or proved the number: words of a stranger
    are never put into the profile of whose number they typed.
    """

    phone: str = ""
    email: str = ""
    name: FullName = field(default_factory=FullName)
    language: str = "ru"
    is_vouched: bool = True


@transaction.atomic
def find_or_create_citizen(*, caller: Caller, by: Acts, now: datetime) -> Citizen:
    """Return the one profile that fits phone (or e-mail) and name, or write a new one.

    A number is shared and recycled: a profile fits only when no name is given or the names agree.
    """
    require(can_register_citizen, by)
    phone = parse_phone(caller.phone).e164 if caller.phone.strip() else ""
    email = parse_email(caller.email) if caller.email.strip() else ""
    name = caller.name.clean(required=False)
    if not phone and not email and not name.last:
        raise InvalidInput("Укажите телефон, почту или фамилию.", field="phone")
    found = _fitting(phone, email, name) if caller.is_vouched else None
    if found is not None:
        return found
    citizen = Citizen(language=_language(caller.language), created_at=now, phone=phone, email=email)
    _put_name(citizen, name)
    citizen.save(force_insert=True)
    record(CitizenRegistered(citizen.pk), by=by, at=now)
    return citizen


def _fitting(phone: str, email: str, name: FullName) -> Citizen | None:
    profiles = Citizen.objects.filter(merged_into=None, kind=Citizen.PERSON).order_by(
        "user_id", "id"
    )
    if phone:
        profiles = profiles.filter(phone_index=phone)
    elif email:
        profiles = profiles.filter(email_index=email)
    else:
        return None
    for citizen in profiles[: selectors.FOUND_AT_MOST]:
        if not name.last or not citizen.last_name or same_name(citizen, name.last, name.first):
            return citizen
    return None


def _put_name(citizen: Citizen, name: FullName) -> None:
    set_name(citizen, name.last, name.first, name.middle)


def _language(code: str) -> str:
    return code if code in LANGUAGES else "ru"
