"""The moves of the desk: their names, forms, doors and words. One table for buttons and pages.

A move is a noun of the appeal's address (`/desk/300000012/department/`). The table says what a
page draws; whether it may happen is asked of policies and states, here and again by the door.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Team, User
from accounts.policies import LEADERS
from routing.models import OperatorSettings
from tickets import policies
from tickets.actions import (
    answering,
    assignment,
    custom_fields,
    details,
    ending,
    handing_over,
    linking,
    merging,
    splitting,
    transfer,
)
from tickets.forms import desk as forms
from tickets.forms import desk_pairs as pairs
from tickets.forms.custom_fields import FieldsForm
from tickets.forms.desk_transfer import HandingOverForm, TierForm
from tickets.models import Ticket
from tickets.selectors.colleagues import departments, lines
from tickets.selectors.custom_fields import fields_for
from tickets.selectors.desk_ticket import new_number_of
from tickets.selectors.directory import directory
from tickets.selectors.merging import answering_number
from tickets.selectors.routes import needs_approval, route_of
from tickets.states import allowed

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """One press of a button: whose, on what, when, with what was filled in."""

    ticket: Ticket
    by: User
    data: Data
    now: datetime

    @property
    def common(self) -> Data:
        return {"ticket": self.ticket, "by": self.by, "now": self.now}


@dataclass(frozen=True, slots=True)
class Move:
    """One entry of the menu. `act` returns what to tell the person who pressed."""

    name: str
    title: str
    icon: str
    button: str
    form: type[forms.MoveForm]
    may: Callable[[User, Ticket], bool]
    act: Callable[[Deed], str]
    lead: str = ""
    is_danger: bool = False
    key: str = ""
    leads_to: Callable[[Ticket], int] = lambda ticket: ticket.number


def _assign(deed: Deed) -> str:
    key = deed.data["to"]
    if key is None:
        assignment.unassign_ticket(**deed.common)
        return "Обращение вернулось в очередь."
    if key == deed.by.pk:
        assignment.take_ticket(**deed.common)
        return "Вы взяли обращение в работу."
    person = User.objects.get(pk=key)
    ticket = assignment.assign_ticket(to=person, **deed.common)
    return f"Исполнитель: {ticket.assignee.full_name}."


def _to_department(deed: Deed) -> str:
    department = departments().get(pk=deed.data["department"])
    transfer.send_to_department(department=department, note=deed.data["note"], **deed.common)
    return f"Передано: {department.title}. Вы продолжаете вести обращение."


def _from_department(deed: Deed) -> str:
    transfer.return_from_department(note=deed.data["note"], **deed.common)
    return "Обращение вернулось на линию."


def _refuse(deed: Deed) -> str:
    if needs_approval(deed.ticket):
        answering.propose_answer(answer=deed.data["reason"], verb="refuse", **deed.common)
        return "Отказ отправлен на утверждение."
    answering.refuse_ticket(reason=deed.data["reason"], **deed.common)
    return "Отказано, заявитель получит объяснение."


def _redirect(deed: Deed) -> str:
    answering.redirect_ticket(**deed.data, **deed.common)
    return "Направлено по компетенции, заявитель об этом узнает."


def _extend(deed: Deed) -> str:
    details.extend_ticket(**deed.data, **deed.common)
    return "Срок продлён, заявитель получит уведомление."


def _escalate(deed: Deed) -> str:
    key = deed.data["to"]
    senior = User.objects.get(pk=key) if key else None
    ticket = transfer.escalate_ticket(to=senior, reason=deed.data["reason"], **deed.common)
    return f"Передано: {ticket.escalated_to.full_name}."


def _ask_transfer(deed: Deed) -> str:
    team_id, user_id = deed.data["to"]
    to = User.objects.get(pk=user_id) if user_id else None
    asked = handing_over.Asked(Team.objects.get(pk=team_id), to)
    handing_over.ask_transfer(asked=asked, note=deed.data["note"], **deed.common)
    return f"Спросили: {to.full_name if to else asked.team.title}. Пока обращение ваше."


def _raise_tier(deed: Deed) -> str:
    handing_over.raise_tier(**deed.data, **deed.common)
    return "Обращение вернулось в очередь: его предложат специалисту нужной ступени."


def _recheck(deed: Deed) -> str:
    ending.request_recheck(**deed.data, **deed.common)
    return "Повторная проверка запрошена."


def _reopen(deed: Deed) -> str:
    ending.reopen_ticket(**deed.data, **deed.common)
    return "Обращение снова в работе."


def _close(deed: Deed) -> str:
    ending.close_ticket(**deed.common)
    return "Обращение закрыто."


def _to_team(deed: Deed) -> str:
    team = lines().get(pk=deed.data["team"])
    transfer.move_to_team(team=team, **deed.common)
    return f"Передано: {team.title}."


def _change(deed: Deed) -> str:
    changed = details.change_details(details=details.Details(**deed.data), **deed.common)
    if not changed.fields:
        return "Ничего не изменилось."
    if changed.offered_team is not None:
        return f"Сохранено. Эту тему ведёт «{changed.offered_team.title}»: передайте обращение, если нужно."
    return "Сведения сохранены."


def _fill(deed: Deed) -> str:
    custom_fields.fill_fields(values=deed.data, **deed.common)
    return "Поля сохранены."


def _may_fill(by: User, ticket: Ticket) -> bool:
    return bool(fields_for(ticket.topic_id)) and policies.can_fill_fields(by, ticket)


def _reclassify(deed: Deed) -> str:
    new = linking.reclassify_ticket(
        kind=deed.data["kind"], is_official=deed.data["is_official"] or None, **deed.common
    )
    return f"Зарегистрировано под номером {new.number}."


def _merge(deed: Deed) -> str:
    source, target = deed.data["pair"]
    merging.merge_tickets(source=source, target=target, by=deed.by, now=deed.now)
    return f"№ {source.number} вошло в № {target.number}. Оба номера действуют."


def _undo_merge(deed: Deed) -> str:
    joined = deed.data["merge"]
    merging.undo_merge(merge=joined.merge, by=deed.by, now=deed.now)
    return f"№ {joined.number} снова отдельное обращение."


def _split(deed: Deed) -> str:
    part = splitting.Part(deed.data["items"], deed.data["kind"], deed.data["client_key"])
    new = splitting.split_ticket(part=part, **deed.common)
    return f"Выделено в № {new.number}. Заявитель узнает новый номер."


def _may_move_to_team(by: User, ticket: Ticket) -> bool:
    """As the policy says, asked of what is kept: this runs for every page."""
    if not ticket.is_open or ticket.home_team_id or not policies.can_escalate(by, ticket):
        return False
    if by.role in LEADERS:
        return bool(directory().lines_but(ticket))
    return route_of(ticket.topic).team_id != ticket.team_id


def _may_raise_tier(by: User, ticket: Ticket) -> bool:
    return ticket.tier < max(OperatorSettings.Tier.values) and policies.can_raise_tier(by, ticket)


def _with_state(verb: str, may: Callable[[User, Ticket], bool]) -> Callable[[User, Ticket], bool]:
    return lambda by, ticket: allowed(verb, ticket.status) and may(by, ticket)


def _may_merge(by: User, ticket: Ticket) -> bool:
    joined = ticket.merged_into_id is not None
    return not joined and allowed("merge", ticket.status) and policies.can_merge(by, ticket)


def _may_undo_merge(by: User, ticket: Ticket) -> bool:
    return bool(ticket.merged_count) and policies.can_merge(by, ticket)


def _may_recheck(by: User, ticket: Ticket) -> bool:
    ready = ticket.is_open or allowed("reopen", ticket.status)
    return ready and not ticket.recheck_requested_at and policies.can_request_recheck(by, ticket)


MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move(
            "assignment", "Назначить исполнителя", "user-check", "Назначить",
            forms.AssignmentForm, policies.can_assign, _assign, key="a",
        ),
        Move(
            "department", "Передать в экспертный отдел", "building-community", "Передать",
            forms.DepartmentForm, policies.can_send_to_department, _to_department, key="d",
        ),
        Move(
            "department-return", "Вернуть из отдела", "arrow-back-up", "Вернуть на линию",
            forms.DepartmentReturnForm, policies.can_return_from_department, _from_department, key="d",
        ),
        Move(
            "escalation", "Передать старшему", "arrow-up", "Передать",
            forms.EscalationForm, policies.can_escalate, _escalate,
            lead="Исполнитель останется прежним, пока старший не возьмёт обращение.", key="e",
        ),
        Move(
            "handover", "Передать с согласия коллеги", "users-group", "Спросить",
            HandingOverForm, policies.can_ask_transfer, _ask_transfer, key="h",
        ),
        Move(
            "tier", "Передать ступенью выше", "stairs-up", "Передать",
            TierForm, _may_raise_tier, _raise_tier,
        ),
        Move(
            "team", "Передать другой линии", "users", "Передать",
            forms.TeamForm, _may_move_to_team, _to_team,
        ),
        Move(
            "details", "Изменить сведения", "pencil", "Сохранить",
            forms.DetailsForm, policies.can_change_details, _change, key="i",
        ),
        Move(
            "fields", "Заполнить поля", "clipboard-text", "Сохранить",
            FieldsForm, _may_fill, _fill, key="3",
        ),
        Move(
            "extension", "Продлить срок", "calendar-plus", "Продлить",
            forms.ExtensionForm, policies.can_extend, _extend,
        ),
        Move(
            "recheck", "Запросить повторную проверку", "rotate", "Запросить",
            forms.RecheckForm, _may_recheck, _recheck,
        ),
        Move(
            "reclassification", "Сменить вид и номер", "git-merge", "Перерегистрировать",
            forms.ReclassificationForm, _with_state("reclassify", policies.can_reclassify), _reclassify,
            leads_to=new_number_of,
        ),
        Move(
            "merging", "Объединить с другим", "arrows-join", "Объединить",
            pairs.MergeForm, _may_merge, _merge,
            lead="Переписка станет общей, останется самый ранний срок, оба номера будут действовать. "
            "Заявитель узнает об этом один раз. Объединение можно отменить.",
            leads_to=answering_number, key="o",
        ),
        Move(
            "merging-undo", "Отменить объединение", "arrows-split", "Отсоединить",
            pairs.MergeUndoForm, _may_undo_merge, _undo_merge,
            lead="Обращение снова станет отдельным, каким было. Написанное после объединения останется здесь.",
        ),
        Move(
            "splitting", "Выделить в новое обращение", "git-fork", "Выделить",
            pairs.SplitForm, policies.can_split, _split,
        ),
        Move(
            "redirect", "Направить по компетенции", "arrow-forward-up", "Направить",
            forms.RedirectForm, _with_state("redirect", policies.can_redirect), _redirect,
            lead="Обращение закончится, заявитель узнает, куда оно ушло.",
        ),
        Move(
            "refusal", "Отказать", "ban", "Отказать",
            forms.RefusalForm, _with_state("refuse", policies.can_refuse), _refuse, is_danger=True,
        ),
        Move(
            "reopening", "Возобновить", "refresh", "Возобновить",
            forms.ReopeningForm, policies.can_reopen, _reopen,
        ),
        Move(
            "closing", "Закрыть", "archive", "Закрыть",
            forms.MoveForm, policies.can_close, _close,
            lead="Закройте, если заявитель подтвердил, что вопрос решён. Иначе обращение закроется само через 7 дней.",
        ),
    )
}  # fmt: skip


def shown_moves(by: User, ticket: Ticket) -> list[Move]:
    """Return the moves that would work now, in the menu's order."""
    return [move for move in MOVES.values() if move.may(by, ticket)]
