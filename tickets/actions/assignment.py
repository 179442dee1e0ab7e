"""Whose work it is: taking, giving, returning to the pool, the end of a shift."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from common import policies
from common.actors import Acts
from common.errors import DomainError, InvalidInput
from journal.facts import record
from tickets.actions._move import move, require_open
from tickets.actions._timeline import AWAKE, change_line, locked
from tickets.events import TicketAssigned
from tickets.models import Ticket
from tickets.policies import can_assign, can_hand_over_shift, can_take, can_unassign
from tickets.selectors.colleagues import stand_in_for
from tickets.states import OPEN, Status, allowed


class AlreadyTaken(DomainError):
    """A colleague was first; the message names them."""

    code = "already_taken"


@dataclass(frozen=True, slots=True)
class HandOver:
    """How many appeals went to a colleague and how many back to the pool."""

    passed: int
    pooled: int


@transaction.atomic
def take_ticket(*, ticket: Ticket, by: User, now: datetime) -> Ticket:
    """Begin the work oneself. Of several who try, one wins and the others are told who.

    A senior takes what was brought to them even from its assignee. Taking twice changes nothing.
    """
    ticket = locked(ticket)
    require_open(ticket, "Взять в работу")
    policies.require(can_take, by, ticket)
    owner = ticket.assignee
    if owner == by:
        return ticket
    if owner is not None and ticket.escalated_to_id != by.pk:
        raise AlreadyTaken(
            f"Обращение уже взял в работу другой сотрудник: {owner.full_name}.",
            assignee=str(owner.pk),
        )
    give(ticket, by, verb="take", by=by, now=now)
    return ticket


@transaction.atomic
def assign_ticket(*, ticket: Ticket, to: User, by: Acts, now: datetime) -> Ticket:
    """Give the appeal to a colleague of its team, or to the substitute of an absent one."""
    ticket = locked(ticket)
    require_open(ticket, "Назначить исполнителя")
    policies.require(can_assign, by, ticket)
    stand_in = stand_in_for(to)
    if stand_in is None:
        raise InvalidInput(
            f"{to.full_name} сейчас не может взять обращение, и заместителя нет. Выберите другого "
            "сотрудника.",
            field="to",
        )
    if not can_take(stand_in, ticket):
        raise InvalidInput(
            f"{stand_in.full_name} не работает в команде «{ticket.team}». Выберите сотрудника "
            "этой команды или передайте обращение другой.",
            field="to",
        )
    if ticket.assignee_id != stand_in.pk:
        give(ticket, stand_in, verb="assign", by=by, now=now)
    return ticket


@transaction.atomic
def unassign_ticket(*, ticket: Ticket, by: Acts, now: datetime) -> Ticket:
    """Return the appeal to the pool of its team. Without an owner nothing changes."""
    ticket = locked(ticket)
    require_open(ticket, "Вернуть в очередь")
    policies.require(can_unassign, by, ticket)
    if ticket.assignee_id is not None:
        _to_pool(ticket, by=by, now=now)
    return ticket


@transaction.atomic
def hand_over_shift(
    *,
    colleague: User,
    by: Acts,
    now: datetime,
    to: User | None = None,
    to_pool: bool = False,
) -> HandOver:
    """Give away a person's open appeals at the end of a shift (decisions 6).

    They go to `to`, else to the person's substitute, if that one is here and works in the appeal's
    team; the rest return to the pool, as everything does with `to_pool`.
    """
    policies.require(can_hand_over_shift, by, colleague)
    heir = None if to_pool else stand_in_for(to or colleague.substitute)
    return _pass_on(_open_work_of(colleague), heir if heir != colleague else None, by=by, now=now)


@transaction.atomic
def pass_on_lost_work(*, colleague: User, by: Acts, now: datetime) -> HandOver:
    """Give away the open appeals a person may not work on any more: they left the team or the role.

    Otherwise such appeals would wait for somebody who can't open them.
    """
    policies.require(can_hand_over_shift, by, colleague)
    work = [ticket for ticket in _open_work_of(colleague) if not can_take(colleague, ticket)]
    return _pass_on(work, stand_in_for(colleague.substitute), by=by, now=now)


def _open_work_of(colleague: User) -> Iterator[Ticket]:
    """Yield a person's open appeals, each locked and still theirs, in the order of locks."""
    rows = Ticket.objects.filter(status__in=sorted(OPEN), assignee=colleague).order_by("pk")
    for key in list(rows.values_list("pk", flat=True)):
        ticket = locked(Ticket(pk=key))
        if ticket.assignee_id == colleague.pk and ticket.is_open:
            yield ticket


def _pass_on(work: Iterable[Ticket], heir: User | None, *, by: Acts, now: datetime) -> HandOver:
    passed = pooled = 0
    for ticket in work:
        if heir is not None and can_take(heir, ticket):
            give(ticket, heir, verb="assign", by=by, now=now)
            passed += 1
        else:
            _to_pool(ticket, by=by, now=now)
            pooled += 1
    return HandOver(passed, pooled)


def give(ticket: Ticket, to: User, *, verb: str, by: Acts, now: datetime) -> None:
    """Make somebody the owner of a locked appeal; the caller's door has asked the policy."""
    previous = ticket.assignee_id
    data = {"assignee": str(to.pk)}
    if allowed(verb, ticket.status):
        move(ticket, verb, by=by, now=now, data=data, assignee=to)
    else:
        change_line(ticket, verb, by=by, now=now, data=data, assignee=to, **AWAKE)
    fact = TicketAssigned(ticket_id=ticket.pk, assignee_id=to.pk, previous_id=previous)
    record(fact, by=by, at=now)


def _to_pool(ticket: Ticket, *, by: Acts, now: datetime) -> None:
    previous = ticket.assignee_id
    if ticket.status == Status.IN_PROGRESS:
        move(ticket, "queue", by=by, now=now, assignee=None)
    else:
        change_line(ticket, "unassign", by=by, now=now, assignee=None, **AWAKE)
    fact = TicketAssigned(ticket_id=ticket.pk, assignee_id=None, previous_id=previous)
    record(fact, by=by, at=now)
