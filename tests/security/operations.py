"""Every operation there is: the pages from the URL resolver, the API from its OpenAPI, the desk's moves.

A new address without a row in `authz_matrix.csv` fails the test, so nobody forgets to decide who may.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

# Allauth's own pages and the reference data of Django admin have tests of their own in tests/accounts.
# Signing in and up is tested there too: their answers depend on codes and limits, not on rights;
# `/readyz` depends on the servers (tests/house).
ELSEWHERE = ("admin:", "account_", "mfa_", "accounts:", "styleguide", "readyz")
# Values that pass every form, so that a refusal comes from rights and not from an empty field.
FORM = {
    "body": "Текст", "note-body": "Текст", "text": "Текст", "note": "Текст", "reason": "Текст", "remark": "", "why": "answer", "words": "Текст",
    "question": "Текст", "to": "", "days": "5", "delay_reason": "checks", "score": "5", "kind": "question",
    "priority": "3", "channel": "phone", "last_name": "Петров", "phone": "+79160000009", "decision": "approve", "answer": "Текст", "article": "repeated", "proof": "by_hand", "attribute": "full_name", "said": "Морозова Мария Петровна", "attributes": "phone", "value": "Белова Мария Петровна", "q": "Иванов", "choice": "hour", "tag": "Тег", "on": "yes", "act": "ring",
}  # fmt: skip

# What `<kind>` of an address is, by who owns it.
KINDS = {"board": "csv", "chats": "templates"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the matrix: `GET desk:ticket`, and the address to ask for it."""

    method: str
    name: str
    path: str

    @property
    def row(self) -> str:
        return f"{self.method} {self.name}"


def all_operations(things: dict[str, Any]) -> list[Operation]:
    """Return every operation on the given things (`number`, `id`, `team`, `department`)."""
    return sorted([*_pages(things), *_api(things)], key=lambda operation: operation.row)


def form_of(operation: Operation, things: dict[str, Any]) -> dict[str, str]:
    """Return what a page is sent on POST."""
    to = "МВД" if operation.name.endswith("redirect") else FORM["to"]
    # A reveal takes a code for its reason, everything else words.
    reason = "call_back" if operation.name.startswith("identity:data-shown") else FORM["reason"]
    return FORM | {
        "reason": reason,
        "to": to,
        "topic": str(things["topic"]),
        "team": str(things["team"]),
        "department": str(things["department"]),
        "joined": str(things["similar"]),
        "person": str(things["citizen"]),
        "ends_on": f"{datetime.now(UTC) + timedelta(days=5):%Y-%m-%d}",
    }


def send_to_api(client: Any, operation: Operation, headers: dict[str, str]) -> Any:
    """Send what an operation of the API takes, whole and right."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.tickets.files.builders import picture

    if operation.name.endswith(("_upload", "_add")):
        parts: dict[str, Any] = {"file": SimpleUploadedFile("a.jpg", picture("JPEG"))}
        if operation.name.endswith("_upload"):
            parts["draft"] = "matrix"
        return client.post(operation.path, parts, headers=headers)
    body = {"body": "Текст"} | (
        {"kind": "question"} if operation.name.endswith("_register") else {}
    )
    given = headers | {"Idempotency-Key": "matrix"}
    return client.post(operation.path, body, content_type="application/json", headers=given)


def _pages(things: dict[str, Any]) -> Iterator[Operation]:
    from django.urls import get_resolver, reverse

    for name, parameters in _addresses(get_resolver()):
        if name.startswith((*ELSEWHERE, "api:")):
            continue
        for suffix, values in _values(name, parameters, things):
            for method in ("GET", "POST"):
                yield Operation(method, name + suffix, reverse(name, kwargs=values))


def _addresses(resolver: Any, space: str = "") -> Iterator[tuple[str, list[str]]]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _addresses(
                pattern, space + (f"{pattern.namespace}:" if pattern.namespace else "")
            )
        elif pattern.name:
            yield space + pattern.name, list(pattern.pattern.converters)


def _values(
    name: str, parameters: list[str], things: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what fills an address; the desk's moves are one address and many operations."""
    from tickets.desk_moves import MOVES

    known = {
        "number": things["number"], "id": things["id"], "delivery_id": things["id"],
        "citizen_id": things["organisation"] if "representative" in name else things["citizen"],
        "contact_id": things["contact"], "change_id": things["change"],
        "file_id": things["id"], "act_id": things["act"], "request_id": things["request"], "form": "csv",
        "offer_id": things["id"], "field_code": "matrix", "view_id": things["id"], "transfer_id": things["id"], "item_id": things["item"], "callback_id": things["callback"], "operator_id": things["operator"],
        "limit_id": things["limit"], "join_id": things["join"], "link_id": things["representative"],
        "macro_id": things["macro"], "run_id": things["run"], "rule_id": things["rule"],
        "service_code": "PAS-02", "article_code": "101", "category_code": "matrix", "office_code": "matrix", "script_code": "login", "video_code": "matrix", "film_folder": "matrix-film", "picture_id": things["id"], "file_name": "film.mp4", "consultation_id": things["id"],
        "dialog_id": things["dialog"], "name": "hand-over",
        "token": "forged", "seq": 2, "pair_id": 1, "kind": KINDS.get(name.partition(":")[0], "complaint"),
    }  # fmt: skip
    if name == "desk:ticket-move":
        for move in MOVES:
            yield f"/{move}", {"number": things["number"], "name": move}
        return
    missing = set(parameters) - set(known)
    assert not missing, f"{name}: say in tests/security/operations.py what {missing} may be"
    yield "", {parameter: known[parameter] for parameter in parameters}


def _api(things: dict[str, Any]) -> Iterator[Operation]:
    for method, name, path in _described():
        filled = path.replace("{number}", str(things["number"])).replace("{id}", str(things["id"]))
        yield Operation(method, f"api {name}", filled)


@cache
def _described() -> list[tuple[str, str, str]]:
    """Return method, name and path of every operation of the contract; it takes a third of a second."""
    from drf_spectacular.generators import SchemaGenerator

    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return [
        (method.upper(), described["operationId"], path)
        for path, methods in paths.items()
        for method, described in methods.items()
    ]
