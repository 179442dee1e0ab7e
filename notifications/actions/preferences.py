"""How a person chooses to be told."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from common.actors import Acts
from common.errors import InvalidInput
from common.policies import require
from journal.facts import record
from notifications import policies
from notifications.events import PreferenceSet
from notifications.models import PersonKind, Preference


@dataclass(frozen=True, slots=True)
class PreferenceChoice:
    """What the person chose. Both hours or neither; equal hours: never quiet."""

    by_email: bool = True
    by_sms: bool = True
    quiet_from: time | None = None
    quiet_to: time | None = None


@transaction.atomic
def set_preference(
    *,
    person_kind: str,
    person_id: UUID,
    choice: PreferenceChoice,
    by: Acts,
    now: datetime,
) -> Preference:
    """Write down a person's choice; the number of an appeal and codes are sent in any case."""
    require(policies.can_set_preference, by, person_kind, person_id)
    if (choice.quiet_from is None) != (choice.quiet_to is None):
        raise InvalidInput("Укажите и начало, и конец тихих часов.", field="quiet_from")
    preference, _ = Preference.objects.update_or_create(
        person_kind=PersonKind(person_kind),
        person_id=person_id,
        defaults={
            "by_email": choice.by_email,
            "by_sms": choice.by_sms,
            "quiet_from": choice.quiet_from,
            "quiet_to": choice.quiet_to,
            "updated_at": now,
        },
    )
    record(
        PreferenceSet(person_id, str(person_kind), choice.by_email, choice.by_sms), by=by, at=now
    )
    return preference
