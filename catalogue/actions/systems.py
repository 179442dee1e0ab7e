"""Saying how a system does: by those who lead the shift, and by incidents later (R-051)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from catalogue.events import SystemStateSet
from catalogue.models import SystemStatus
from catalogue.policies import can_set_system_state
from common.actors import Acts
from common.errors import InvalidInput
from common.policies import require
from journal.facts import record

LONGEST_RETRY = 24 * 60


@dataclass(frozen=True, slots=True)
class NewState:
    """How a system does: what to tell people, when to come back."""

    state: str
    details: str = ""
    retry_minutes: int | None = None


@transaction.atomic
def set_system_state(
    *, system: SystemStatus, new: NewState, by: Acts, now: datetime
) -> SystemStatus:
    """Write how a system does. One that fails names when to try again; one that works forgets it."""
    require(can_set_system_state, by)
    system = SystemStatus.objects.select_for_update().get(pk=system.pk)
    is_well = new.state == SystemStatus.State.WORKS
    if not is_well and not 1 <= (new.retry_minutes or 0) <= LONGEST_RETRY:
        raise InvalidInput(
            "Укажите, через сколько минут повторить: от 1 до 1440.", field="retry_minutes"
        )
    if system.state != new.state:
        system.since = now
    system.state = SystemStatus.State(new.state)
    system.details = "" if is_well else new.details.strip()
    system.retry_minutes = None if is_well else new.retry_minutes
    system.save()
    record(SystemStateSet(system.pk, new.state), by=by, at=now)
    return system
