"""A-08: an attacker cannot lock the owner out, and a known device opens nothing by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from accounts.known_devices import COOKIE
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MARIA = "maria@example.org"


def come(client: Client, password: str, address: str, identifier: str = MARIA) -> Any:
    form = {"identifier": identifier, "password": password}
    return client.post("/account/login/", form, headers={"X-Forwarded-For": address})


@pytest.fixture
def owners_browser(citizen: Any, time_machine: Any) -> Client:
    """A browser the owner has signed in from, and out again."""
    time_machine.move_to(NOW, tick=False)
    client = Client()
    assert come(client, PASSWORD, "198.51.100.7").status_code == 303
    client.post("/account/logout/")
    assert SESSION_KEY not in client.session
    return client


def attack(time_machine: Any) -> Any:
    """Wrong passwords from many addresses over two windows, more than a person has; the last answer of one."""
    attacker = Client()
    for window in range(2):
        time_machine.move_to(NOW + window * timedelta(minutes=15, seconds=1), tick=False)
        for number in range(35):
            come(attacker, "wrong", f"203.0.113.{number % 20 + 1}")
    return come(attacker, PASSWORD, "203.0.113.1")


def test_owner_comes_in_at_the_first_try_while_the_attacker_waits(
    owners_browser: Client, time_machine: Any
) -> None:
    refused = attack(time_machine)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) <= 900
    stranger = come(Client(), PASSWORD, "198.51.100.9")
    assert stranger.status_code == 429
    assert come(owners_browser, PASSWORD, "198.51.100.7").status_code == 303
    assert SESSION_KEY in owners_browser.session


def test_known_device_has_five_tries_like_everybody(owners_browser: Client) -> None:
    answers = [come(owners_browser, "wrong", "198.51.100.7").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_device_is_known_for_its_people_only(
    owners_browser: Client, other_citizen: Any, time_machine: Any
) -> None:
    for number in range(31):
        come(Client(), "wrong", f"203.0.113.{number + 1}", "petr@example.org")
    refused = come(owners_browser, PASSWORD, "198.51.100.7", "petr@example.org")
    assert refused.status_code == 429


def test_forged_cookie_is_no_device(citizen: Any, time_machine: Any) -> None:
    attack(time_machine)
    for number, value in enumerate(("", "x", "a:b:c", "eyJkZXZpY2UiOiJ4In0:1:x")):
        client = Client()
        client.cookies[COOKIE] = value
        assert come(client, PASSWORD, f"198.51.100.{number}").status_code == 429, value


def test_cookie_is_hardened_and_names_nobody(owners_browser: Client) -> None:
    cookie = owners_browser.cookies[COOKIE]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert "maria" not in cookie.value
