"""The only place where `Ticket.status` is assigned: by the table of `states.py`."""

from datetime import datetime
from typing import Any

from common.actors import Acts
from common.errors import DomainError
from tickets.actions._timeline import Kind, Line, add_line
from tickets.models import Ticket
from tickets.states import FINAL, MOVES, Status, allowed


class MoveRefused(DomainError):
    """The state does not allow this move: somebody was first, or the button is stale."""

    code = "move_refused"


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

    `fields` are written together with the state. Raises MoveRefused.
    """
    step = MOVES[verb]
    if not allowed(verb, ticket.status):
        raise MoveRefused(
            f"Обращение сейчас в состоянии «{ticket.status_label}»: действие «{step.label}» невозможно. "
            "Обновите страницу, чтобы увидеть, что изменилось."
        )
    before = ticket.status
    values = {"status_changed_at": now, **_moments(step.target, now), **fields}
    ticket.status = step.target
    for name, value in values.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=["status", *values])
    line = Line(
        Kind.MOVE,
        is_public=True,
        data={"verb": verb, "from": before, "to": step.target.value, **(data or {})},
    )
    add_line(ticket, line, by=by, now=now)
    return ticket


def _moments(target: Status, now: datetime) -> dict[str, Any]:
    """Return the moments that go with a state, so that the database checks hold."""
    if target == Status.RESOLVED:
        return {"resolved_at": now, "closed_at": None}
    if target in FINAL:
        return {"closed_at": now}
    return {"resolved_at": None, "closed_at": None}
