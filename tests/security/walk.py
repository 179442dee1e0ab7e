"""One actor asks for every operation once; what each answer gave away is noted for all the tests that judge it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from journal.models import Entry
from tests.factories.accounts import bearer, make_api_key
from tests.security.cast import PEOPLE
from tests.security.operations import Operation, all_operations, form_of, send_to_api

KEYS = ("key_reads", "key_does_all", "key_of_b")
ACTORS = (*PEOPLE, *KEYS)
STAFF = [name for name in PEOPLE if name not in {"guest", "citizen", "other_citizen"}]
# What is known of the citizen, as a page or a file might spell it.
WHOLE = {
    "phone": r"916\D{0,3}123\D{0,3}45\D{0,3}67",
    "email": r"maria@example\.org",
    "snils": r"987\D?654\D?321\D?83",
    "passport": r"45\D?10\D?123456",
    "issued": r"20\.05\.2010|2010-05-20|20 мая 2010",
    "code": r"770\D?001",
    "birth date": r"02\.03\.1985|1985-03-02|2 марта 1985",
    "inn": r"500100732259",
    "address": r"Лесная",
}
ADDRESSES = re.compile(r'(?:href|action|src|hx-get|hx-post)="([^"]*)"')
NAMED = re.compile(r"%2B7\d{6}|Морозова|%D0%9C%D0%BE%D1%80")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one answer was: `cell` as the matrix says it, `facts` the journal's rows of this request."""

    row: str
    cell: str
    status: int
    is_page: bool
    # names of WHOLE that stand in the answer, addresses in it that name a person
    shown: list[str]
    addresses: list[str]
    # a page that names the citizen and may be kept by a browser
    is_kept: bool
    is_refusal: bool
    facts: list[str]


def shown(body: str) -> list[str]:
    """Return which attributes of the citizen stand whole in a text."""
    return [name for name, pattern in WHOLE.items() if re.search(pattern, body)]


@pytest.fixture
def known(things: dict[str, Any], citizen: Any) -> dict[str, Any]:
    """Everything that can be known of the citizen is on file."""
    from django.utils import timezone

    from accounts.models import PersonalData

    citizen.inn = "500100732259"
    citizen.save()
    PersonalData.objects.create(
        citizen=citizen,
        snils="98765432183",
        passport="4510123456",
        passport_issued_on="2010-05-20",
        passport_code="770001",
        birth_date="1985-03-02",
        address="г. Москва, ул. Лесная, д. 5",
        account_id="1000123456",
        source="registry",
        updated_at=timezone.now(),
    )
    return things


# Filled by the first test that asks for an actor; all that judge walks are in one file.
_walks: dict[str, list[Seen]] = {}


@pytest.fixture
def walked(
    known: dict[str, Any],
    client_for: Callable[..., Any],
    request: pytest.FixtureRequest,
    team_a: Any,
    team_b: Any,
    settings: Any,
) -> Callable[[str], list[Seen]]:
    """Return a function that gives the walk of an actor; every operation is undone after it."""
    settings.JOURNAL_DENIALS_PER_HOUR = 100_000

    def walk(name: str) -> list[Seen]:
        if name not in _walks:
            team = team_b if name == "key_of_b" else team_a
            headers = {"Authorization": _key(name, team)} if name in KEYS else {}
            person = None if name == "guest" or headers else request.getfixturevalue(name)
            client: Client = client_for(person, raise_request_exception=False)
            cookies, seen = client.cookies.copy(), []
            for operation in all_operations(known):
                client.cookies = cookies.copy()
                seen.append(_ask(client, operation, headers, known))
            _walks[name] = seen
        return _walks[name]

    return walk


def _key(name: str, team: Any) -> str:
    every = ["tickets:read", "tickets:write", "tickets:reply", "attachments:write"]
    scopes = ["tickets:read"] if name == "key_reads" else every
    return bearer(make_api_key(teams=[team], scopes=scopes))


def _ask(
    client: Client, operation: Operation, headers: dict[str, str], things: dict[str, Any]
) -> Seen:
    request_id = str(uuid4())
    with transaction.atomic():
        response = _send(client, operation, headers | {"X-Request-Id": request_id}, things)
        raw = b"".join(response.streaming_content) if response.streaming else response.content
        facts = Entry.objects.filter(request_id=request_id).values_list("event", flat=True)
        facts = list(facts)
        transaction.set_rollback(True)
    body = bytes(raw).decode("utf-8", errors="replace")
    kept = "no-store" not in response.headers.get("Cache-Control", "")
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    led = [*ADDRESSES.findall(body), response.headers.get("Location", "")]
    return Seen(
        row=operation.row,
        cell=cell_of(response),
        status=response.status_code,
        is_page=is_page,
        shown=shown(body),
        addresses=[address for address in led if shown(address) or NAMED.search(address)],
        is_kept=kept and is_page and operation.method == "GET" and "Морозова" in body,
        is_refusal=response.status_code == 403 and "X-Error-Code" not in response,
        facts=facts,
    )


def _send(
    client: Any, operation: Operation, headers: dict[str, str], things: dict[str, Any]
) -> Any:
    if operation.method == "GET":
        return client.get(operation.path, headers=headers)
    if operation.name.startswith("api "):
        return send_to_api(client, operation, headers)
    return client.post(operation.path, form_of(operation, things), headers=headers)


def cell_of(response: Any) -> str:
    """Return the matrix's word for an answer; an error of ours is never one."""
    code = response.status_code
    assert code < 500, f"{response.request['PATH_INFO']} answered {code}"
    if code in {301, 302, 303} and "/account/login/" in response.headers["Location"]:
        return "login"
    if code in {401, 403, 404, 405}:
        return str(code)
    return "ok" if code < 400 else "refused"
