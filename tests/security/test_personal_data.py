"""D-05, D-06, D-07: no page, answer or file shows staff a whole number; addresses and logs hold none.

Every operation of the access matrix is asked by every role; a new address is asked by itself.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tests.factories.accounts import bearer, make_api_key
from tests.security.cast import PEOPLE
from tests.security.operations import Operation, all_operations, form_of, send_to_api

pytestmark = pytest.mark.django_db
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


@pytest.fixture
def known(things: dict[str, Any], citizen: Any) -> dict[str, Any]:
    """Everything that can be known of the citizen is on file."""
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


def shown(body: str) -> list[str]:
    return [name for name, pattern in WHOLE.items() if re.search(pattern, body)]


def body_of(response: Any) -> str:
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    return bytes(raw).decode("utf-8", errors="replace")


def asked(client: Any, operation: Operation, things: dict[str, Any]) -> Any:
    if operation.method == "GET":
        return client.get(operation.path)
    return client.post(operation.path, form_of(operation, things))


def undone(ask: Callable[[], Any]) -> tuple[Any, str]:
    """Ask, read the whole answer, and undo what was done."""
    with transaction.atomic():
        response = ask()
        body = body_of(response)
        transaction.set_rollback(True)
    return response, body


def pages(things: dict[str, Any]) -> Iterator[Operation]:
    for operation in all_operations(things):
        if operation.name.startswith("api ") or operation.method not in {"GET", "POST"}:
            continue
        yield operation
    yield Operation("GET", "accounts:profile", reverse("accounts:profile"))


@pytest.mark.parametrize("name", STAFF)
def test_d05_d07_no_role_sees_a_whole_number_anywhere_and_nothing_is_cached(
    name: str, known: dict[str, Any], client_for: Callable[..., Any], request: Any
) -> None:
    client = client_for(request.getfixturevalue(name), raise_request_exception=False)
    cookies, wrong, pages_seen = client.cookies.copy(), [], 0
    for operation in pages(known):
        client.cookies = cookies.copy()
        response, body = undone(lambda operation=operation: asked(client, operation, known))
        if found := shown(body):
            wrong.append(f"{operation.row}: {found}")
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.status_code == 200 and is_page and operation.method == "GET":
            pages_seen += 1
            if "no-store" not in response.headers.get("Cache-Control", "") and "Морозова" in body:
                wrong.append(f"{operation.row}: may be cached")
    assert wrong == []
    assert pages_seen or name == "former"


@pytest.mark.parametrize(
    "allowed",
    [["tickets:read"], ["tickets:read", "tickets:write", "tickets:reply", "attachments:write"]],
)
def test_d05_no_key_is_told_a_whole_number(
    allowed: list[str], known: dict[str, Any], client: Any, team_a: Any
) -> None:
    headers = {"Authorization": bearer(make_api_key(teams=[team_a], scopes=allowed))}
    wrong = []
    for operation in all_operations(known):
        if not operation.name.startswith("api "):
            continue

        def ask(operation: Operation = operation) -> Any:
            if operation.method == "GET":
                return client.get(operation.path, headers=headers)
            return send_to_api(client, operation, headers)

        if found := shown(undone(ask)[1]):
            wrong.append(f"{operation.row}: {found}")
    assert wrong == []


def test_d05_socket_frames_carry_names_of_topics_only() -> None:
    """`tests/security/test_sockets.py` listens to them; here: what may be said at all."""
    from tickets.consumers import ERRORS

    assert all(re.fullmatch(r"[a-z_]+", code) for code in ERRORS)


def test_d06_addresses_hold_ids_and_codes_only(
    known: dict[str, Any], client_for: Any, senior: Any
) -> None:
    """No link, form or redirect of a page of the desk has a value of a person in its address."""
    client, wrong = client_for(senior), []
    for operation in pages(known):
        response, body = undone(lambda operation=operation: asked(client, operation, known))
        links = re.findall(r'(?:href|action|src|hx-get|hx-post)="([^"]*)"', body)
        wrong += [
            f"{operation.row}: {address}"
            for address in [*links, response.headers.get("Location", "")]
            if shown(address) or re.search(r"%2B7\d{6}|Морозова|%D0%9C%D0%BE%D1%80", address)
        ]
    assert wrong == []


def test_d06_log_lines_hold_nothing_of_a_person(
    known: dict[str, Any], client_for: Any, olga_operator: Any, caplog: Any, capfd: Any
) -> None:
    """Searching, revealing, changing and a failing page: none says in a log what was typed."""
    caplog.set_level("DEBUG")
    client = client_for(olga_operator, raise_request_exception=False)
    person = known["citizen"]
    for address, form in (
        ("/desk/search/", {"q": "+7 916 123-45-67"}),
        ("/desk/new/people/", {"phone": "89161234567"}),
        (f"/desk/identity/{person}/data/shown/", {"attributes": "phone", "reason": "call_back"}),
        (f"/desk/identity/{person}/data/change/", {"attribute": "snils", "value": "98765432183"}),
        (
            f"/desk/identity/{person}/data/change/",
            {"attribute": "email", "value": "maria@example.org"},
        ),
        ("/account/login/", {"identifier": "maria@example.org", "password": "x"}),
        ("/no/such/place/", {"phone": "+79161234567"}),
    ):
        client.post(address, form)
    client.get(f"/desk/identity/{person}/data/")
    out, err = capfd.readouterr()
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert shown(said + out + err) == []
