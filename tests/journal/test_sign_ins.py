"""L-01: coming in, failing to and leaving are facts, one each."""

from collections.abc import Callable
from typing import Any

import pytest

from journal.models import Entry
from tests.factories.accounts import PASSWORD, make_staff

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


def events() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("pk").values_list("event", "actor_kind"))


@pytest.fixture
def person(db: None) -> Any:
    return make_staff("anna@example.org", role="auditor")


def test_l01_each_sign_in_failure_and_leaving_is_one_row(
    person: Any, client_for: Callable[..., Any]
) -> None:
    client = client_for(None)
    form = {"identifier": "anna@example.org", "password": "wrong"}
    assert client.post(LOGIN, form).status_code == 422
    assert client.post(LOGIN, form | {"password": PASSWORD}).status_code == 303
    client.post("/account/logout/")
    assert events() == [
        ("accounts.SignInFailed", "system"),
        ("accounts.SignedIn", "staff"),
        ("accounts.SignedOut", "staff"),
    ]
    assert {entry.subject for entry in Entry.objects.all()} == {f"user:{person.pk}"}


def test_of_unknown_people_nothing_is_kept(client_for: Callable[..., Any]) -> None:
    form = {"identifier": "nobody@example.org", "password": "wrong"}
    assert client_for(None).post(LOGIN, form).status_code == 422
    assert events() == []
