"""«Заморозить изменения» (R-189): set at once by anyone verified, lifted by a higher level only."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actions.identification import IdentityRequired, require_identified
from accounts.events import ChangesFrozen, FreezeLifted
from accounts.models import Assurance, ChangeFreeze, Citizen, Contact, User
from accounts.policies import can_freeze_changes, can_lift_freeze
from accounts.selectors.changes import active_freeze
from common.actors import Acts
from common.errors import DomainError
from common.policies import require
from journal.facts import record

WHO_LIFTS = "лично в МФЦ с паспортом или после входа через ЕСИА"


class ChangesAreFrozen(DomainError):
    """The person has stopped changes of their data."""

    code = "changes_frozen"


@transaction.atomic
def freeze_changes(
    *, citizen: Citizen, contact: Contact | None, by: Acts, now: datetime
) -> ChangeFreeze:
    """Stop every change of a person's data. Frozen already, it stays as it is.

    `contact=None`: the person in the cabinet, or the system after a code typed by the person.
    Raises IdentityRequired.
    """
    require(can_freeze_changes, by, citizen, contact)
    if contact is not None:
        contact = Contact.objects.get(pk=contact.pk)
        require_identified(contact=contact, operation="freeze_changes", now=now)
    citizen = Citizen.objects.select_for_update().get(pk=citizen.pk)
    going_on = active_freeze(citizen)
    if going_on is not None:
        return going_on
    freeze = ChangeFreeze.objects.create(
        citizen=citizen,
        level=max(Assurance.PHONE, contact.assurance if contact else Assurance.PHONE),
        set_by=by if isinstance(by, User) else None,
        set_at=now,
    )
    talk_id = contact.pk if contact else None
    record(ChangesFrozen(citizen.pk, freeze.pk, freeze.level, talk_id), by=by, at=now)
    return freeze


@transaction.atomic
def lift_freeze(*, citizen: Citizen, contact: Contact, by: Acts, now: datetime) -> ChangeFreeze:
    """Let data change again; raises IdentityRequired unless the level is higher than the freeze's.

    What was frozen in person is lifted in person: there is nothing higher.
    """
    require(can_lift_freeze, by, citizen, contact)
    contact = Contact.objects.get(pk=contact.pk)
    require_identified(contact=contact, operation="lift_freeze", now=now)
    citizen = Citizen.objects.select_for_update().get(pk=citizen.pk)
    freeze = active_freeze(citizen)
    if freeze is None:
        raise DomainError("Заморозки уже нет: данные можно изменять.")
    if contact.assurance <= freeze.level and contact.assurance < Assurance.IN_PERSON:
        raise IdentityRequired(f"Снять заморозку можно только {WHO_LIFTS}.")
    freeze.lifted_by = by if isinstance(by, User) else None
    freeze.lifted_at = now
    freeze.save(update_fields=["lifted_by", "lifted_at"])
    record(FreezeLifted(citizen.pk, freeze.pk, contact.pk), by=by, at=now)
    return freeze


def refuse_frozen(citizen: Citizen) -> None:
    """Raise ChangesAreFrozen for a locked person who has stopped changes."""
    freeze = active_freeze(citizen)
    if freeze is not None:
        since = timezone.localtime(freeze.set_at)
        raise ChangesAreFrozen(
            f"Изменения данных заморожены с {since:%d.%m.%Y %H:%M}. Снять заморозку можно "
            f"{WHO_LIFTS}."
        )
