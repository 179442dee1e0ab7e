"""One actor asks for every operation once; what each answer gave away is noted for all the tests that judge it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from tests.security.strictness import not_strict

KEYS = ("key_reads", "key_does_all", "key_of_b")
ACTORS = (*PEOPLE, *KEYS)
STAFF = [name for name in PEOPLE if name not in {"guest", "citizen", "other_citizen"}]
# Between them they see every page; after their looking the tables are as they were (P-12).
READERS = ("citizen", "sveta_supervisor", "administrator")
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
NAMED = re.compile("|".join([*WHOLE.values(), r"%2B7\d{6}", "Морозова", "%D0%9C%D0%BE%D1%80"]))


@dataclass(frozen=True, slots=True)
class Seen:
    """What one answer was: `cell` as the matrix says it, `facts` the journal's rows of this request."""

    row: str
    cell: str
    status: int
    is_page: bool
    # what of the strict policy a page lacks (U-15)
    lacks: list[str]
    # names of WHOLE that stand in the answer, addresses in it that name a person
    shown: list[str]
    addresses: list[str]
    # a page that names the citizen and may be kept by a browser
    is_kept: bool
    is_refusal: bool
    facts: list[str]


@dataclass(frozen=True, slots=True)
class Walk:
    """All answers one actor got, and the tables that looking alone has changed (asked of READERS)."""

    seen: list[Seen]
    changed: set[str]


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
_walks: dict[str, Walk] = {}


@pytest.fixture
def walked(request: pytest.FixtureRequest, settings: Any) -> Callable[[str], Walk]:
    """Return a function that gives the walk of an actor; the appeal is made only for the first to ask."""
    settings.JOURNAL_DENIALS_PER_HOUR = 100_000
    settings.SECURE_HSTS_SECONDS = 63_072_000  # as with an https:// PUBLIC_URL, see test_settings

    def walk(name: str) -> Walk:
        if name not in _walks:
            _walks[name] = _Walker(name, request).walk()
        return _walks[name]

    return walk


class _Walker:
    """One actor on the way: pages are looked at in a row, every other operation is undone after it."""

    def __init__(self, name: str, request: pytest.FixtureRequest) -> None:
        given = request.getfixturevalue
        self.known: dict[str, Any] = given("known")
        self.tables: Callable[[], dict[str, str]] = given("tables")
        self.is_reader = name in READERS
        self.headers = {"X-Forwarded-Proto": "https"}
        if name in KEYS:
            self.headers["Authorization"] = _key(
                name, given("team_b" if name == "key_of_b" else "team_a")
            )
        person = None if name == "guest" or name in KEYS else given(name)
        self.client: Client = given("client_for")(person, raise_request_exception=False)
        self.cookies = self.client.cookies.copy()

    def walk(self) -> Walk:
        operations = all_operations(self.known)
        answers: dict[Operation, Seen] = {}
        with _undone():
            before = self.tables() if self.is_reader else {}
            for operation in operations:
                if operation.method == "GET":
                    answers[operation] = self._ask(operation)
                    if self.is_reader and not operation.name.startswith("api "):
                        self.client.options(operation.path)
            after = self.tables() if self.is_reader else {}
        for operation in operations:
            if operation.method != "GET":
                with _undone():
                    answers[operation] = self._ask(operation)
        changed = {name for name in after if after[name] != before[name]}
        return Walk([answers[operation] for operation in operations], changed)

    def _ask(self, operation: Operation) -> Seen:
        self.client.cookies = self.cookies.copy()
        request_id = str(uuid4())
        headers = self.headers | {"X-Request-Id": request_id}
        response = _send(self.client, operation, headers, self.known)
        raw = b"".join(response.streaming_content) if response.streaming else response.content
        facts = Entry.objects.filter(request_id=request_id).values_list("event", flat=True)
        body = bytes(raw).decode("utf-8", errors="replace")
        kept = "no-store" not in response.headers.get("Cache-Control", "")
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        is_get = operation.method == "GET"
        is_read = is_get and not operation.name.startswith("api ")
        return Seen(
            row=operation.row,
            cell=cell_of(response),
            status=response.status_code,
            is_page=is_page,
            lacks=not_strict(response, body) if is_read else [],
            shown=shown(body),
            addresses=_naming([*ADDRESSES.findall(body), response.headers.get("Location", "")]),
            is_kept=kept and is_page and is_get and "Морозова" in body,
            is_refusal=response.status_code == 403 and "X-Error-Code" not in response,
            facts=list(facts),
        )


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _naming(addresses: list[str]) -> list[str]:
    """Return those that name the person: a page has hundreds, and mostly none does."""
    if not NAMED.search("\n".join(addresses)):
        return []
    return [address for address in addresses if NAMED.search(address)]


def _key(name: str, team: Any) -> str:
    every = ["tickets:read", "tickets:write", "tickets:reply", "attachments:write"]
    scopes = ["tickets:read"] if name == "key_reads" else every
    return bearer(make_api_key(teams=[team], scopes=scopes))


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
