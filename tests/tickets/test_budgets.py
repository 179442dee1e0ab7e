"""What the daily doors cost in statements; more is a regression to explain."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.tickets.helpers import brought_to, registered
from tickets.actions.answering import resolve_ticket
from tickets.actions.assignment import take_ticket
from tickets.actions.conversation import reply, write_message
from tickets.actions.sending import Sending
from tickets.models import Ticket
from tickets.selectors.checklists import missing_lines
from tickets.selectors.custom_fields import missing_fields
from tickets.states import Status

pytestmark = pytest.mark.django_db


def statements(door: Callable[..., Any], **given: Any) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        door(**given)
    return [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize(
    ("door", "status", "given", "most"),
    [
        (take_ticket, Status.REGISTERED, {}, 6),
        (reply, Status.IN_PROGRESS, {"body": "Да.", "sending": Sending("k", seen=99)}, 7),
        (
            resolve_ticket,
            Status.IN_PROGRESS,
            {"answer": "Да.", "sending": Sending("k", seen=99)},
            12,
        ),
    ],
)
def test_an_operators_door(ticket, olga_operator, now, door, status, given, most):
    brought_to(status, ticket, by=olga_operator, now=now)
    by = User.objects.get(pk=olga_operator.pk)
    # What a topic requires is reference data: kept in the process, asked for once in a while.
    assert missing_fields(ticket) + missing_lines(ticket) == []
    made = statements(door, ticket=Ticket(pk=ticket.pk), by=by, now=now, **given)
    assert len(made) <= most, "\n".join(made)


def test_a_citizens_message(desk, citizen, now):
    ticket = registered(citizen, now=now)
    by = User.objects.get(pk=citizen.user.pk)
    made = statements(write_message, ticket=ticket, by=by, body="Ещё", now=now, client_key="k")
    assert len(made) <= 10, "\n".join(made)
