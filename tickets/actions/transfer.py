"""Between teams: to a department and back, to another line, to a senior specialist."""

from datetime import datetime

from django.db import transaction

from accounts.models import Team, User
from common import policies
from common.actors import Acts
from common.errors import DomainError, InvalidInput
from journal.facts import record
from tickets.actions._move import MoveRefused, move, require_move, require_open
from tickets.actions._text import checked_text
from tickets.actions._timeline import AWAKE, change_line, locked, note_line
from tickets.events import (
    TicketEscalated,
    TicketMovedToTeam,
    TicketReturnedFromDepartment,
    TicketSentToDepartment,
)
from tickets.models import Ticket
from tickets.policies import (
    can_escalate,
    can_lead,
    can_move_to_team,
    can_return_from_department,
    can_send_to_department,
)
from tickets.selectors.colleagues import senior_for, stand_in_for
from tickets.selectors.routes import route_of
from tickets.states import Status


class NoSenior(DomainError):
    """Nobody of the team's seniors and supervisors is here."""

    code = "no_senior"


class AlreadyEscalated(DomainError):
    """The appeal is with this senior already."""

    code = "already_escalated"


@transaction.atomic
def send_to_department(
    *, ticket: Ticket, by: Acts, now: datetime, department: Team | None = None, note: str = ""
) -> Ticket:
    """Hand the appeal to an expert department; the line and its worker follow it to the end (R-042).

    `department` None: the one of the topic's route. `note` is for the department only.
    """
    ticket = locked(ticket)
    require_move(ticket, "send_to_department")
    policies.require(can_send_to_department, by, ticket)
    department = department or route_of(ticket.topic).department
    if department is None or department.kind != Team.DEPARTMENT or not department.is_active:
        raise InvalidInput("Выберите экспертный отдел из списка.", field="department")
    if note.strip():
        note_line(ticket, note, by=by, now=now)
    to_department(ticket, department, by=by, now=now)
    return ticket


@transaction.atomic
def return_from_department(*, ticket: Ticket, by: Acts, now: datetime, note: str = "") -> Ticket:
    """Give the appeal back to the line that follows it, with what the department found in `note`.

    The worker who followed it has it again, or their substitute; without either it is free.
    """
    ticket = locked(ticket)
    require_move(ticket, "return_from_department")
    policies.require(can_return_from_department, by, ticket)
    department, home = ticket.team, ticket.home_team
    if note.strip():
        note_line(ticket, note, by=by, now=now)
    move(
        ticket,
        "return_from_department",
        by=by,
        now=now,
        data={"team": str(ticket.home_team_id)},
        team=home,
        assignee=stand_in_for(ticket.home_assignee),
        home_team=None,
        home_assignee=None,
    )
    fact = TicketReturnedFromDepartment(
        ticket_id=ticket.pk, team_id=ticket.team_id, previous_team_id=department.pk
    )
    record(fact, by=by, at=now)
    return ticket


@transaction.atomic
def move_to_team(*, ticket: Ticket, team: Team, by: Acts, now: datetime) -> Ticket:
    """Give the appeal to another line; the old one loses sight of it at once (Z-10)."""
    ticket = locked(ticket)
    require_open(ticket, "Передать другой линии")
    policies.require(can_move_to_team, by, ticket, team)
    if ticket.home_team_id is not None:
        raise MoveRefused("Обращение у экспертного отдела: сначала верните его на линию.")
    if team.kind != Team.LINE or not team.is_active or team.pk == ticket.team_id:
        raise InvalidInput("Выберите другую действующую линию.", field="team")
    to_line(ticket, team, by=by, now=now)
    return ticket


@transaction.atomic
def escalate_ticket(
    *, ticket: Ticket, by: Acts, reason: str, now: datetime, to: User | None = None
) -> Ticket:
    """Bring the appeal to a senior specialist (R-062, R-121); its assignee stays until they take it.

    `to` None: the senior of the team with the fewest such appeals.
    """
    ticket = locked(ticket)
    require_open(ticket, "Передать старшему специалисту")
    policies.require(can_escalate, by, ticket)
    reason = checked_text(
        reason, field="reason", empty="Напишите, в чём нужна помощь старшего специалиста."
    )
    senior = _senior(ticket, by, to)
    note_line(ticket, reason, by=by, now=now)
    data = {"senior": str(senior.pk)}
    change_line(ticket, "escalate", by=by, now=now, data=data, escalated_to=senior)
    record(TicketEscalated(ticket_id=ticket.pk, senior_id=senior.pk), by=by, at=now)
    return ticket


def _senior(ticket: Ticket, by: Acts, to: User | None) -> User:
    asker = by if isinstance(by, User) else None
    senior = stand_in_for(to) if to is not None else senior_for(ticket, but=asker)
    if senior is None:
        raise NoSenior(
            "Сейчас нет ни старшего специалиста, ни супервизора команды. Назначьте обращение "
            "коллеге или оставьте его себе."
        )
    if not can_lead(senior, ticket):
        raise InvalidInput(
            f"{senior.full_name} не старший специалист этой команды. Выберите другого.", field="to"
        )
    if senior.pk == ticket.escalated_to_id:
        raise AlreadyEscalated(f"Обращение уже у старшего специалиста: {senior.full_name}.")
    return senior


# --- steps of doors: the appeal is locked, the policy was asked
def to_department(ticket: Ticket, department: Team, *, by: Acts, now: datetime) -> None:
    """Move to an expert department; team and worker of the line follow it."""
    previous = ticket.team
    move(
        ticket,
        "send_to_department",
        by=by,
        now=now,
        data={"team": str(department.pk)},
        team=department,
        home_team=previous,
        home_assignee=ticket.assignee,
        assignee=None,
    )
    fact = TicketSentToDepartment(
        ticket_id=ticket.pk, team_id=department.pk, previous_team_id=previous.pk
    )
    record(fact, by=by, at=now)


def to_line(ticket: Ticket, team: Team, *, by: Acts, now: datetime) -> None:
    """Move to the pool of another line."""
    previous = ticket.team_id
    data = {"team": str(team.pk)}
    fields = {"team": team, "assignee": None, "escalated_to": None, **AWAKE}
    if ticket.status == Status.IN_PROGRESS:
        move(ticket, "queue", by=by, now=now, data=data, **fields)
    else:
        change_line(ticket, "move_to_team", by=by, now=now, data=data, **fields)
    fact = TicketMovedToTeam(ticket_id=ticket.pk, team_id=team.pk, previous_team_id=previous)
    record(fact, by=by, at=now)
