"""Who may do what in the queue. Predicates only."""

from typing import Any

from accounts.models import Role, User
from accounts.policies import LEADERS, WORKERS
from routing.models import Offer


def can_work_in_queue(by: Any) -> bool:
    """Be on the line at all."""
    return isinstance(by, User) and by.is_employee and by.role in WORKERS


def can_set_presence(by: Any, operator: User) -> bool:
    """One's own, or that of a colleague in a team one leads."""
    if not can_work_in_queue(by):
        return False
    return by.pk == operator.pk or (
        by.role in LEADERS and bool(by.team_ids() & operator.team_ids())
    )


def can_answer_offer(by: Any, offer: Offer) -> bool:
    """An offer is answered by the one it was made to."""
    return can_work_in_queue(by) and offer.operator_id == by.pk


def can_edit_routing(by: Any) -> bool:
    """Change skills, weights, reasons of pauses, and who can do what."""
    return (
        isinstance(by, User) and by.is_employee and by.role in {Role.ADMINISTRATOR, Role.SUPERVISOR}
    )
