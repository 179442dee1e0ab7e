"""What tests of doors share: an appeal brought into a state, its facts, proof of an empty refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest

from accounts.models import Citizen, Contact, User
from common.errors import DomainError
from journal.facts import history_of
from journal.models import Entry
from tests.factories.tickets import fresh
from tickets.actions.answering import ask_citizen, redirect_ticket, refuse_ticket, resolve_ticket
from tickets.actions.assignment import take_ticket, unassign_ticket
from tickets.actions.ending import close_ticket
from tickets.actions.registration import NewTicket, register_ticket
from tickets.actions.transfer import send_to_department
from tickets.models import (
    Attachment,
    Clock,
    PendingAnswer,
    Rating,
    Ticket,
    TicketLink,
    TimelineItem,
)
from tickets.models.ticket import Kind
from tickets.states import Status

BODY = "Не приходит код подтверждения.\nПробовал три раза."
WATCHED = (
    Ticket,
    TimelineItem,
    Clock,
    PendingAnswer,
    Rating,
    TicketLink,
    Attachment,
    Contact,
    Entry,
)


def new_ticket(citizen: Citizen | None, **fields: Any) -> NewTicket:
    values = {"kind": Kind.QUESTION, "body": BODY, "channel": "cabinet"} | fields
    return NewTicket(citizen=citizen, **values)


def registered(citizen: Citizen, *, now: datetime, **fields: Any) -> Ticket:
    """An appeal the citizen wrote in the cabinet."""
    return register_ticket(new=new_ticket(citizen, **fields), by=citizen.user, now=now)


def brought_to(status: str, ticket: Ticket, *, by: User, now: datetime) -> Ticket:
    """Bring a registered appeal into a state through the doors `by` would use."""
    if status == Status.REGISTERED:
        return fresh(ticket)
    take_ticket(ticket=ticket, by=by, now=now)
    if status == Status.QUEUED:
        unassign_ticket(ticket=ticket, by=by, now=now)
    elif status == Status.AT_DEPARTMENT:
        send_to_department(ticket=ticket, by=by, now=now)
    elif status == Status.WAITING_CITIZEN:
        ask_citizen(ticket=ticket, by=by, question="Какой у вас телефон?", now=now)
    elif status in {Status.RESOLVED, Status.CLOSED}:
        resolve_ticket(ticket=ticket, by=by, answer="Готово.", now=now)
    elif status == Status.REFUSED:
        refuse_ticket(ticket=ticket, by=by, reason="Не наш вопрос.", now=now)
    elif status == Status.REDIRECTED:
        redirect_ticket(ticket=ticket, by=by, to="МВД России", text="", now=now)
    if status == Status.CLOSED:
        close_ticket(ticket=ticket, by=by, now=now)
    ticket = fresh(ticket)
    assert ticket.status == status
    return ticket


def facts(ticket: Ticket) -> list[Any]:
    """The typed events of an appeal, oldest first."""
    return [fact.event for fact in history_of(f"ticket:{ticket.pk}")]


def fact_names(ticket: Ticket) -> list[str]:
    return [type(event).__name__ for event in facts(ticket)]


def stream(ticket: Ticket) -> list[tuple[str, str]]:
    """(kind, verb) of every line in order, checked to be numbered from 1 without gaps."""
    items = list(ticket.items.order_by("seq"))
    assert [item.seq for item in items] == list(range(1, len(items) + 1))
    assert fresh(ticket).items_count == len(items)
    return [(item.kind, item.data.get("verb", "")) for item in items]


@contextmanager
def refused(error: type[DomainError], *, match: str | None = None) -> Iterator[Any]:
    """Expect a refusal that leaves every row as it was."""
    before = _snapshot()
    with pytest.raises(error, match=match) as caught:
        yield caught
    assert _snapshot() == before


def _snapshot() -> dict[str, list[str]]:
    return {model.__name__: sorted(map(repr, _rows(model))) for model in WATCHED}


def _rows(model: Any) -> Iterator[list[Any]]:
    """Every column of every row, sealed texts opened."""
    for row in model.objects.all():
        values = [getattr(row, field.attname) for field in model._meta.concrete_fields]
        yield [bytes(value) if isinstance(value, memoryview) else value for value in values]
