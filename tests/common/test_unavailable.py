"""A database that is away is answered 503 with Retry-After, on pages and in the API (P-11, R-11)."""

from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from accounts.models import Team
from tests.factories.accounts import bearer, make_api_key

AWAY = OperationalError("server closed the connection unexpectedly")


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def test_a_page_says_to_come_back(browser: Client) -> None:
    with patch("gosuslugi_support.health.PROBES", {"database": _fail}):
        answer = browser.get("/healthz")
    assert answer.status_code == 200
    with patch("gosuslugi_support.health._state", side_effect=AWAY):
        answer = browser.get("/readyz")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "server closed" not in answer.content.decode()


@pytest.mark.django_db
def test_the_api_says_so_as_a_problem(browser: Client, team_a: Team) -> None:
    key = make_api_key(teams=[team_a])
    with patch("tickets.api.tickets.feed_of", side_effect=AWAY):
        answer = browser.get("/api/v1/tickets/", headers={"Authorization": bearer(key)})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json()["code"] == "unavailable"
    assert "server closed" not in answer.content.decode()


def _fail() -> None:
    raise AWAY
