"""Who may look at deliveries and send them again."""

from typing import Any
from uuid import UUID

from accounts.models import Role, User
from notifications.models import Delivery, PersonKind

KEEPERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


def can_see_deliveries(by: Any) -> bool:
    """See what was sent, what waits and what failed; never the text of a notice."""
    return isinstance(by, User) and by.is_employee and by.role in KEEPERS


def can_replay_delivery(by: Any, delivery: Delivery) -> bool:
    """Send a dead letter again."""
    return can_see_deliveries(by)


def can_set_preference(by: Any, person_kind: str, person_id: UUID) -> bool:
    """People choose for themselves."""
    if not isinstance(by, User) or not by.is_active:
        return False
    if person_kind == PersonKind.STAFF:
        return by.is_employee and by.pk == person_id
    citizen = getattr(by, "citizen", None)
    return by.is_citizen and citizen is not None and citizen.pk == person_id


def can_have_bell(by: Any) -> bool:
    """Have a bell at the top of the desk, read it, choose what it tells."""
    return isinstance(by, User) and by.is_active and by.is_employee


def can_subscribe_to_push(by: Any, person: User) -> bool:
    """People let their own browsers be woken."""
    return can_have_bell(by) and by.pk == person.pk
