"""L-01: what a refusal's row says, and that refusals cannot flood; one a refusal: tests/security/test_matrix.py."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from common.actors import Actor
from journal.denials import note_denial
from journal.events import AccessDenied
from journal.models import Entry
from tests.factories.accounts import bearer, make_api_key

pytestmark = pytest.mark.django_db
DENIED = "journal.AccessDenied"


def test_l01_a_key_without_the_scope_leaves_a_row(
    things: dict[str, Any], team_a: Any, settings: Any
) -> None:
    key = make_api_key(teams=[team_a], scopes=["tickets:read"])
    client, request_id = Client(), str(uuid4())
    answer = client.post(
        "/api/v1/tickets/",
        {"body": "Текст", "kind": "question"},
        content_type="application/json",
        headers={
            "Authorization": bearer(key),
            "X-Request-Id": request_id,
            "Idempotency-Key": "k",
        },
    )
    assert answer.status_code == 403
    entry = Entry.objects.get(request_id=request_id)
    assert (entry.event, entry.actor_kind, entry.actor_id) == (DENIED, "api_key", str(key.pk))
    assert entry.data["operation"].startswith("api:")


def test_the_row_says_what_was_asked_and_which_rule_said_no(
    auditor: Any, olga_operator: Any, client_for: Callable[..., Any]
) -> None:
    client_for(olga_operator).get("/journal/?subject=secret-words")
    entry = Entry.objects.get()
    assert entry.actor_id == str(olga_operator.pk)
    assert entry.subject == "operation:journal:entries"
    assert entry.data == {
        "operation": "journal:entries",
        "method": "GET",
        "policy": "can_read_journal",
        "thing": "",
    }


def test_a_forged_form_is_not_its_persons_attempt(
    sveta_supervisor: Any, client_for: Callable[..., Any]
) -> None:
    client = client_for(sveta_supervisor, enforce_csrf_checks=True)
    answer = client.post("/desk/search/", {"q": "x"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert Entry.objects.count() == 0


def test_refusals_do_not_flood_the_journal(
    olga_operator: Any, now: datetime, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.JOURNAL_DENIALS_PER_HOUR = 3
    denial = AccessDenied(operation="board:overview", method="GET", policy="", thing="")
    for _ in range(10):
        note_denial(denial, by=olga_operator, now=now)
    assert list(Entry.objects.order_by("pk").values_list("event", flat=True)) == [
        *[DENIED] * 3,
        "journal.DenialsSuppressed",
    ]
    assert caplog.text.count("refused too often") == 1
    note_denial(denial, by=Actor("staff", str(uuid4())), now=now)
    assert Entry.objects.filter(event=DENIED).count() == 4


def test_l01_a_refusal_survives_the_rollback_of_what_was_refused(
    things: dict[str, Any], client_for: Callable[..., Any], auditor: Any
) -> None:
    """The door's transaction is undone; the row is written after it."""
    answer = client_for(auditor).get("/board/")
    assert answer.status_code == 403
    assert Entry.objects.filter(event=DENIED, actor_id=str(auditor.pk)).count() == 1
