"""Registering, reading and listing appeals from another system."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Citizen
from tests.factories.accounts import make_api_key
from tests.factories.tickets import WHEN, make_ticket
from tickets.actions.labels import add_tags
from tickets.models import Tag, Ticket

pytestmark = pytest.mark.django_db
URL = "/api/v1/tickets/"
RECEIPT = {"number", "kind", "type", "registered_at", "url"}
TICKET = RECEIPT | {
    "status", "status_label", "channel", "topic", "team", "assignee_id", "citizen_id", "priority",
    "is_official", "subject", "asked", "delay_reason", "expected_date", "updated_at",
    "first_response_at", "resolved_at", "closed_at", "merged_into", "custom_fields", "tags",
}  # fmt: skip


class TestRegister:
    def test_gives_a_number_and_an_address(
        self, api: Callable[..., Any], key_a: Any, reference: Any, new_ticket: dict[str, Any]
    ) -> None:
        answer = api(key_a).send(URL, new_ticket)
        body = answer.json()
        ticket = Ticket.objects.get()
        assert answer.status_code == 201
        assert set(body) == RECEIPT
        assert body["number"] == ticket.number == 200000001
        assert (body["kind"], body["type"]) == ("complaint", "complaint")
        assert answer["Location"] == body["url"] == "/api/v1/tickets/200000001/"
        assert ticket.channel == "api"
        assert ticket.citizen.phone == "+79160000001"
        assert ticket.items.get().body == new_ticket["body"]

    def test_p04_repeated_request_reads_the_same_and_creates_nothing(
        self, api: Callable[..., Any], key_a: Any, reference: Any, new_ticket: dict[str, Any]
    ) -> None:
        first = api(key_a).send(URL, new_ticket, key="once")
        second = api(key_a).send(URL, new_ticket, key="once")
        assert (second.status_code, second.content) == (201, first.content)
        assert Ticket.objects.count() == 1
        assert Citizen.objects.count() == 1

    def test_p04_other_body_under_the_same_key_is_refused(
        self, api: Callable[..., Any], key_a: Any, reference: Any, new_ticket: dict[str, Any]
    ) -> None:
        api(key_a).send(URL, new_ticket, key="once")
        other = api(key_a).send(URL, new_ticket | {"body": "Совсем другое."}, key="once")
        assert other.status_code == 422
        assert other.json()["code"] == "idempotency_key_reused"
        assert Ticket.objects.count() == 1

    def test_another_person_under_the_same_key_is_refused_and_not_written_down(
        self, api: Callable[..., Any], key_a: Any, reference: Any, new_ticket: dict[str, Any]
    ) -> None:
        api(key_a).send(URL, new_ticket, key="once")
        new_ticket["citizen"]["phone"] = "+79160000002"
        assert api(key_a).send(URL, new_ticket, key="once").status_code == 422
        assert Citizen.objects.count() == 1

    @pytest.mark.parametrize(
        "key", ["", "с кириллицей".encode().decode("latin-1"), "k" * 81, "a b"]
    )
    def test_needs_an_idempotency_key(
        self,
        key: str,
        api: Callable[..., Any],
        key_a: Any,
        reference: Any,
        new_ticket: dict[str, Any],
    ) -> None:
        answer = api(key_a).send(URL, new_ticket, key=key)
        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_required")
        assert Ticket.objects.count() == 0

    def test_without_a_person_is_an_anonymous_one(
        self, api: Callable[..., Any], key_a: Any, reference: Any, new_ticket: dict[str, Any]
    ) -> None:
        answer = api(key_a).send(URL, new_ticket | {"citizen": None})
        assert answer.status_code == 201
        assert Ticket.objects.get().citizen is None

    def test_unknown_topic_is_named(
        self, api: Callable[..., Any], key_a: Any, reference: Any, new_ticket: dict[str, Any]
    ) -> None:
        answer = api(key_a).send(URL, new_ticket | {"topic": "no-such"})
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["topic"]

    def test_z08_what_the_system_decides_cannot_be_given(
        self, api: Callable[..., Any], key_a: Any, reference: Any, new_ticket: dict[str, Any]
    ) -> None:
        for name in (
            "number",
            "status",
            "team",
            "assignee",
            "created_by",
            "registered_at",
            "sla_due",
            "seq",
        ):
            answer = api(key_a).send(URL, new_ticket | {name: "1"})
            assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])
        inside = new_ticket | {"citizen": new_ticket["citizen"] | {"user": 1}}
        assert api(key_a).send(URL, inside).status_code == 400
        assert Ticket.objects.count() == 0


class TestRead:
    def test_z07_key_set_is_golden(
        self, api: Callable[..., Any], reader: Any, ticket_a: Ticket
    ) -> None:
        body = api(reader).get(f"{URL}{ticket_a.number}/").json()
        assert set(body) == TICKET
        assert set(body["topic"]) == {"code", "title"}
        assert set(body["team"]) == {"id", "title"}
        assert (body["number"], body["status"], body["subject"]) == (
            ticket_a.number,
            "registered",
            "Не приходит код",
        )

    def test_head_answers_like_get_without_a_body(
        self, api: Callable[..., Any], reader: Any, ticket_a: Ticket
    ) -> None:
        answer = api(reader).head(f"{URL}{ticket_a.number}/")
        assert (answer.status_code, answer.content) == (200, b"")

    def test_z02_foreign_and_missing_are_the_same(
        self, api: Callable[..., Any], reader: Any, ticket_a: Ticket, ticket_b: Ticket
    ) -> None:
        foreign = api(reader).get(f"{URL}{ticket_b.number}/", **{"X-Request-Id": "same-request"})
        missing = api(reader).get(f"{URL}399999999/", **{"X-Request-Id": "same-request"})
        assert foreign.status_code == missing.status_code == 404
        assert foreign.content == missing.content
        assert dict(foreign.headers) == dict(missing.headers)


class TestRegisteredByTheKey:
    """What a key registered it may read, wherever the appeal went; nobody else's key may."""

    @pytest.fixture
    def moved(self, api: Callable[..., Any], key_a: Any, reference: Any, team_b: Any) -> Ticket:
        body = {"kind": "question", "body": "Не приходит код"}
        number = api(key_a).send(URL, body).json()["number"]
        Ticket.objects.filter(number=number).update(team=team_b)
        return Ticket.objects.get(number=number)

    def test_is_read_and_listed_once(
        self, api: Callable[..., Any], key_a: Any, moved: Ticket, ticket_a: Ticket
    ) -> None:
        assert api(key_a).get(f"{URL}{moved.number}/").status_code == 200
        assert api(key_a).get(f"{URL}{moved.number}/timeline/").status_code == 200
        listed = [row["number"] for row in api(key_a).get(URL).json()["items"]]
        assert sorted(listed) == sorted([moved.number, ticket_a.number])

    def test_z02_another_key_of_the_same_team_finds_nothing(
        self, api: Callable[..., Any], reader: Any, moved: Ticket
    ) -> None:
        assert api(reader).get(f"{URL}{moved.number}/").status_code == 404
        assert api(reader).get(URL).json()["items"] == []

    def test_reading_is_not_answering(
        self, api: Callable[..., Any], key_a: Any, moved: Ticket
    ) -> None:
        answer = api(key_a).send(f"{URL}{moved.number}/replies/", {"body": "Готово"})
        assert answer.status_code == 403


