"""Z-15: scope, team, end and revocation of keys; only a hash is kept. Z-02, Z-05, Z-14 between teams."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.actions.keys import NewKey, Scope, issue_api_key, revoke_api_key
from tests.factories.accounts import make_api_key
from tests.tickets.files.builders import picture
from tickets.models import Attachment, Ticket

pytestmark = pytest.mark.django_db
TICKETS = "/api/v1/tickets/"
NEEDS = {
    ("GET", "/api/v1/tickets/"): Scope.TICKETS_READ,
    ("POST", "/api/v1/tickets/"): Scope.TICKETS_WRITE,
    ("GET", "/api/v1/tickets/N/"): Scope.TICKETS_READ,
    ("GET", "/api/v1/tickets/N/timeline/"): Scope.TICKETS_READ,
    ("POST", "/api/v1/tickets/N/replies/"): Scope.TICKETS_REPLY,
    ("GET", "/api/v1/tickets/N/attachments/"): Scope.TICKETS_READ,
    ("POST", "/api/v1/tickets/N/attachments/"): Scope.ATTACHMENTS_WRITE,
    ("POST", "/api/v1/attachments/"): Scope.ATTACHMENTS_WRITE,
    ("GET", "/api/v1/attachments/F/"): Scope.TICKETS_READ,
    ("GET", "/api/v1/topics/"): Scope.TICKETS_READ,
}


@pytest.mark.parametrize(("method", "path"), NEEDS)
def test_z15_every_operation_asks_for_its_own_scope(
    method: str, path: str, api: Callable[..., Any], team_a: Any, ticket_a: Ticket
) -> None:
    others = [scope.value for scope in Scope if scope != NEEDS[method, path]]
    address = path.replace("N", str(ticket_a.number)).replace("F", str(ticket_a.pk))
    answer = api(make_api_key(teams=[team_a], scopes=others)).method(method, address)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert (ticket_a.items.count(), Attachment.objects.count(), Ticket.objects.count()) == (0, 0, 1)


def test_z15_key_ends_at_its_moment_and_at_once_when_revoked(
    api: Callable[..., Any], reader: Any, administrator: Any
) -> None:
    now = timezone.now()
    client = api(reader)
    assert client.get(TICKETS).status_code == 200
    reader.expires_at = now
    reader.save(update_fields=["expires_at"])
    assert client.get(TICKETS).status_code == 401
    reader.expires_at = now + timedelta(days=1)
    reader.save(update_fields=["expires_at"])
    assert client.get(TICKETS).status_code == 200
    revoke_api_key(key=reader, by=administrator, now=now)
    assert client.get(TICKETS).status_code == 401


def test_z15_open_text_of_a_key_is_nowhere_in_the_database(
    api: Callable[..., Any], administrator: Any, team_a: Any
) -> None:
    new = NewKey(title="Портал", scopes=(Scope.TICKETS_READ,), teams=(team_a,))
    _, text = issue_api_key(new=new, by=administrator, now=timezone.now())
    secret = text.rsplit("_", 1)[-1] if text.count("_") == 2 else text.split("_", 2)[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(k::text, '|') FROM accounts_apikey k")
        keys = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(e::text, '|') FROM journal_entry e")
        facts = cursor.fetchone()[0]
    assert secret not in keys
    assert secret not in facts


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer x", "Bearer gs__", "Bearer gs_a_b", "Basic YTpi", "Bearer gs_%00_x"],
)
def test_z12_whatever_is_not_a_key_is_401(
    given: str, api: Callable[..., Any], ticket_a: Ticket
) -> None:
    client = api(None)
    client.headers = {"Authorization": given} if given else {}
    answer = client.get(TICKETS)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


def test_z12_session_of_a_person_opens_nothing(
    client_for: Callable[..., Any], sveta_supervisor: Any
) -> None:
    assert client_for(sveta_supervisor).get(TICKETS).status_code == 401


@pytest.mark.parametrize("what", ["", "timeline/", "attachments/", "replies/"])
def test_z02_z04_team_b_is_like_nothing_to_a_key_of_team_a(
    what: str, api: Callable[..., Any], key_a: Any, ticket_a: Ticket, ticket_b: Ticket,
    tables: Callable[[], dict[str, str]],
) -> None:  # fmt: skip
    client = api(key_a)
    client.headers |= {"X-Request-Id": "same-request"}
    client.get(TICKETS)
    before = tables()
    ask = (lambda path: client.send(path, {"body": "a"})) if what == "replies/" else client.get
    foreign, missing = ask(f"{TICKETS}{ticket_b.number}/{what}"), ask(f"{TICKETS}399999999/{what}")
    assert (foreign.status_code, foreign.content) == (404, missing.content)
    assert dict(foreign.headers) == dict(missing.headers)
    assert tables() == before


def test_z14_one_foreign_file_among_own_ones_binds_none(
    api: Callable[..., Any], key_a: Any, team_a: Any, ticket_a: Ticket
) -> None:
    jpeg = ("a.jpg", picture("JPEG"))
    own = api(key_a).upload("/api/v1/attachments/", *[jpeg] * 3, draft="d").json()["items"]
    other = make_api_key(teams=[team_a], scopes=key_a.scopes)
    foreign = api(other).upload("/api/v1/attachments/", jpeg, draft="d").json()["items"]
    body = {"body": "Ответ", "draft": "d", "attachments": [row["id"] for row in own + foreign]}
    assert api(key_a).send(f"{TICKETS}{ticket_a.number}/replies/", body).status_code == 404
    assert (ticket_a.items.count(), Attachment.objects.filter(ticket=None).count()) == (0, 4)


def test_z16_number_alone_reveals_nothing(
    api: Callable[..., Any], team_b: Any, ticket_a: Ticket
) -> None:
    outsider = api(make_api_key(teams=[team_b]))
    answers = {
        outsider.get(f"{TICKETS}{ticket_a.number + step}/").json()["detail"]
        for step in range(-5, 6)
    }
    assert len(answers) == 1
