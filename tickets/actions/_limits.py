"""A citizen limited for abuse writes nothing until a date (decisions 18)."""

from datetime import datetime

from accounts.models import Citizen, User
from accounts.policies import can_write
from common.actors import Acts
from common.errors import DomainError


class CitizenLimited(DomainError):
    """The citizen may not write until a date (decisions 18)."""

    code = "citizen_limited"
    http_status = 403


def require_may_write(by: Acts, citizen: Citizen | None, *, now: datetime) -> None:
    """Raise CitizenLimited when the writer, or the organisation they write for, is limited."""
    if not isinstance(by, User) or not by.is_citizen:
        return
    writers = {person.pk: person for person in (citizen, getattr(by, "citizen", None)) if person}
    if not all(can_write(person, now=now) for person in writers.values()):
        raise CitizenLimited(
            "Приём обращений от вас временно ограничен. Причина и срок — в личном кабинете."
        )
