"""A-20: people see their sessions and end them; no key of one is ever in a page."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from accounts.models import SignedInSession
from accounts.selectors import user_of_session
from journal.models import Entry
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
PAGE = "/account/profile/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1"


def signed_in(agent: str, identifier: str = "maria@example.org") -> Client:
    client = Client(headers={"User-Agent": agent})
    answer = client.post("/account/login/", {"identifier": identifier, "password": PASSWORD})
    assert answer.status_code == 303
    return client


@pytest.fixture
def office(citizen: Any) -> Client:
    return signed_in(FIREFOX)


@pytest.fixture
def phone(citizen: Any) -> Client:
    return signed_in(SAFARI)


def row_of(client: Client) -> SignedInSession:
    return next(
        row for row in SignedInSession.objects.all() if row.key == client.session.session_key
    )


def test_a20_both_are_listed_and_this_one_is_marked(office: Client, phone: Client) -> None:
    page = office.get(PAGE).content.decode()
    assert "Firefox, Windows" in page
    assert "Safari, iPhone" in page
    assert page.count("это устройство") == 1
    assert page.count("Закрыть вход") == 1


def test_a20_ended_one_opens_nothing_and_its_socket_is_nobodys(
    office: Client,
    phone: Client,
    citizen: Any,
    django_capture_on_commit_callbacks: Any,
    monkeypatch: Any,
) -> None:
    heard: list[str] = []
    monkeypatch.setattr("accounts.actions.own_sessions.poke", heard.append)
    key = phone.session.session_key
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(f"{PAGE}{row_of(phone).pk}/end/")
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert user_of_session(key) is None
    assert heard == [f"user:{citizen.user.pk}"]
    assert phone.get(PAGE).status_code == 302
    page = office.get(PAGE).content.decode()
    assert "Safari" not in page
    assert Entry.objects.filter(event="accounts.SessionEnded").count() == 1


def test_a20_no_key_is_in_any_page(office: Client, phone: Client) -> None:
    keys = [str(client.session.session_key) for client in (office, phone)]
    for address in (PAGE, "/account/profile/", "/cabinet/"):
        page = office.get(address).content.decode()
        assert not any(key in page for key in keys)


def test_a20_another_persons_is_not_found(office: Client, other_citizen: Any) -> None:
    stranger = signed_in(FIREFOX, "petr@example.org")
    assert stranger.post(f"{PAGE}{row_of(office).pk}/end/").status_code == 404
    assert SESSION_KEY in office.session


def test_row_follows_a_new_key_and_a_changed_password_ends_the_others(
    office: Client, phone: Client
) -> None:
    before = office.session.session_key
    form = {"current": PASSWORD, "password": "sovsem-drugoy-2026"}
    assert office.post("/account/profile/password/", form).status_code == 303
    assert office.session.session_key != before
    page = office.get(PAGE).content.decode()
    assert "это устройство" in page
    assert "Safari" not in page


def test_leaving_takes_the_row_along(office: Client) -> None:
    office.post("/account/logout/")
    assert SignedInSession.objects.count() == 0


def test_key_lies_sealed_and_a_day_later_nothing_is_listed(
    office: Client, citizen: Any, time_machine: Any
) -> None:
    from datetime import UTC, datetime

    from django.db import connection

    from accounts.selectors.own_sessions import sessions_of

    with connection.cursor() as cursor:
        cursor.execute("SELECT key, key_digest FROM accounts_signedinsession")
        kept = b"".join(bytes(value) for value in cursor.fetchone())
    assert str(office.session.session_key).encode() not in kept
    late = datetime.now(UTC) + timedelta(hours=24, minutes=1)
    assert not sessions_of(citizen.user, now=late).exists()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        (SAFARI, "Safari, iPhone"),
        ("", "Браузер"),
        (
            "Mozilla/5.0 (Linux; Android 16) Chrome/140 Mobile YaBrowser/25",
            "Яндекс Браузер, Android",
        ),
    ],
)
def test_device_is_named_in_two_words(agent: str, words: str) -> None:
    from accounts.devices import device_words

    assert device_words(agent) == words
