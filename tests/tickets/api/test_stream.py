"""Reading the stream of an appeal and answering into it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.factories.accounts import make_api_key
from tickets.actions.conversation import add_note, reply
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
ITEM = {"seq", "kind", "at", "author", "body", "hidden", "verb", "attachments"}


def url(ticket: Ticket, what: str) -> str:
    return f"/api/v1/tickets/{ticket.number}/{what}/"


class TestTimeline:
    def test_z07_golden_keys_and_never_a_note(
        self,
        api: Callable[..., Any],
        reader: Any,
        ticket_a: Ticket,
        olga_operator: Any,
        now: datetime,
    ) -> None:
        reply(ticket=ticket_a, by=olga_operator, body="Проверяем", now=now)
        add_note(ticket=ticket_a, by=olga_operator, body="PDTOKEN внутреннее", now=now)
        answer = api(reader).get(url(ticket_a, "timeline"))
        (item,) = answer.json()["items"]
        assert set(item) == ITEM
        assert (item["kind"], item["body"]) == ("reply", "Проверяем")
        assert item["author"] == {"kind": "staff", "name": "Специалист поддержки"}
        assert "PDTOKEN" not in answer.content.decode()
        assert "Соколова" not in answer.content.decode()

    def test_continues_after_a_number(
        self,
        api: Callable[..., Any],
        reader: Any,
        ticket_a: Ticket,
        olga_operator: Any,
        now: datetime,
    ) -> None:
        for step in range(3):
            reply(ticket=ticket_a, by=olga_operator, body=f"Ответ {step}", now=now)
        first = api(reader).get(f"{url(ticket_a, 'timeline')}?limit=2").json()
        rest = api(reader).get(f"{url(ticket_a, 'timeline')}?limit=2&after={first['next']}").json()
        assert [row["body"] for row in first["items"] + rest["items"]] == [
            "Ответ 0",
            "Ответ 1",
            "Ответ 2",
        ]
        assert rest["next"] is None

    def test_foreign_appeal_is_404(
        self, api: Callable[..., Any], reader: Any, ticket_b: Ticket, ticket_a: Ticket
    ) -> None:
        assert api(reader).get(url(ticket_b, "timeline")).status_code == 404


class TestReply:
    def test_answers_the_citizen(
        self, api: Callable[..., Any], key_a: Any, ticket_a: Ticket
    ) -> None:
        answer = api(key_a).send(url(ticket_a, "replies"), {"body": "Готово"})
        item = ticket_a.items.get()
        assert answer.status_code == 201
        assert set(answer.json()) == ITEM
        assert (item.kind, item.is_public, item.body) == ("reply", True, "Готово")
        assert (item.actor_kind, item.actor_id) == ("api_key", str(key_a.pk))

    def test_repeated_request_answers_once(
        self, api: Callable[..., Any], key_a: Any, ticket_a: Ticket
    ) -> None:
        first = api(key_a).send(url(ticket_a, "replies"), {"body": "Готово"}, key="r")
        second = api(key_a).send(url(ticket_a, "replies"), {"body": "Готово"}, key="r")
        other = api(key_a).send(url(ticket_a, "replies"), {"body": "Другое"}, key="r")
        assert (second.status_code, second.content) == (201, first.content)
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
        assert ticket_a.items.count() == 1

    def test_closed_appeal_is_409(
        self, api: Callable[..., Any], key_a: Any, ticket_a: Ticket, now: datetime
    ) -> None:
        Ticket.objects.filter(pk=ticket_a.pk).update(status="closed", closed_at=now)
        answer = api(key_a).send(url(ticket_a, "replies"), {"body": "Поздно"})
        assert answer.status_code == 409
        assert ticket_a.items.count() == 0

    def test_z15_scope_and_team_are_asked(
        self, api: Callable[..., Any], reader: Any, team_b: Any, ticket_a: Ticket
    ) -> None:
        foreign = make_api_key(teams=[team_b], scopes=["tickets:reply"])
        assert api(reader).send(url(ticket_a, "replies"), {"body": "Нет"}).status_code == 403
        assert api(foreign).send(url(ticket_a, "replies"), {"body": "Нет"}).status_code == 404
        assert ticket_a.items.count() == 0

    def test_list_of_topics(self, api: Callable[..., Any], reader: Any, reference: Any) -> None:
        assert api(reader).get("/api/v1/topics/").json() == {
            "items": [{"code": "other", "title": "Другое"}]
        }
