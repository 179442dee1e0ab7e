"""Who may do what with an appeal. Visibility is in `selectors.visibility`; here it is assumed.

`by` is a staff user, a citizen's user or an API key; the system is let through by `require`.
"""

from typing import Any

from accounts.models import ApiKey, Citizen, Role, User
from tickets.models import Attachment, PendingAnswer, Ticket
from tickets.states import FINAL, OPEN, Status

WORKERS = {Role.OPERATOR, Role.SENIOR, Role.LAWYER, Role.SUPERVISOR}
LEADERS = {Role.SENIOR, Role.SUPERVISOR}


def _works(by: Any, ticket: Ticket) -> bool:
    """A worker of the appeal's team, or the one it is assigned or escalated to."""
    if not isinstance(by, User) or not by.is_employee or by.role not in WORKERS:
        return False
    return ticket.team_id in by.team_ids() or by.pk in {
        ticket.assignee_id,
        ticket.escalated_to_id,
    }


def _leads(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket) and by.role in LEADERS


def _owns(by: Any, ticket: Ticket) -> bool:
    """The citizen whose appeal it is, or a representative of the organisation."""
    if not isinstance(by, User) or not by.is_citizen or ticket.citizen_id is None:
        return False
    citizen = getattr(by, "citizen", None)
    if citizen is None:
        return False
    return (
        ticket.citizen_id == citizen.pk
        or citizen.represents.filter(
            organisation_id=ticket.citizen_id, ended_at=None
        ).exists()
    )


def _key(by: Any, ticket: Ticket, scope: str) -> bool:
    return (
        isinstance(by, ApiKey)
        and scope in by.scopes
        and by.teams.filter(pk=ticket.team_id).exists()
    )


def can_register(by: Any, citizen: Citizen | None) -> bool:
    """Citizens for themselves or an organisation they represent; workers and keys for anybody."""
    if isinstance(by, ApiKey):
        return "tickets:write" in by.scopes
    if not isinstance(by, User) or not by.is_active:
        return False
    if by.is_employee:
        return by.role in WORKERS
    own = getattr(by, "citizen", None)
    if own is None or citizen is None:
        return False
    return (
        own == citizen
        or own.represents.filter(organisation=citizen, ended_at=None).exists()
    )


def can_take(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket) and ticket.is_open


def can_assign(by: Any, ticket: Ticket) -> bool:
    """Give the appeal to somebody else."""
    return ticket.is_open and (
        _leads(by, ticket) or _works(by, ticket) and ticket.assignee_id == by.pk
    )


def can_unassign(by: Any, ticket: Ticket) -> bool:
    return can_assign(by, ticket)


def can_reply(by: Any, ticket: Ticket) -> bool:
    return ticket.status in OPEN and (
        _works(by, ticket) or _key(by, ticket, "tickets:reply")
    )


def can_add_note(by: Any, ticket: Ticket) -> bool:
    return (
        _works(by, ticket)
        or isinstance(by, User)
        and by.is_employee
        and by.role == Role.QUALITY
    )


def can_write_message(by: Any, ticket: Ticket) -> bool:
    """The citizen adds to their own appeal; late replies are decided by the door."""
    return _owns(by, ticket)


def can_ask_citizen(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_resolve(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_approve_answer(by: Any, pending: PendingAnswer) -> bool:
    """A second person: a leader of the team who is not the author (decisions 18)."""
    return _leads(by, pending.ticket) and pending.author_id != by.pk


def can_refuse(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_redirect(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_extend(by: Any, ticket: Ticket) -> bool:
    return _leads(by, ticket) and ticket.is_open


def can_send_to_department(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_return_from_department(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket)


def can_move_to_team(by: Any, ticket: Ticket) -> bool:
    return _leads(by, ticket) and ticket.is_open


def can_escalate(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket) and ticket.is_open


def can_request_recheck(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket) or _owns(by, ticket)


def can_reopen(by: Any, ticket: Ticket) -> bool:
    return ticket.status in {Status.RESOLVED, Status.CLOSED, Status.REFUSED} and (
        _leads(by, ticket) or _works(by, ticket) and ticket.assignee_id == by.pk
    )


def can_close(by: Any, ticket: Ticket) -> bool:
    """Confirm that the matter is over: the citizen, or a worker of the team."""
    return ticket.status == Status.RESOLVED and (
        _owns(by, ticket) or _works(by, ticket)
    )


def can_withdraw(by: Any, ticket: Ticket) -> bool:
    return ticket.is_open and _owns(by, ticket)


def can_reclassify(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket) and ticket.status not in FINAL


def can_change_details(by: Any, ticket: Ticket) -> bool:
    return _works(by, ticket) and ticket.is_open


def can_rate(by: Any, ticket: Ticket) -> bool:
    return _owns(by, ticket)


def can_attach(by: Any, ticket: Ticket) -> bool:
    return ticket.is_open and (
        _owns(by, ticket) or _works(by, ticket) or _key(by, ticket, "attachments:write")
    )


def can_download(by: Any, attachment: Attachment) -> bool:
    """Visible with its appeal; the file of a note is for staff only."""
    item = attachment.item
    if item is not None and not item.is_public:
        return isinstance(by, User) and by.is_employee
    return True


def can_hand_over_shift(by: Any, colleague: User) -> bool:
    """End of shift: one's own open appeals, or a colleague's by a leader of a common team."""
    if not isinstance(by, User) or not by.is_employee or by.role not in WORKERS:
        return False
    return (
        by == colleague
        or by.role in LEADERS
        and bool(by.team_ids() & colleague.team_ids())
    )


def can_see_board(by: Any) -> bool:
    return (
        isinstance(by, User)
        and by.is_employee
        and by.role in {Role.SUPERVISOR, Role.QUALITY}
    )


def can_export(by: Any) -> bool:
    return isinstance(by, User) and by.is_employee and by.role == Role.SUPERVISOR
