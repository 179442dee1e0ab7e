"""The only place where `Ticket.status` is assigned: by the table of `states.py`."""

from datetime import datetime
from typing import Any

from common.actors import Acts
from common.errors import DomainError
from tickets.actions._timeline import AWAKE, Kind, Line, add_line
from tickets.models import PendingAnswer, Ticket
from tickets.selectors.merging import head_number_of
from tickets.states import FINAL, MOVES, OPEN, Status, allowed


class MoveRefused(DomainError):
    """The state does not allow this: somebody was first, or the button is stale."""

    code = "move_refused"


def require_move(ticket: Ticket, verb: str) -> None:
    """Raise MoveRefused unless the table lets this move start from the ticket's state."""
    if ticket.merged_into_id is not None or not allowed(verb, ticket.status):
        raise _refusal(ticket, MOVES[verb].label)


def require_open(ticket: Ticket, deed: str) -> None:
    """Raise MoveRefused when the matter is over; `deed` names what was tried."""
    if not ticket.is_open:
        raise _refusal(ticket, deed)


def move(
    ticket: Ticket,
    verb: str,
    *,
    by: Acts,
    now: datetime,
    data: dict[str, Any] | None = None,
    **fields: Any,
) -> Ticket:
    """Change the state of a locked ticket and write the change into its stream.

    `fields` are written together with the state. What was put aside is awake, and the label of
    the old state is gone. Raises MoveRefused.
    """
    require_move(ticket, verb)
    target = MOVES[verb].target
    codes = {"verb": verb, "from": ticket.status, "to": target.value, **(data or {})}
    ticket.status = target
    values = {"status_changed_at": now, "label": None, **AWAKE, **_goes_with(target, now), **fields}
    for name, value in values.items():
        setattr(ticket, name, value)
    line = Line(Kind.MOVE, is_public=True, data=codes)
    add_line(ticket, line, by=by, now=now, saving=("status", *values))
    if target not in OPEN:
        _drop_pending(ticket, now)
    return ticket


def put_back(
    ticket: Ticket, status: Status, verb: str, *, by: Acts, now: datetime, **fields: Any
) -> None:
    """Give a locked ticket the state an undone merge has taken; `fields` bring its moments."""
    codes = {"verb": verb, "from": ticket.status, "to": status.value}
    for name, value in {"status": status, **fields}.items():
        setattr(ticket, name, value)
    line = Line(Kind.MOVE, is_public=True, data=codes)
    add_line(ticket, line, by=by, now=now, saving=("status", *fields))


def _goes_with(target: Status, now: datetime) -> dict[str, Any]:
    """Return what a state implies: its moments (database checks) and what is asked no more."""
    if target in FINAL:
        return {"closed_at": now, "asked": "", "recheck_requested_at": None}
    if target == Status.RESOLVED:
        return {"resolved_at": now, "closed_at": None, "asked": "", "recheck_requested_at": None}
    return {"resolved_at": None, "closed_at": None, "asked": ""}


def _drop_pending(ticket: Ticket, now: datetime) -> None:
    """An answer still waiting for its second person is void once the matter is over."""
    waiting = PendingAnswer.objects.filter(ticket=ticket, decided_at=None)
    waiting.update(decided_at=now, is_approved=False)


def _refusal(ticket: Ticket, deed: str) -> MoveRefused:
    if (head := head_number_of(ticket)) is not None:
        return MoveRefused(f"Обращение объединено с № {head}: откройте его и продолжайте там.")
    return MoveRefused(
        f"Обращение сейчас в состоянии «{ticket.status_label}»: действие «{deed}» невозможно. "
        "Обновите страницу, чтобы увидеть, что изменилось."
    )
