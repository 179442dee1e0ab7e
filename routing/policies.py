"""Who may do what in the queue. Predicates only."""

from typing import Any

from accounts.models import Citizen, Role, User
from accounts.policies import LEADERS, WORKERS
from routing.models import CallbackRequest, Offer, WorkItem


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


def can_lead_queue(by: Any) -> bool:
    """See and change what others do in the queue; which teams, the thing itself says."""
    return can_work_in_queue(by) and by.role in LEADERS


def can_move_operator(by: Any, operator: User) -> bool:
    """Send a colleague to other queues for a while: a supervisor of a common team."""
    return (
        can_work_in_queue(by)
        and by.role == Role.SUPERVISOR
        and can_work_in_queue(operator)
        and bool(by.team_ids() & operator.team_ids())
    )


def can_steer_work(by: Any, item: WorkItem) -> bool:
    """Change a priority, keep an item for somebody, hand it over: a leader of its team."""
    return can_lead_queue(by) and item.team_id in by.team_ids()


def can_request_callback(by: Any, citizen: Citizen | None) -> bool:
    """A citizen for themselves, a worker for anybody; strangers come through the system."""
    if can_work_in_queue(by):
        return True
    return (
        isinstance(by, User) and by.is_citizen and citizen is not None and citizen.user_id == by.pk
    )


def can_cancel_callback(by: Any, callback: CallbackRequest) -> bool:
    """Whose call it is, or a leader of the line's team."""
    if isinstance(by, User) and by.is_citizen:
        return callback.citizen is not None and callback.citizen.user_id == by.pk
    return can_lead_queue(by) and callback.line.team_id in by.team_ids()


def can_make_callback(by: Any, item: WorkItem) -> bool:
    """Call and say how it went: who has taken it."""
    return can_work_in_queue(by) and item.state == WorkItem.State.TAKEN and item.owner_id == by.pk


def can_edit_routing(by: Any) -> bool:
    """Change skills, weights, reasons of pauses, and who can do what."""
    return (
        isinstance(by, User) and by.is_employee and by.role in {Role.ADMINISTRATOR, Role.SUPERVISOR}
    )
