"""What holds on every page, whoever made it: Z-12, Z-03, A-19, P-11, U-17 over the URL resolver."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.test import Client

from tests.factories.tickets import make_ticket
from tests.security.operations import Operation, all_operations, form_of
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
# Open to everybody: they hold nothing of anybody, or ask for a code first (Z-16).
OPEN = {
    "home",
    "healthz",
    "readyz",
    "public:ticket-status",
    "public:status-code",
    "public:shown-status",
    "confirm:code",
    "confirm:done",
    "callback:ask",
    "callback:done",
    "home-lines",
    "notifications:push-worker",
    "chat:page",
    *("help:articles", "help:category", "help:article", "help:sheet", "help:feed"),
    *("help:videos", "help:video", "help:film", "help:picture"),
    *("services:services", "services:service", "services:offices", "services:office"),
}
GIVEN_AWAY = (
    "Traceback",
    "psycopg2",
    "SELECT ",
    "site-packages",
    str(Path(__file__).parents[2]),
    ".py",
)
INJECTIONS = (
    "_connector=OR&_negated=1", "ordering=number--", "sort=id;drop", "status__in=x&id__regex=.", "view=%27",
    "q=%00", "q=%27%22%5C", "after=x", "after=%00_%00", "type=9e9&priority=-1", "team=1%27&assignee=%00",
    "page=1000000000&limit=100000", "status=a&status=b", "period=%27--",
)  # fmt: skip


@pytest.fixture
def pages(things: dict[str, Any]) -> list[Operation]:
    return [
        operation for operation in all_operations(things) if not operation.name.startswith("api ")
    ]


@pytest.mark.parametrize("who", [None, "former"])
def test_z12_stranger_and_former_colleague_change_nothing_and_see_nothing(
    who: str | None, pages: list[Operation], things: dict[str, Any], client_for: Callable[..., Any],
    tables: Callable[[], dict[str, str]], request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    client = client_for(
        request.getfixturevalue(who) if who else None, raise_request_exception=False
    )
    before = tables()
    for page in pages:
        if page.name in OPEN:
            continue
        form = form_of(page, things)
        verbs = (
            (client.get(page.path), client.head(page.path), client.put(page.path))
            if page.method == "GET"
            else (client.post(page.path, form), client.delete(page.path))
        )
        for answer in verbs:
            assert answer.status_code in {302, 404, 405}, page
            if answer.status_code == 302:
                assert "/account/login/" in answer["Location"], page
    assert tables() == before


@pytest.mark.parametrize("who", ["citizen", "sveta_supervisor"])
def test_a19_no_page_acts_without_its_token_or_from_another_origin(
    who: str, pages: list[Operation], things: dict[str, Any], tables: Callable[[], dict[str, str]],
    client_for: Callable[..., Any], request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    client = client_for(request.getfixturevalue(who), enforce_csrf_checks=True)
    before = tables()
    for page in pages:
        if page.method != "POST":
            continue
        foreign = client.post(
            page.path, form_of(page, things), headers={"Origin": "https://evil.example"}
        )
        as_text = client.post(page.path, "a=1", content_type="text/plain")
        assert foreign.status_code in {403, 404, 405}, page
        assert as_text.status_code in {403, 404, 405}, page
        assert not [name for name in foreign.headers if name.lower().startswith("access-control")]
    assert tables() == before


@pytest.mark.parametrize("who", ["citizen", "olga_operator", "sveta_supervisor"])
def test_u17_broken_parameters_of_a_page_are_never_an_error_of_ours(
    who: str, pages: list[Operation], client_for: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    client = client_for(request.getfixturevalue(who), raise_request_exception=False)
    lists = {
        "cabinet:tickets",
        "desk:tickets",
        "desk:search",
        "board:overview",
        "board:export",
        "notifications:deliveries",
        "home",
    }
    for page in pages:
        if page.name not in lists or page.method != "GET":
            continue
        for query in INJECTIONS:
            with transaction.atomic():
                answer = client.get(f"{page.path}?{query}")
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert answer.status_code < 500, (page, query)
            assert not [word for word in GIVEN_AWAY if word in body.decode()], (page, query)


@pytest.mark.parametrize("who", ["olga_operator", "citizen"])
def test_z03_lists_and_searches_hold_nothing_of_another_team(
    who: str, team_b: Any, other_citizen: Any, reference: Any, things: dict[str, Any], pages: list[Operation],
    client_for: Callable[..., Any], request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    hidden = make_ticket(
        team=team_b, citizen=other_citizen, topic=reference, subject="PDTOKEN-7f3a скрыто"
    )
    client = client_for(request.getfixturevalue(who), raise_request_exception=False)
    words = ("PDTOKEN-7f3a", str(hidden.number), "Кузнецов", "+79167654321", "petr@example.org")
    for word in words:
        for path in ("/desk/", "/desk/search/", "/cabinet/"):
            for answer in (
                client.get(path, {"q": word, "view": "all"}),
                client.post(path, {"q": word}),
            ):
                if answer.status_code == 200:
                    text = answer.content.decode()
                    assert "скрыто" not in text
                    assert f"/{hidden.number}/" not in text


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing/", 404), ("/desk/399999999/", 404), ("/cabinet/1/", 404)]
)
def test_p11_error_pages_tell_the_request_id_only(
    path: str, status: int, client_for: Callable[..., Any], olga_operator: Any
) -> None:
    answer = client_for(olga_operator).get(path)
    assert answer.status_code == status
    assert not [word for word in GIVEN_AWAY if word in answer.content.decode()]


def test_p11_what_nobody_foresaw_says_nothing(client_for: Callable[..., Any], citizen: Any) -> None:
    client: Client = client_for(citizen, raise_request_exception=False)
    with patch(
        "tickets.views.files.attachment_for", side_effect=RuntimeError("SELECT secret /srv/x.py")
    ):
        answer = client.get("/files/01a20538-0000-7000-8000-000000000000/")
    assert answer.status_code == 500
    assert not [word for word in (*GIVEN_AWAY, "secret") if word in answer.content.decode()]


def test_z05_foreign_ids_inside_a_form_bind_nothing(
    things: dict[str, Any], client_for: Callable[..., Any], citizen: Any, other_citizen: Any, now: datetime,
    oleg_operator: Any, olga_operator: Any,
) -> None:  # fmt: skip
    import io

    from tests.tickets.files.builders import picture
    from tickets.actions.attachments import upload

    image = io.BytesIO(picture("JPEG"))
    theirs = upload(file=image, name="a.jpg", by=other_citizen.user, draft_key="d", now=now)
    number = things["number"]
    message = {
        "body": "Текст",
        "kept": str(theirs.pk),
        "attachments": str(theirs.pk),
        "draft_key": "d",
    }
    client_for(citizen).post(f"/cabinet/{number}/messages/", message)
    client_for(olga_operator).post(f"/desk/{number}/replies/", message)
    client_for(olga_operator).post(f"/desk/{number}/assignment/", {"to": str(oleg_operator.pk)})
    theirs.refresh_from_db()
    assert theirs.ticket_id is None
    assert Ticket.objects.get(number=number).assignee == olga_operator
