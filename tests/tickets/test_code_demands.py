"""An answer that asks for a code is not sent, and quality learns of it (C14)."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.accounts import bearer, make_api_key
from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, facts, stream
from tickets.actions._wording import AsksForCode
from tickets.actions.answering import (
    ask_citizen,
    propose_answer,
    redirect_ticket,
    refuse_ticket,
    resolve_ticket,
)
from tickets.actions.conversation import add_note, reply
from tickets.events import CodeDemandStopped
from tickets.models import PendingAnswer, Ticket

pytestmark = pytest.mark.django_db
DEMAND = "Здравствуйте! Продиктуйте код из СМС, и я всё исправлю."
DOORS: dict[str, Any] = {
    "reply": lambda **given: reply(body=DEMAND, **given),
    "ask": lambda **given: ask_citizen(question=DEMAND, **given),
    "resolve": lambda **given: resolve_ticket(answer=DEMAND, **given),
    "refuse": lambda **given: refuse_ticket(reason=DEMAND, **given),
    "redirect": lambda **given: redirect_ticket(to="МВД России", text=DEMAND, **given),
    "propose": lambda **given: propose_answer(answer=DEMAND, **given),
}


@pytest.fixture
def taken(ticket: Ticket, olga_operator: Any, now: datetime) -> Ticket:
    return brought_to("in_progress", ticket, by=olga_operator, now=now)


@pytest.mark.parametrize("door", DOORS)
def test_no_door_sends_it(door: str, taken: Ticket, olga_operator: Any, now: datetime) -> None:
    before = stream(taken)
    with pytest.raises(AsksForCode, match="человек вводит код сам"):
        DOORS[door](ticket=taken, by=olga_operator, now=now)

    assert stream(taken) == before
    assert fresh(taken).status == "in_progress"
    assert PendingAnswer.objects.count() == 0
    assert facts(taken)[-1] == CodeDemandStopped(taken.pk)


def test_a_note_for_colleagues_may_speak_of_it(
    taken: Ticket, olga_operator: Any, now: datetime
) -> None:
    add_note(ticket=taken, by=olga_operator, body="Мошенник говорил: назовите код", now=now)
    assert stream(taken)[-1] == ("note", "")


def test_the_page_asks_to_rephrase_and_keeps_the_text(
    taken: Ticket, olga_operator: Any, client_for: Any
) -> None:
    answer = client_for(olga_operator).post(
        reverse("desk:ticket-replies", args=[taken.number]),
        {"body": DEMAND, "seen": taken.items_count, "client_key": "k"},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Перепишите эту фразу" in page
    assert DEMAND in page
    assert facts(taken)[-1] == CodeDemandStopped(taken.pk)


def test_another_system_is_refused_too(taken: Ticket, client: Any) -> None:
    key = make_api_key(teams=[taken.team], scopes=["tickets:reply"])
    answer = client.post(
        f"/api/v1/tickets/{taken.number}/replies/",
        {"body": DEMAND},
        content_type="application/json",
        headers={"Authorization": bearer(key), "Idempotency-Key": "d-1"},
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "asks_for_code")
    assert facts(taken)[-1] == CodeDemandStopped(taken.pk)