class TestList:
    def test_tags_stand_in_the_list_and_in_the_appeal(
        self, api: Callable[..., Any], reader: Any, ticket_a: Ticket, olga_operator: Any, now: Any
    ) -> None:
        tags = [Tag.objects.create(title=title) for title in ("сбой входа", "Госключ")]
        add_tags(ticket=ticket_a, tags=tags, by=olga_operator, now=now)
        (row,) = api(reader).get(URL).json()["items"]
        one = api(reader).get(f"{URL}{ticket_a.number}/").json()
        assert row["tags"] == one["tags"] == ["Госключ", "сбой входа"]

    def test_z03_holds_only_what_the_key_sees(
        self, api: Callable[..., Any], reader: Any, ticket_a: Ticket, ticket_b: Ticket
    ) -> None:
        answer = api(reader).get(URL)
        assert [row["number"] for row in answer.json()["items"]] == [ticket_a.number]
        assert "PDTOKEN" not in answer.content.decode()

    def test_pages_follow_each_other_without_a_gap(
        self, api: Callable[..., Any], reader: Any, team_a: Any
    ) -> None:
        made = [
            make_ticket(team=team_a, registered_at=WHEN + timedelta(minutes=step // 2))
            for step in range(7)
        ]
        seen, page = [], "?limit=3"
        while page:
            body = api(reader).get(f"{URL}{page}").json()
            seen += [row["number"] for row in body["items"]]
            page = f"?limit=3&cursor={body['next']}" if body["next"] else ""
        assert sorted(seen) == sorted(ticket.number for ticket in made)
        assert len(seen) == 7

    def test_filters_narrow(
        self, api: Callable[..., Any], reader: Any, team_a: Any, reference: Any
    ) -> None:
        old = make_ticket(
            team=team_a, kind="complaint", status="closed", registered_at=WHEN - timedelta(days=9)
        )
        new = make_ticket(team=team_a, status="queued")
        cases = {
            "status=closed": [old], "status=closed&status=queued": [new, old], "type=complaint": [old],
            f"team={team_a.pk}": [new, old], f"assignee={team_a.pk}": [], "topic=other": [new, old],
            f"number={new.number}": [new], "registered_from=2026-11-15T00:00:00Z": [new],
            "registered_to=2026-11-15T00:00:00Z": [old], "updated_since=2026-11-15T00:00:00Z": [new],
        }  # fmt: skip
        for query, expected in cases.items():
            rows = api(reader).get(f"{URL}?{query}").json()["items"]
            assert [row["number"] for row in rows] == [ticket.number for ticket in expected], query

    @pytest.mark.parametrize(
        "query",
        [
            "_connector=OR", "ordering=number--", "status__in=closed", "id__regex=.", "phone=%2B79161234567",
            "search=x", "limit=0", "limit=101", "limit=100000", "limit=1&limit=2", "page=1000000000",
            "cursor=AAAA", "cursor=WzEsMl0", "cursor=%00", "status=open", "type=9", "number=12",
            "team=1%27%20or%201", "registered_from=yesterday", "registered_from=%00", "topic=%27", "limit=1e3",
        ],
    )  # fmt: skip
    def test_u17_p03_unknown_or_broken_parameter_is_refused(
        self, query: str, api: Callable[..., Any], reader: Any, ticket_a: Ticket
    ) -> None:
        answer = api(reader).get(f"{URL}?{query}")
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")

    def test_two_teams_and_what_they_follow_at_a_department_are_one_list(
        self, api: Callable[..., Any], team_a: Any, team_b: Any, department: Any, reference: Any
    ) -> None:
        both = make_api_key(teams=[team_a, team_b])
        places = [team_a, team_b, team_a, team_b]
        made = [
            make_ticket(team=team, topic=reference, registered_at=WHEN + timedelta(minutes=step))
            for step, team in enumerate(places)
        ]
        followed = make_ticket(
            team=department,
            home_team=team_a,
            status="at_department",
            topic=reference,
            registered_at=WHEN - timedelta(minutes=1),
        )
        seen, page = [], "?limit=2"
        while page:
            body = api(both).get(f"{URL}{page}").json()
            seen += [row["number"] for row in body["items"]]
            page = f"?limit=2&cursor={body['next']}" if body["next"] else ""
        assert seen == [ticket.number for ticket in [*reversed(made), followed]]

    def test_costs_the_same_queries_for_one_row_and_for_many(
        self, api: Callable[..., Any], reader: Any, team_a: Any, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(30):
            make_ticket(team=team_a)
        with django_assert_max_num_queries(8):
            assert len(api(reader).get(URL).json()["items"]) == 30
