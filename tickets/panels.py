"""What appeals show on pages of the floors below; wiring puts these into slots."""

from typing import Any

from accounts.models import Citizen
from common.slots import Panel
from tickets.selectors.citizen_history import counts_of


def _counts(_request: Any, citizen: Citizen) -> dict[str, int]:
    return counts_of(citizen)


PERSON_HISTORY = Panel("Обращения", "tickets/desk/_person_history.html", _counts)
