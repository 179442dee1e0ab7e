"""U-14 words are never markup, on any page for anybody; U-18 costly words in a form are bounded."""

import time
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.factories.accounts import make_citizen
from tests.security.operations import all_operations, form_of
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
# Each begins where a careless template would put it: in text, in an attribute, in a script, in an address.
PAYLOADS = (
    "<canary-tag>", "</textarea><canary-tag>", "</title></style></script><canary-tag>", "\"><canary-tag x='", "'><canary-tag>",
    '" oncanary="1', "' oncanary='1", "<img src=x oncanary=1>", "<svg/oncanary=1>", "<a href=javascript:canary()>x</a>",
    "javascript:canary()", "<iframe srcdoc='<canary-tag>'>", "--><canary-tag>", "]]><canary-tag>", "{{canary}}{%canary%}",
    "${canary}`<canary-tag>`", "\u003ccanary-tag\u003e", "&lt;canary-tag&gt;", "<<canary-tag>>", "<CANARY-TAG\n>",
)  # fmt: skip
WORDS = " | ".join(PAYLOADS)
VIEWERS = ("sveta_supervisor", "author")


class Found(HTMLParser):
    """Collects whatever of a payload became markup."""

    def __init__(self) -> None:
        super().__init__()
        self.live: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"canary-tag", "iframe"}:
            self.live.append(tag)
        for name, value in attrs:
            is_address = name in {"href", "src", "action", "formaction"}
            if "canary" in name or (is_address and "javascript:" in (value or "").lower()):
                self.live.append(f"{tag} {name}={value}")


@pytest.fixture
def author(things: dict[str, Any], olga_operator: Any) -> Any:
    """A person whose name is markup, with an appeal where every field is."""
    person = make_citizen(last_name=WORDS[:90], first_name=PAYLOADS[0], middle_name=PAYLOADS[3])
    ticket = Ticket.objects.get(number=things["number"])
    ticket.citizen, ticket.subject = person, WORDS[:120]
    ticket.save()
    return person


def test_u14_no_word_of_anybody_becomes_markup(
    author: Any,
    things: dict[str, Any],
    client_for: Callable[..., Any],
    olga_operator: Any,
    request: pytest.FixtureRequest,
) -> None:
    number = things["number"]
    own, worker = client_for(author), client_for(olga_operator)
    sent = [
        own.post(f"/cabinet/{number}/messages/", {"body": WORDS, "client_key": "k-1"}),
        worker.post(f"/desk/{number}/notes/", {"note-body": WORDS, "client_key": "k-2"}),
        worker.post(f"/desk/{number}/replies/", {"body": WORDS, "client_key": "k-3"}),
        worker.post(f"/desk/{number}/draft/", {"body": WORDS, "kind": "reply"}),
    ]
    assert [answer.status_code for answer in sent if answer.status_code >= 400] == []
    seen = 0
    for name in VIEWERS:
        person = author if name == "author" else request.getfixturevalue(name)
        client = client_for(person, raise_request_exception=False)
        for operation in all_operations(things):
            if operation.method != "GET" or operation.name.startswith("api "):
                continue
            answer = client.get(f"{operation.path}?q=%22%3E%3Ccanary-tag%3E")
            if answer.streaming or "html" not in answer.get("Content-Type", ""):
                continue
            text = answer.content.decode()
            if "canary" not in text.lower():  # none of the payloads is without
                continue
            page = Found()
            page.feed(text)
            assert page.live == [], f"{name} {operation.row}"
            seen += "canary-tag" in text
    assert seen >= 6  # the words were there, as words


POISON = {
    "five thousand letters": "я" * 5_000,
    "NUL": "a\x00b",
    "half a character": "a\udc80b",
    "endless number": "9" * 5_000,
    "combining marks": "e" + "\u0301" * 4_000,
    "wrong way round": "\u202e\ufeff\u2028",
}


@pytest.mark.parametrize("turn", range(3))
@pytest.mark.parametrize("actor", ["citizen", "olga_operator"])
def test_u18_poisoned_form_is_never_an_error_of_ours(
    turn: int,
    actor: str,
    things: dict[str, Any],
    client_for: Callable[..., Any],
    request: pytest.FixtureRequest,
) -> None:
    client: Client = client_for(request.getfixturevalue(actor), raise_request_exception=False)
    space = "cabinet:" if actor == "citizen" else "desk:"
    values = [text.encode("utf-8", "surrogatepass") for text in POISON.values()]
    slow = []
    for operation in all_operations(things):
        public = operation.name.startswith(("public:", "accounts:"))
        if operation.method != "POST" or not (operation.name.startswith(space) or public):
            continue
        fields = {*form_of(operation, things), "client_key", "q", "number", "code", "identifier"}
        # Neighbouring fields get different ones; each turn every field gets the next but one.
        body = b"&".join(
            field.encode() + b"=" + _quoted(values[(place + 2 * turn) % len(values)])
            for place, field in enumerate(sorted(fields))
        )
        began = time.perf_counter()
        with transaction.atomic():
            answer = client.generic(
                "POST", operation.path, body, content_type="application/x-www-form-urlencoded"
            )
            transaction.set_rollback(True)
        assert answer.status_code < 500, operation.row
        if time.perf_counter() - began > 5:  # half a second on a quiet machine
            slow.append(operation.row)
    assert slow == []


def _quoted(value: bytes) -> bytes:
    from urllib.parse import quote_from_bytes

    return quote_from_bytes(value[:10_000]).encode()


def test_u18_megabytes_and_thousands_of_fields_are_refused(
    client_for: Callable[..., Any], citizen: Any, things: dict[str, Any]
) -> None:
    client = client_for(citizen, raise_request_exception=False)
    at = f"/cabinet/{things['number']}/messages/"
    big = client.post(
        at, b"body=" + b"a" * 1_100_000, content_type="application/x-www-form-urlencoded"
    )
    many = client.post(at, {f"f{number}": "1" for number in range(400)})
    assert (big.status_code in {400, 413}, many.status_code) == (True, 400)
    assert Ticket.objects.get(number=things["number"]).items.filter(kind="message").count() == 0
