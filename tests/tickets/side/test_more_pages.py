"""Fields, checklist and worked time of an appeal, through HTTP."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.tickets.helpers import brought_to
from tickets.actions.custom_fields import fill_fields
from tickets.models import ChecklistItem, ChecklistLine, CustomField, Ticket, TimeEntry
from tickets.selectors.custom_fields import shown_fields

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def url(ticket: Any, name: str = "side", *args: Any) -> str:
    return reverse(f"desk:ticket-{name}", args=[ticket.number, *args])


@pytest.fixture
def own(ticket: Any, olga_operator: Any, now: datetime) -> Ticket:
    return brought_to("in_progress", ticket, by=olga_operator, now=now)


@pytest.fixture
def account(db: None) -> CustomField:
    return CustomField.objects.create(
        code="account", title="Номер счёта", kind="text", is_sensitive=True, is_required=True
    )


def test_fields_are_filled_in_the_dialog(
    client_for: Any, olga_operator: Any, own: Any, account: CustomField
) -> None:
    CustomField.objects.create(code="paid_on", title="Когда платили", kind="date")
    client, move = client_for(olga_operator), url(own, "move", "fields")
    text = client.get(move, headers=HTMX).content.decode()
    assert 'type="date"' in text
    wrong = client.post(move, {"paid_on": "вчера", "account": ""}, headers=HTMX)
    assert wrong.status_code == 422
    assert "нужна дата" in wrong.content.decode()
    given = {"paid_on": "2026-11-19", "account": "40817810"}
    assert client.post(move, given, headers=HTMX).status_code == 200
    assert [row.words for row in shown_fields(own)] == ["19.11.2026", "•••• 10"]
    client.post(move, {"paid_on": "2026-11-18", "account": ""}, headers=HTMX)
    assert [row.words for row in shown_fields(own)] == ["18.11.2026", "•••• 10"]


def test_a_masked_field_opens_once_with_a_reason(
    client_for: Any, olga_operator: Any, own: Any, account: CustomField, now: datetime
) -> None:
    fill_fields(ticket=own, values={"account": "40817810"}, by=olga_operator, now=now)
    client, address = client_for(olga_operator), url(own, "field", "account")
    assert "40817810" not in client.get(url(own), headers=HTMX).content.decode()
    refusal = client.post(address, {"why": ""}, headers=HTMX)
    assert refusal.status_code == 422
    assert "40817810" not in refusal.content.decode()
    assert "40817810" in client.post(address, {"why": "answer"}, headers=HTMX).content.decode()
    assert "40817810" not in client.get(url(own), headers=HTMX).content.decode()
    assert client.post(url(own, "field", "nothing"), {"why": "answer"}).status_code == 404


def test_an_answer_that_is_not_ready_is_held_up_in_words(
    client_for: Any, olga_operator: Any, own: Any, account: CustomField
) -> None:
    given = {"body": "Готово.", "then": "resolve", "seen": 99, "client_key": "k"}
    answer = client_for(olga_operator).post(url(own, "replies"), given, headers=HTMX)
    assert answer.status_code == 422
    assert "заполните поля: Номер счёта" in answer.content.decode()
    assert "Готово." in answer.content.decode()


def test_the_checklist_is_ticked_and_grows(client_for: Any, olga_operator: Any, own: Any) -> None:
    line = ChecklistLine.objects.create(topic=own.topic, title="Проверить журнал")
    client, address = client_for(olga_operator), url(own, "checklist")
    client.post(address, {"tick": f"line:{line.pk}", "done": "yes"}, headers=HTMX)
    answer = client.post(address, {"text": "Позвонить в банк"}, headers=HTMX)
    assert '<span class="count">1/2</span>' in answer.content.decode()
    mine = ChecklistItem.objects.get(line=None)
    client.post(address, {"tick": f"own:{mine.pk}"}, headers=HTMX)
    client.post(address, {"tick": f"line:{line.pk}", "done": "no"}, headers=HTMX)
    assert [row.done_by for row in ChecklistItem.objects.order_by("added_at", "pk")] == [
        None,
        olga_operator,
    ]
    assert client.post(address, {"off": str(mine.pk)}, headers=HTMX).status_code == 200
    for broken in ({"tick": "line:0"}, {"tick": "own:x"}, {"off": "x"}, {"text": ""}):
        assert client.post(address, broken, headers=HTMX).status_code == 422
    assert ChecklistItem.objects.count() == 1


def test_the_timer_beats_and_time_is_entered(client_for: Any, olga_operator: Any, own: Any) -> None:
    client, visit = client_for(olga_operator), str(uuid4())
    beat = client.post(url(own, "time"), {"visit": visit, "seconds": "60"})
    assert beat.status_code == 204
    for broken in ({}, {"visit": "x", "seconds": "1"}, {"visit": visit, "seconds": "-1"}):
        assert client.post(url(own, "time"), broken).status_code == 422
    assert TimeEntry.objects.get().spent.total_seconds() == 60
    address = url(own, "time-entries")
    given = {"entry": str(TimeEntry.objects.get().pk), "minutes": "25", "why": "Звонил в банк"}
    text = client.post(address, given, headers=HTMX).content.decode()
    assert "25 мин" in text
    assert "Звонил в банк" in text
    for broken in ({"minutes": "час", "why": "Да"}, {"minutes": "5", "why": ""}, {"entry": "x"}):
        assert client.post(address, broken, headers=HTMX).status_code == 422
    assert TimeEntry.objects.count() == 1


def test_a_citizen_and_another_team_reach_none_of_it(
    client_for: Any, citizen: Any, oleg_operator: Any, own: Any, account: CustomField
) -> None:
    for person in (citizen, oleg_operator):
        client = client_for(person)
        for name in ("checklist", "time", "time-entries"):
            assert client.post(url(own, name)).status_code == 404
        assert client.post(url(own, "field", "account")).status_code == 404
    assert not TimeEntry.objects.exists()
