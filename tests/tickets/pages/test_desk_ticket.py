"""The open appeal on the desk, through HTTP."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from tests.tickets.helpers import brought_to, stream
from tests.factories.tickets import fresh
from tickets.actions.conversation import reply
from tickets.states import Status

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def url(ticket: Any, name: str = "ticket", *args: str) -> str:
    return reverse(f"desk:{name}", args=[ticket.number, *args])


def test_shows_the_appeal_its_clock_and_the_moves_that_work(
    client_for: Any, olga_operator: Any, ticket: Any
) -> None:
    page = client_for(olga_operator).get(url(ticket))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Пробовал три раза." in text
    assert "<sla-clock" in text
    assert "Взять <kbd>T</kbd>" in text
    assert url(ticket, "ticket-move", "department") in text
    assert url(ticket, "ticket-move", "reopening") not in text


def test_who_shows_masked_contacts(client_for: Any, olga_operator: Any, ticket: Any) -> None:
    page = client_for(olga_operator).get(url(ticket, "ticket-who"), headers=HTMX)
    text = page.content.decode()
    assert "Морозова Мария Петровна" in text
    assert "+7 916 ***-**-67" in text
    assert "9161234567" not in text


def test_take_by_htmx_answers_fresh_parts(client_for: Any, olga_operator: Any, ticket: Any) -> None:
    answer = client_for(olga_operator).post(
        url(ticket, "ticket-move", "assignment"), {"to": olga_operator.pk}, headers=HTMX
    )
    assert answer.status_code == 200
    assert answer["HX-Reswap"] == "none"
    assert fresh(ticket).status == Status.IN_PROGRESS
    assert 'id="ticket-head"' in answer.content.decode()


def test_reply_and_resolve(client_for: Any, olga_operator: Any, ticket: Any, now: datetime) -> None:
    ticket = brought_to("in_progress", ticket, by=olga_operator, now=now)
    answer = client_for(olga_operator).post(
        url(ticket, "ticket-replies"),
        {"body": "Код придёт.", "then": "resolve", "seen": ticket.items_count, "client_key": "k1"},
    )
    assert answer.status_code == 303
    assert fresh(ticket).status == Status.RESOLVED
    assert ("reply", "") in stream(ticket)


def test_second_answer_is_asked_first(
    client_for: Any, olga_operator: Any, senior: Any, ticket: Any, now: datetime
) -> None:
    ticket = brought_to("in_progress", ticket, by=olga_operator, now=now)
    seen = ticket.items_count
    reply(ticket=ticket, by=senior, body="Уже ответила.", now=now)
    client = client_for(olga_operator)
    body = {"body": "Мой ответ.", "seen": seen, "client_key": "k2"}
    asked = client.post(url(ticket, "ticket-replies"), body, headers=HTMX)
    assert asked.status_code == 422
    text = asked.content.decode()
    assert "Уже ответила." in text
    assert "Мой ответ." in text
    assert fresh(ticket).items_count == seen + 1
    again = client.post(url(ticket, "ticket-replies"), body | {"seen": seen + 1}, headers=HTMX)
    assert again.status_code == 200
    assert fresh(ticket).items_count == seen + 2
