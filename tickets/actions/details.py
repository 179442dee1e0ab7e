"""Correcting what an appeal says of itself, and extending the term of the law."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Team
from common import policies
from common.actors import Acts
from common.errors import DomainError, InvalidInput
from journal.facts import record
from schedules.deadlines import local_date
from tickets.actions import clocks
from tickets.actions._move import require_open
from tickets.actions._text import checked_text
from tickets.actions._timeline import Kind, Line, add_line, locked
from tickets.events import TicketDetailsChanged, TicketExtended
from tickets.models import Clock, Ticket
from tickets.models.ticket import DelayReason, Priority
from tickets.models.ticket import Kind as TicketKind
from tickets.official import can_be_official
from tickets.policies import can_change_details, can_extend
from tickets.selectors.clocks import clock_of
from tickets.selectors.routes import route_of
from topics.models import Topic

# Terms depend on these; what the citizen is told of: the rest is the desk's own business.
_SETS_TERMS = {"topic", "priority", "is_official"}
_TOLD = {"kind", "topic", "is_official", "delay_reason", "expected_date"}


class NotOfficial(DomainError):
    """Only the term of an official appeal is extended; the service's own is only explained."""

    code = "not_official"


@dataclass(frozen=True, slots=True)
class Details:
    """What to correct; None leaves as it is. `delay_reason` "" takes the reason away."""

    kind: TicketKind | None = None
    topic: Topic | None = None
    priority: int | None = None
    is_official: bool | None = None
    delay_reason: str | None = None
    expected_date: date | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """The corrected appeal, what changed, and the line its new topic belongs to, if another."""

    ticket: Ticket
    fields: list[str]
    offered_team: Team | None = None


@transaction.atomic
def change_details(*, ticket: Ticket, details: Details, by: Acts, now: datetime) -> Changed:
    """Correct kind, topic, priority, official mark, delay reason or expected date.

    Terms are counted anew from the registration; another line is offered, never chosen
    (`transfer.move_to_team`). The type, and so the number, never changes. Without a difference
    nothing is written.
    """
    ticket = locked(ticket)
    require_open(ticket, "Изменить сведения")
    policies.require(can_change_details, by, ticket)
    new = _differences(ticket, details)
    if not new:
        return Changed(ticket, [])
    _check(ticket, new, now)
    for name, value in new.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=list(new))
    if _SETS_TERMS & set(new):
        clocks.adjust(ticket, now)
    data = {"verb": "details", "changed": {name: _code(value) for name, value in new.items()}}
    add_line(ticket, Line(Kind.MOVE, is_public=bool(_TOLD & set(new)), data=data), by=by, now=now)
    record(TicketDetailsChanged(ticket_id=ticket.pk, fields=sorted(new)), by=by, at=now)
    return Changed(ticket, sorted(new), _offer(ticket) if "topic" in new else None)


@transaction.atomic
def extend_ticket(*, ticket: Ticket, by: Acts, reason: str, days: int, now: datetime) -> Ticket:
    """Extend the answer's term by up to 30 days, once, and tell the citizen why (art. 12 part 2)."""
    ticket = locked(ticket)
    require_open(ticket, "Продлить срок")
    if not ticket.is_official:
        raise NotOfficial(
            "Срок по закону есть только у официальных обращений. Укажите причину задержки и "
            "ожидаемую дату."
        )
    policies.require(can_extend, by, ticket)
    reason = checked_text(
        reason, field="reason", empty="Напишите причину: закон обязывает сообщить её гражданину."
    )
    due_at = clocks.extend_law(ticket, days, now)
    data = {"verb": "extend", "due_date": local_date(due_at).isoformat()}
    line = Line(Kind.MOVE, body=reason, is_public=True, data=data)
    item = add_line(ticket, line, by=by, now=now)
    fact = TicketExtended(ticket_id=ticket.pk, item_id=item.pk, due_at=due_at)
    record(fact, by=by, at=now)
    return ticket


def _differences(ticket: Ticket, details: Details) -> dict[str, Any]:
    given = {
        "kind": details.kind,
        "topic": details.topic,
        "priority": details.priority,
        "is_official": details.is_official,
        "delay_reason": details.delay_reason,
        "expected_date": details.expected_date,
    }
    return {
        name: value
        for name, value in given.items()
        if value is not None and value != getattr(ticket, name)
    }


def _check(ticket: Ticket, new: dict[str, Any], now: datetime) -> None:
    kind = TicketKind(new.get("kind", ticket.kind))
    if kind.type != ticket.type:
        raise InvalidInput(
            "Вид с другой первой цифрой номера меняется перерегистрацией под новым номером.",
            field="kind",
        )
    if new.get("priority", ticket.priority) not in Priority.values:
        raise InvalidInput("Выберите приоритет из списка.", field="priority")
    if new.get("delay_reason", "") not in {"", *DelayReason.values}:
        raise InvalidInput("Выберите причину задержки из списка.", field="delay_reason")
    if new.get("is_official") and not (
        ticket.citizen_id is not None and can_be_official(kind, ticket.channel)
    ):
        raise InvalidInput(
            "Такое обращение не может быть официальным по 59-ФЗ.", field="is_official"
        )
    if "expected_date" in new:
        _check_expected(ticket, new["expected_date"], now)


def _check_expected(ticket: Ticket, expected: date, now: datetime) -> None:
    """Promise neither the past nor a breach of the law."""
    if expected < local_date(now):
        raise InvalidInput("Ожидаемая дата уже прошла. Выберите другую.", field="expected_date")
    law = clock_of(ticket, Clock.Kind.LAW)
    if law is not None and expected > local_date(law.due_at):
        raise InvalidInput(
            f"По закону ответ нужен до {local_date(law.due_at):%d.%m.%Y}. Выберите дату не позже "
            "или продлите срок.",
            field="expected_date",
        )


def _offer(ticket: Ticket) -> Team | None:
    team = route_of(ticket.topic).team
    return team if team.pk not in {ticket.team_id, ticket.home_team_id} else None


def _code(value: Any) -> Any:
    if isinstance(value, Topic):
        return value.code
    if isinstance(value, date):
        return value.isoformat()
    return value
