"""How many statements a page takes, counted on its second visit: reference data is kept by then."""

from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.inside.visitors import visitors
from tickets.models import Ticket

TEXT = "Не приходит код подтверждения на телефон, войти в личный кабинет не получается."


def statements() -> dict[str, Any]:
    """Return by page how many statements it takes and what they are."""
    settings.ALLOWED_HOSTS = ["*"]
    found: dict[str, Any] = {}
    operator, supervisor = _client("operator"), _client("supervisor")
    citizen = Client()
    citizen.force_login(User.objects.filter(citizen__isnull=False).order_by("pk")[0])
    number = _number()
    found["list"] = _count(lambda: operator.get("/desk/?view=team"))
    found["detail"] = _count(lambda: operator.get(f"/desk/{number}/"))
    found["dashboard"] = _count(lambda: supervisor.get("/board/"))
    found["create"] = _count(lambda: citizen.post("/cabinet/new/info_request/", _form()), 303)
    found["cabinet list"] = _count(lambda: citizen.get("/cabinet/"))
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {visitors()['key']}"}
    found["create by REST"] = _count(lambda: _register(bearer), 201)
    return found


def _register(bearer: dict[str, str]) -> Any:
    given = {"kind": "question", "body": TEXT, "citizen": {"phone": "+79000000007"}}
    headers = bearer | {"HTTP_IDEMPOTENCY_KEY": str(uuid4())}
    return Client().post("/api/v1/tickets/", given, content_type="application/json", **headers)


def _client(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=f"{name}@example.org"))
    return client


def _form() -> dict[str, str]:
    return {"step": "send", "body": TEXT, "topic": "", "client_key": str(uuid4())}


def _number() -> int:
    operator = User.objects.get(email="operator@example.org")
    rows = Ticket.objects.open().filter(team__in=operator.team_ids()).order_by("-activity_at")
    return int(rows.values_list("number", flat=True)[0])


def _count(visit: Any, expects: int = 200) -> dict[str, Any]:
    visit()
    with CaptureQueriesContext(connection) as captured, _status(expects, visit):
        pass
    sql = [query["sql"] for query in captured.captured_queries]
    real = [
        text for text in sql if not text.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
    ]
    return {"statements": len(real), "round trips": len(sql), "sql": [text[:160] for text in sql]}


@contextmanager
def _status(expects: int, visit: Any) -> Any:
    answer = visit()
    if answer.status_code != expects:
        raise RuntimeError(f"Answered {answer.status_code} instead of {expects}.")
    yield
