"""Steps that say whose work an appeal is: a person, a line, a department, a senior."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from accounts.models import Team, User
from accounts.policies import LEADERS
from automation.steps.base import NOT_YOURS, OVER, Field, Options, Step, may
from common.actors import Acts
from tickets import policies
from tickets.models import Ticket
from tickets.selectors.directory import directory
from tickets.selectors.routes import route_of
from tickets.states import AT_HOME, Status
from topics.selectors import topics_by_key


def _workers() -> Options:
    return [(str(who.id), who.name) for who in directory().people.values() if who.works]


def _lines() -> Options:
    teams = directory().teams.values()
    return [(str(t.pk), t.title) for t in teams if t.kind == Team.LINE and t.is_active]


def _departments() -> Options:
    return [(str(team.pk), team.title) for team in directory().departments()]


def _owner(ticket: Ticket) -> str:
    return directory().name(ticket.assignee_id) if ticket.assignee_id else "никто"


def _begin(ticket: Ticket, owner: UUID) -> None:
    ticket.assignee_id = owner
    if ticket.status in {Status.REGISTERED, Status.QUEUED}:
        ticket.status = Status.IN_PROGRESS


@dataclass(frozen=True, slots=True)
class Take(Step):
    """Begin the work oneself."""

    name: ClassVar[str] = "take"
    title: ClassVar[str] = "Взять себе"
    icon: ClassVar[str] = "user-check"
    needs_person: ClassVar[bool] = True

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        if not ticket.is_open:
            return OVER
        if not isinstance(by, User) or not policies.can_take(by, ticket):
            return NOT_YOURS
        is_brought = ticket.escalated_to_id == by.pk
        if ticket.assignee_id not in {None, by.pk} and not is_brought:
            return "Обращение уже взял другой сотрудник"
        return ""

    def is_done(self, ticket: Ticket, by: Acts) -> bool:
        return isinstance(by, User) and ticket.assignee_id == by.pk

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return f"Исполнитель: {_owner(ticket)} → вы"

    def expect(self, ticket: Ticket, by: Acts) -> None:
        if isinstance(by, User):
            _begin(ticket, by.pk)


@dataclass(frozen=True, slots=True)
class Assign(Step):
    """Give the appeal to a colleague of its team."""

    to: str = ""

    name: ClassVar[str] = "assign"
    title: ClassVar[str] = "Назначить исполнителя"
    icon: ClassVar[str] = "user-plus"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "to", "Исполнитель", _workers,
            hint="Если сотрудник отсутствует, обращение получит заместитель.",
        ),
    )  # fmt: skip

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        if not ticket.is_open:
            return OVER
        if not may(policies.can_assign, by, ticket):
            return NOT_YOURS
        person = directory().people.get(UUID(self.to))
        if person is None or not person.works:
            return "Исполнителя больше нет среди сотрудников"
        if ticket.team_id not in person.teams:
            return "Исполнитель не работает в команде обращения"
        return ""

    def is_done(self, ticket: Ticket, by: Acts) -> bool:
        return str(ticket.assignee_id) == self.to

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return f"Исполнитель: {_owner(ticket)} → {directory().name(self.to)}"

    def expect(self, ticket: Ticket, by: Acts) -> None:
        _begin(ticket, UUID(self.to))


@dataclass(frozen=True, slots=True)
class Unassign(Step):
    """Return the appeal to the pool of its team."""

    name: ClassVar[str] = "unassign"
    title: ClassVar[str] = "Вернуть в очередь"
    icon: ClassVar[str] = "arrow-back-up"

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        if not ticket.is_open:
            return OVER
        return "" if may(policies.can_unassign, by, ticket) else NOT_YOURS

    def is_done(self, ticket: Ticket, by: Acts) -> bool:
        return ticket.assignee_id is None

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return f"Исполнитель: {_owner(ticket)} → никто, обращение вернётся в очередь"

    def expect(self, ticket: Ticket, by: Acts) -> None:
        ticket.assignee_id = None
        if ticket.status == Status.IN_PROGRESS:
            ticket.status = Status.QUEUED


@dataclass(frozen=True, slots=True)
class MoveToTeam(Step):
    """Give the appeal to another line."""

    team: str = ""

    name: ClassVar[str] = "team"
    title: ClassVar[str] = "Передать другой линии"
    icon: ClassVar[str] = "users"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("team", "Линия", _lines, hint="Исполнитель снимется: обращение возьмёт новая линия."),
    )

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        if not ticket.is_open:
            return OVER
        if not may(policies.can_escalate, by, ticket) or not self._may_choose(ticket, by):
            return NOT_YOURS
        if ticket.home_team_id is not None:
            return "Обращение у экспертного отдела: сначала верните его на линию"
        return ""

    def _may_choose(self, ticket: Ticket, by: Acts) -> bool:
        """A worker gives it only to the line of its topic; asked of what is kept, not of the table."""
        if not isinstance(by, User) or by.role in LEADERS:
            return True
        topic = topics_by_key().get(ticket.topic_id, ticket.topic)
        return str(route_of(topic).team_id) == self.team

    def is_done(self, ticket: Ticket, by: Acts) -> bool:
        return str(ticket.team_id) == self.team

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return f"Линия: {directory().name(ticket.team_id)} → {directory().name(self.team)}"

    def expect(self, ticket: Ticket, by: Acts) -> None:
        ticket.team_id, ticket.assignee_id = UUID(self.team), None
        if ticket.status == Status.IN_PROGRESS:
            ticket.status = Status.QUEUED


@dataclass(frozen=True, slots=True)
class SendToDepartment(Step):
    """Hand the appeal to an expert department; the line follows it to the end (R-042)."""

    department: str = ""
    note: str = ""

    name: ClassVar[str] = "department"
    title: ClassVar[str] = "Передать в экспертный отдел"
    icon: ClassVar[str] = "building-community"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "department", "Экспертный отдел", _departments,
            hint="Если не выбрать, получит отдел по теме обращения.", is_required=False,
        ),
        Field(
            "note", "Что нужно от отдела", rows=3,
            hint="Увидят только коллеги. Можно вставить переменные.", is_required=False,
        ),
    )  # fmt: skip

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        if not ticket.is_open:
            return OVER
        if ticket.status not in AT_HOME:
            return "Обращение сейчас не на линии"
        if not may(policies.can_send_to_department, by, ticket):
            return NOT_YOURS
        return "" if self._department_of(ticket) else "У темы обращения нет экспертного отдела"

    def _department_of(self, ticket: Ticket) -> str:
        topic = topics_by_key().get(ticket.topic_id, ticket.topic)
        return self.department or str(route_of(topic).department_id or "")

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return f"Передать: {directory().name(self._department_of(ticket))}"

    def expect(self, ticket: Ticket, by: Acts) -> None:
        ticket.status, ticket.home_team_id = Status.AT_DEPARTMENT, ticket.team_id
        ticket.team_id, ticket.assignee_id = UUID(self._department_of(ticket)), None


@dataclass(frozen=True, slots=True)
class ReturnFromDepartment(Step):
    """Bring the appeal back to the line that follows it."""

    name: ClassVar[str] = "department_return"
    title: ClassVar[str] = "Вернуть из отдела"
    icon: ClassVar[str] = "arrow-back-up"

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        if ticket.status != Status.AT_DEPARTMENT:
            return "Обращение не у экспертного отдела"
        return "" if may(policies.can_return_from_department, by, ticket) else NOT_YOURS

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return f"Вернуть на линию: {directory().name(ticket.home_team_id)}"

    def expect(self, ticket: Ticket, by: Acts) -> None:
        ticket.status = Status.IN_PROGRESS
        ticket.team_id, ticket.home_team_id = ticket.home_team_id or ticket.team_id, None


@dataclass(frozen=True, slots=True)
class Escalate(Step):
    """Bring the appeal to the least busy senior of its team."""

    reason: str = ""

    name: ClassVar[str] = "escalate"
    title: ClassVar[str] = "Передать старшему"
    icon: ClassVar[str] = "arrow-up"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("reason", "В чём нужна помощь", rows=3, hint="Увидят только коллеги."),
    )

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        if not ticket.is_open:
            return OVER
        return "" if may(policies.can_escalate, by, ticket) else NOT_YOURS

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return "Передать самому свободному старшему специалисту команды"
