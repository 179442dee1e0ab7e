"""Every page, whoever asks: U-15 headers, P-12 safe methods, A-12 second factor, Z-02 foreign is missing.

The pages are those of the access matrix and of Django admin: a new address is asked by itself.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.middleware import OPEN
from journal.models import Entry
from tests.security.operations import Operation, all_operations, form_of
from tests.security.strictness import not_strict

pytestmark = pytest.mark.django_db
ACTORS = ("guest", "citizen", "sveta_supervisor", "administrator")
HTTPS = {"X-Forwarded-Proto": "https"}
NOBODYS = UUID(int=0)


def pages(things: dict[str, Any], method: str) -> list[Operation]:
    """Return every page there is; the API has tests of its own."""
    known = [
        operation
        for operation in all_operations(things)
        if operation.method == method and not operation.name.startswith("api ")
    ]
    return [*known, *_admin(method), *_people(method)]


def _admin(method: str) -> Iterator[Operation]:
    yield Operation(method, "admin:index", reverse("admin:index"))
    for model in admin.site._registry:
        for what in ("changelist", "add"):
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}"
            yield Operation(method, name, reverse(name))


def _people(method: str) -> Iterator[Operation]:
    from accounts.urls import urlpatterns

    for pattern in urlpatterns:
        name = f"accounts:{pattern.name}"
        values = dict.fromkeys(pattern.pattern.converters, NOBODYS)
        yield Operation(method, name, reverse(name, kwargs=values))
    for name in ("mfa_index", "mfa_authenticate", "mfa_activate_totp", "mfa_add_webauthn"):
        yield Operation(method, name, reverse(name))


@pytest.fixture
def browser(
    client_for: Callable[..., Any], request: pytest.FixtureRequest, things: dict[str, Any]
) -> Callable[..., Any]:
    """Return a function that gives the browser of one of ACTORS."""

    def of(name: str, **options: Any) -> Any:
        person = None if name == "guest" else request.getfixturevalue(name)
        return client_for(person, raise_request_exception=False, **options)

    return of


@pytest.mark.parametrize("actor", ACTORS)
def test_u15_reference_data_and_sign_in_have_the_policy_and_its_friends(
    actor: str, browser: Callable[..., Any], things: dict[str, Any], settings: Any
) -> None:
    """The other pages are judged in the walk of the matrix."""
    settings.SECURE_HSTS_SECONDS = 63_072_000  # as with an https:// PUBLIC_URL, see test_settings
    client, seen = browser(actor), 0
    for operation in (*_admin("GET"), *_people("GET")):
        answer = client.get(operation.path, headers=HTTPS)
        body = answer.content.decode()
        assert not_strict(answer, body) == [], f"{actor} {operation.row} {answer.status_code}"
        seen += answer["Content-Type"].startswith("text/html") and bool(body)
    assert seen > 5


def test_p12_looking_at_reference_data_and_profiles_changes_nothing(
    browser: Callable[..., Any],
    things: dict[str, Any],
    tables: Callable[[], dict[str, str]],
) -> None:
    client = browser("administrator")
    before, last = tables(), Entry.objects.latest("pk").pk
    for operation in (*_admin("GET"), *_people("GET")):
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = client.generic(method, operation.path)
            assert answer.status_code < 500, f"{method} {operation.row}"
    # what is refused is written down (L-01), nothing else
    after, refused = tables(), Entry.objects.filter(pk__gt=last)
    assert {**after, "journal_entry": ""} == {**before, "journal_entry": ""}
    assert {entry.event for entry in refused} <= {"journal.AccessDenied"}


def test_p12_trace_is_refused_everywhere(
    browser: Callable[..., Any], things: dict[str, Any]
) -> None:
    for client in (browser("administrator"), browser("citizen")):
        for operation in pages(things, "GET"):
            answer = client.trace(operation.path)
            assert (operation.row, answer.status_code) == (operation.row, 405)


def test_a12_every_staff_page_wants_the_second_factor_first(
    browser: Callable[..., Any],
    things: dict[str, Any],
    settings: Any,
    tables: Callable[[], dict[str, str]],
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    staff = (("olga_operator", "POST"), ("administrator", "GET"))
    browsers = {actor: browser(actor) for actor, _ in staff}
    before, asked = tables(), 0
    for actor, method in staff:
        for operation in pages(things, method):
            if operation.name in OPEN:
                continue
            asked += 1
            answer = browsers[actor].generic(
                method, operation.path, b"", content_type="application/x-www-form-urlencoded"
            )
            assert answer.status_code == 303, f"{actor} {operation.row}"
            assert answer["Location"] == reverse("mfa_index"), f"{actor} {operation.row}"
    assert asked > 200
    assert tables() == before


def test_a12_neither_basic_nor_token_opens_anything(
    browser: Callable[..., Any], things: dict[str, Any], olga_operator: Any
) -> None:
    from base64 import b64encode

    from tests.factories.accounts import PASSWORD

    basic = b64encode(f"{olga_operator.email}:{PASSWORD}".encode()).decode()
    client = browser("guest")
    for given in (f"Basic {basic}", f"Token {olga_operator.pk}", f"Bearer {olga_operator.pk}"):
        for path, status in (("/desk/", 302), ("/admin/", 302), ("/api/v1/tickets/", 401)):
            assert client.get(path, headers={"Authorization": given}).status_code == status


def _plain(answer: Any, number: int) -> tuple[int, dict[str, str], str]:
    """An answer without what differs from request to request."""
    changing = {"X-Request-Id", "Content-Security-Policy", "Content-Length", "Expires"}
    headers = {name: value for name, value in answer.headers.items() if name not in changing}
    text = answer.content.decode().replace(str(number), "N")
    text = re.sub(r'(nonce|value|request[-_]id)="[^"]*"|"X-CSRFToken": "\w+"', "", text)
    return answer.status_code, headers, re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)


@pytest.mark.parametrize("actor", ["other_citizen", "oleg_operator"])
def test_z02_foreign_and_missing_appeals_are_the_same(
    actor: str, browser: Callable[..., Any], things: dict[str, Any]
) -> None:
    client, compared = browser(actor), 0
    for method in ("GET", "POST"):
        for operation in pages(things, method):
            if str(things["number"]) not in operation.path or operation.path.endswith(
                "registered/"
            ):
                continue
            compared += 1
            missing = operation.path.replace(str(things["number"]), "399999999")
            form = form_of(operation, things) if method == "POST" else None
            answers, queries = [], []
            for path, number in ((operation.path, things["number"]), (missing, 399999999)):
                with CaptureQueriesContext(connection) as asked:
                    answer = (
                        client.generic(method, path) if form is None else client.post(path, form)
                    )
                answers.append(_plain(answer, number))
                queries.append(len(asked))
            assert answers[0][:2] == answers[1][:2], operation.row
            differ = set(answers[0][2].splitlines()) ^ set(answers[1][2].splitlines())
            assert differ == set(), f"{operation.row}: {differ}"
            assert queries[0] == queries[1], operation.row  # the same work, so the same time
    assert compared > 50
