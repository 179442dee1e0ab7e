"""Bad input to the API: U-18 bounded, A-19 other origins, P-01 closed, P-11 silent, P-12 safe methods."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from accounts.models import ApiKey
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
TICKETS = "/api/v1/tickets/"
PROBLEM = "application/problem+json"
GIVEN_AWAY = (
    "Traceback",
    "psycopg2",
    "SELECT ",
    "site-packages",
    str(Path(__file__).parents[2]),
    "Django",
    ".py",
)
OPERATIONS = [
    ("GET", TICKETS), ("POST", TICKETS), ("GET", f"{TICKETS}300000001/"),
    ("GET", f"{TICKETS}300000001/timeline/"), ("POST", f"{TICKETS}300000001/replies/"),
    ("GET", f"{TICKETS}300000001/attachments/"), ("POST", f"{TICKETS}300000001/attachments/"),
    ("POST", "/api/v1/attachments/"), ("GET", "/api/v1/attachments/01a20538-0000-7000-8000-000000000000/"),
    ("GET", "/api/v1/topics/"),
]  # fmt: skip
UNSAFE = [path for method, path in OPERATIONS if method == "POST"]

BODIES: dict[str, bytes] = {
    "deep list": b"[" * 10_000 + b"]" * 10_000,
    "deep object": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "a hundred thousand keys": json.dumps({f"k{number}": 1 for number in range(100_000)})[
        :1_000_000
    ].encode(),
    "many keys": json.dumps({f"k{number}": 1 for number in range(10_000)}).encode(),
    "too large a float": b'{"kind": 1e999}',
    "NaN": b'{"kind": NaN}',
    "minus infinity": b'{"kind": -Infinity}',
    "endless integer": b'{"kind": ' + b"9" * 10_000 + b"}",
    "key twice": b'{"kind": "complaint", "kind": "question"}',
    "not UTF-8": b'{"kind": "\xff\xfe"}',
    "half a character": b'{"kind": "complaint", "body": "\\ud800"}',
    "NUL": b'{"kind": "complaint", "body": "a\\u0000b"}',
    "raw NUL": b'{"kind": "complaint", "body": "a\x00b"}',
    "not an object": b'["kind"]',
    "null": b"null",
    "nothing": b"",
    "half": b'{"kind": ',
    "list for a string": b'{"kind": ["complaint"], "body": "a"}',
    "object for a string": b'{"kind": "complaint", "body": {"$ne": 1}}',
    "number for a string": b'{"kind": "complaint", "body": 1}',
    "word for a flag": b'{"kind": "complaint", "body": "a", "is_official": "yes"}',
}
STRINGS = ["body", "subject", "topic", "draft", "kind", "priority"]
INSIDE = ["phone", "email", "last_name", "first_name", "middle_name", "language"]


class TestBodies:
    @pytest.mark.parametrize("name", BODIES)
    def test_u18_broken_body_is_refused_at_once(
        self, name: str, api: Callable[..., Any], key_a: Any, reference: Any
    ) -> None:
        started = time.perf_counter()
        answer = api(key_a).send(TICKETS, BODIES[name])
        assert time.perf_counter() - started < 2
        assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
        assert len(answer.content) < 4_000
        assert Ticket.objects.count() == 0

    def test_u18_more_than_a_megabyte_is_413(
        self, api: Callable[..., Any], key_a: Any, reference: Any, new_ticket: dict[str, Any]
    ) -> None:
        answer = api(key_a).send(TICKETS, new_ticket | {"body": "a" * 1_100_000})
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")

    @pytest.mark.parametrize("field", STRINGS + INSIDE)
    def test_u18_every_string_is_bounded(
        self,
        field: str,
        api: Callable[..., Any],
        key_a: Any,
        reference: Any,
        new_ticket: dict[str, Any],
    ) -> None:
        if field in INSIDE:
            new_ticket["citizen"][field] = "7" * 500_000
        else:
            new_ticket[field] = "a" * 500_000
        answer = api(key_a).send(TICKETS, new_ticket)
        assert answer.status_code == 400
        assert len(answer.content) < 4_000
        assert Ticket.objects.count() == 0


class TestOtherOrigins:
    @pytest.mark.parametrize("path", UNSAFE)
    def test_a19_without_a_key_or_as_a_form_nothing_is_done(
        self, path: str, api: Callable[..., Any], key_a: Any, client_for: Callable[..., Any],
        sveta_supervisor: Any, ticket_a: Ticket,
    ) -> None:  # fmt: skip
        path = path.replace("300000001", str(ticket_a.number))
        foreign = {"Origin": "https://evil.example"}
        by_cookie = client_for(sveta_supervisor).post(
            path, "{}", content_type="application/json", headers=foreign
        )
        as_text = api(key_a).send(path, b"{}", content_type="text/plain", **foreign)
        assert (by_cookie.status_code, as_text.status_code) == (401, 415)
        assert ticket_a.items.count() == 0

    @pytest.mark.parametrize(("method", "path"), OPERATIONS)
    def test_a19_no_answer_lets_another_origin_read(
        self, method: str, path: str, api: Callable[..., Any], key_a: Any
    ) -> None:
        client = api(key_a)
        client.headers |= {
            "Origin": "https://evil.example",
            "Access-Control-Request-Method": method,
        }
        for answer in (client.method(method, path), client.method("OPTIONS", path)):
            assert not [
                name for name in answer.headers if name.lower().startswith("access-control")
            ]

    @pytest.mark.parametrize(("method", "path"), OPERATIONS)
    def test_options_tells_nothing(
        self, method: str, path: str, api: Callable[..., Any], key_a: Any
    ) -> None:
        answer = api(key_a).method("OPTIONS", path)
        assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)
        assert set(answer.json()) == {"type", "title", "status", "detail", "code", "request_id"}


class TestClosed:
    @pytest.mark.parametrize(
        "method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
    )
    @pytest.mark.parametrize("path", sorted({path for _, path in OPERATIONS}))
    def test_p01_z12_stranger_is_401_whatever_the_method(
        self, method: str, path: str, api: Callable[..., Any]
    ) -> None:
        answer = api(None).method(method, path)
        assert answer.status_code in ({401, 405} if method == "TRACE" else {401})

    def test_z09_key_without_teams_sees_nothing(
        self, api: Callable[..., Any], ticket_a: Ticket
    ) -> None:
        from tests.factories.accounts import make_api_key

        lonely = api(make_api_key(scopes=["tickets:read", "tickets:reply"]))
        assert lonely.get(TICKETS).json()["items"] == []
        assert lonely.get(f"{TICKETS}{ticket_a.number}/").status_code == 404

    def test_z09_view_that_names_no_scope_is_closed(self, key_a: ApiKey) -> None:
        from rest_framework.test import APIRequestFactory

        from tests.factories.accounts import bearer
        from tickets.api.base import ApiView

        request = APIRequestFactory().get("/", HTTP_AUTHORIZATION=bearer(key_a))
        assert ApiView.as_view()(request).status_code == 405


class TestErrors:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", "/api/v1/nothing/", 404), ("POST", "/api/v1/tickets", 404), ("GET", "/api/v2/", 404),
            ("GET", "/api/", 404), ("GET", f"{TICKETS}12/", 404), ("DELETE", TICKETS, 405),
            ("GET", "/api/v1/attachments/", 405), ("PATCH", f"{TICKETS}300000001/", 405),
            ("GET", f"{TICKETS}300000001/", 404), ("GET", f"{TICKETS}?x=1", 400),
        ],
    )  # fmt: skip
    def test_p11_every_error_is_a_problem_with_a_code_and_a_request_id(
        self, method: str, path: str, status: int, api: Callable[..., Any], key_a: Any
    ) -> None:
        answer = api(key_a).method(method, path)
        body = answer.json()
        assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
        assert body["request_id"] == answer["X-Request-Id"]
        assert body["status"] == status
        assert body["code"]
        assert not [word for word in GIVEN_AWAY if word in answer.content.decode()]

    def test_p11_what_nobody_foresaw_says_nothing(
        self, api: Callable[..., Any], key_a: Any
    ) -> None:
        with patch(
            "tickets.api.topics.active_topics", side_effect=RuntimeError("SELECT secret /srv/x.py")
        ):
            answer = api(key_a).get("/api/v1/topics/")
        assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
        assert answer.json()["code"] == "internal"
        assert not [word for word in (*GIVEN_AWAY, "secret") if word in answer.content.decode()]

    def test_other_format_is_406(self, api: Callable[..., Any], key_a: Any) -> None:
        answer = api(key_a).get("/api/v1/topics/", Accept="application/xml")
        assert (answer.status_code, answer["Content-Type"]) == (406, PROBLEM)


class TestSafeMethods:
    def test_p12_reading_changes_nothing(
        self,
        api: Callable[..., Any],
        key_a: Any,
        ticket_a: Ticket,
        tables: Callable[[], dict[str, str]],
    ) -> None:
        api(key_a).get("/api/v1/topics/")
        before = tables()
        for _, path in OPERATIONS:
            for method in ("GET", "HEAD", "OPTIONS", "TRACE"):
                api(key_a).method(method, path.replace("300000001", str(ticket_a.number)))
        assert tables() == before
