"""Z-01: every actor × every operation, as `authz_matrix.csv` says.

Cells: `ok`, `refused` (for another reason than rights: a state, a missing field), `login`, 401, 403,
404, 405. To change who may do what, change the table; `WRITE_MATRIX=1 pytest tests/security/test_matrix.py -p
no:xdist` writes what the program does now, to be read line by line in the diff.
"""

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.factories.accounts import bearer, make_api_key
from tests.security.cast import PEOPLE
from tests.security.operations import Operation, all_operations, form_of, send_to_api

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("authz_matrix.csv")
KEYS = ("key_reads", "key_does_all", "key_of_b")
ACTORS = (*PEOPLE, *KEYS)
WRITE = os.environ.get("WRITE_MATRIX") == "1"


@pytest.fixture
def ask(
    things: dict[str, Any],
    client_for: Callable[..., Any],
    request: pytest.FixtureRequest,
    team_a: Any,
    team_b: Any,
) -> Callable[[str], Callable[[Operation], str]]:
    """Return a function that gives an actor; an actor asks and everything is undone afterwards."""
    from django.db import transaction
    from django.test import Client

    def key(name: str) -> dict[str, str]:
        scopes = ["tickets:read"] if name == "key_reads" else None
        every = ["tickets:read", "tickets:write", "tickets:reply", "attachments:write"]
        made = make_api_key(
            teams=[team_b if name == "key_of_b" else team_a], scopes=scopes or every
        )
        return {"Authorization": bearer(made)}

    def actor(name: str) -> Callable[[Operation], str]:
        headers = key(name) if name in KEYS else {}
        person = None if name == "guest" or name in KEYS else request.getfixturevalue(name)
        client: Client = client_for(person, raise_request_exception=False)
        cookies = client.cookies.copy()

        def answer(operation: Operation) -> str:
            client.cookies = cookies.copy()
            with transaction.atomic():
                response = _send(client, operation, headers, things)
                if response.streaming:
                    list(response.streaming_content)
                transaction.set_rollback(True)
            return _cell(response)

        return answer

    return actor


def _send(
    client: Any, operation: Operation, headers: dict[str, str], things: dict[str, Any]
) -> Any:
    if operation.method == "GET":
        return client.get(operation.path, headers=headers)
    if operation.name.startswith("api "):
        return send_to_api(client, operation, headers)
    return client.post(operation.path, form_of(operation, things), headers=headers)


def _cell(response: Any) -> str:
    code = response.status_code
    assert code < 500, f"{response.request['PATH_INFO']} answered {code}"
    if code in {301, 302, 303} and "/account/login/" in response.headers["Location"]:
        return "login"
    if code in {401, 403, 404, 405}:
        return str(code)
    return "ok" if code < 400 else "refused"


def _table() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["operation"]: row for row in csv.DictReader(file)}


def test_z01_matrix_has_a_row_for_every_operation_and_no_other(
    things: dict[str, Any], ask: Callable[..., Any]
) -> None:
    operations = all_operations(things)
    if WRITE:
        answers = {name: ask(name) for name in ACTORS}
        rows = [
            [operation.row, *(answers[name](operation) for name in ACTORS)]
            for operation in operations
        ]
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([["operation", *ACTORS], *rows])
    assert [operation.row for operation in operations] == list(_table())


@pytest.mark.parametrize("name", ACTORS)
def test_z01_every_operation_answers_the_actor_as_the_matrix_says(
    name: str, things: dict[str, Any], ask: Callable[..., Any]
) -> None:
    table, answer = _table(), ask(name)
    wrong = []
    for operation in all_operations(things):
        expected = table.get(operation.row, {}).get(name, "no row")
        if (got := answer(operation)) != expected:
            wrong.append(f"{operation.row}: expected {expected}, got {got}")
    assert wrong == []
