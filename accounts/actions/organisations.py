"""Organisations with ИНН and ОГРН, and the people who may act for them (decisions 18)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.events import (
    OrganisationRegistered,
    RepresentativeAdded,
    RepresentativeEnded,
)
from accounts.identifiers import parse_email
from accounts.models import Citizen, Representative
from accounts.policies import can_manage_representatives, can_register_citizen
from common.actors import Acts
from common.checks.inn import check_inn
from common.checks.ogrn import check_ogrn
from common.errors import DomainError, InvalidInput
from common.keyed_names import NameVector
from common.phones import parse_phone
from common.policies import require
from journal.facts import record

MAX_TITLE = 300


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """What is known of an organisation. ИНН is required, the rest may come later."""

    title: str
    inn: str
    ogrn: str = ""
    phone: str = ""
    email: str = ""


def parse_inn(text: str) -> str:
    """Return the ten or twelve digits of an ИНН; raises InvalidInput with what to correct."""
    return check_inn(text).required("inn")


def parse_ogrn(text: str) -> str:
    """Return the digits of an ОГРН or ОГРНИП; raises InvalidInput with what to correct."""
    return check_ogrn(text).required("ogrn")


@transaction.atomic
def register_organisation(*, new: NewOrganisation, by: Acts, now: datetime) -> Citizen:
    """Return the organisation with this ИНН, written down when it is new."""
    require(can_register_citizen, by)
    title = " ".join(new.title.split())
    if not title or len(title) > MAX_TITLE:
        raise InvalidInput("Укажите название организации, не длиннее 300 знаков.", field="title")
    inn = parse_inn(new.inn)
    ogrn = parse_ogrn(new.ogrn) if new.ogrn.strip() else ""
    phone = parse_phone(new.phone).e164 if new.phone.strip() else ""
    email = parse_email(new.email) if new.email.strip() else ""
    known = Citizen.objects.filter(
        kind=Citizen.ORGANISATION, inn_index=inn, merged_into=None
    ).first()
    if known is not None:
        return known
    organisation = Citizen(
        kind=Citizen.ORGANISATION,
        organisation=title,
        inn=inn,
        ogrn=ogrn,
        phone=phone,
        email=email,
        created_at=now,
    )
    organisation.names = NameVector(organisation.pk, title)
    organisation.save(force_insert=True)
    record(OrganisationRegistered(organisation.pk), by=by, at=now)
    return organisation


@transaction.atomic
def add_representative(
    *, organisation: Citizen, person: Citizen, by: Acts, now: datetime
) -> Representative:
    """Let a person act for an organisation; a former representative comes back as a new start."""
    require(can_manage_representatives, by)
    if organisation.kind != Citizen.ORGANISATION or person.kind != Citizen.PERSON:
        raise InvalidInput("Представителем может быть только гражданин, и только организации.")
    link, is_new = Representative.objects.select_for_update().get_or_create(
        organisation=organisation, person=person, defaults={"created_at": now}
    )
    if not is_new and link.ended_at is None:
        raise DomainError("Этот человек уже представляет организацию.")
    if not is_new:
        link.created_at, link.ended_at = now, None
        link.save(update_fields=["created_at", "ended_at"])
    record(RepresentativeAdded(organisation.pk, person.pk), by=by, at=now)
    return link


@transaction.atomic
def end_representative(*, link: Representative, by: Acts, now: datetime) -> Representative:
    """Take the right to act for the organisation back."""
    require(can_manage_representatives, by)
    link = Representative.objects.select_for_update().get(pk=link.pk)
    if link.ended_at is not None:
        raise DomainError("Полномочия уже закончились.")
    link.ended_at = now
    link.save(update_fields=["ended_at"])
    record(RepresentativeEnded(link.organisation_id, link.person_id), by=by, at=now)
    return link
