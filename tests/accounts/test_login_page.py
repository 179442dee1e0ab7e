"""Coming in by a password: who gets in, who does not, and that refusals look alike.

Shows A-02 cookies, A-03 session ids, A-07 and A-09 limits, A-10 no hint of accounts, A-19 tokens.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common.models import RateBucket
from journal.models import Entry
from tests.factories.accounts import PASSWORD, make_citizen

LOGIN = "/account/login/"


def post(client: Client, identifier: str, password: str = PASSWORD, **headers: str) -> Any:
    return client.post(LOGIN, {"identifier": identifier, "password": password}, **headers)


@pytest.mark.parametrize(
    "typed", ["+7 916 123-45-67", "8 (916) 123 45 67", "9161234567", "Maria@Example.org "]
)
def test_citizen_comes_in_by_phone_or_email(client: Client, citizen: Any, typed: str) -> None:
    response = post(client, typed)
    assert response.status_code == 303
    assert response["Location"] == reverse("accounts:after-login")
    assert client.session["_auth_user_id"] == str(citizen.user_id)
    assert (
        Entry.objects.filter(event="accounts.SignedIn", actor_id=str(citizen.user_id)).count() == 1
    )


def test_colleague_comes_in_by_work_email(client: Client, olga_operator: User) -> None:
    assert post(client, "OLGA@example.org").status_code == 303
    assert client.session["_auth_user_id"] == str(olga_operator.pk)


def test_safe_next_is_kept_and_a_foreign_one_is_not(citizen: Any) -> None:
    data = {"identifier": citizen.email, "password": PASSWORD}
    for wanted, given in (
        ("/cabinet/201/", "/cabinet/201/"),
        ("https://evil.example/", reverse("accounts:after-login")),
        ("//evil.example/", reverse("accounts:after-login")),
    ):
        assert Client().post(LOGIN, data | {"next": wanted})["Location"] == given


@pytest.mark.django_db
def test_wrong_password_and_unknown_person_get_the_same_page(citizen: Any, former: User) -> None:
    pages = [
        post(Client(), who, password)
        for who, password in (
            ("maria@example.org", "ne-tot-parol"),
            ("nobody@example.org", "ne-tot-parol"),
            ("former@example.org", PASSWORD),
        )
    ]
    assert [page.status_code for page in pages] == [422, 422, 422]
    words = [
        page.content.decode().partition('<div class="error-summary"')[2].partition("</div>")[0]
        for page in pages
    ]
    assert "Не получилось войти" in words[0]
    assert len(set(words)) == 1


def test_password_is_hashed_once_whoever_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, citizen: Any, olga_operator: User
) -> None:
    hashed = count_hashes(monkeypatch)
    for who in ("maria@example.org", "+79161234567", "nobody@example.org", "olga@example.org"):
        before = len(hashed)
        post(Client(REMOTE_ADDR=f"10.0.0.{before}"), who, "ne-tot-parol")
        assert len(hashed) - before == 1, who


def test_session_id_changes_at_every_step(client: Client, citizen: Any) -> None:
    client.get(LOGIN)
    session = client.session
    session["mark"] = 1
    session.save()
    client.cookies["__Host-session"] = session.session_key
    before = session.session_key
    post(client, citizen.email)
    assert client.session.session_key != before
    assert not client.session.exists(before)


def test_sixth_try_is_refused_even_with_the_right_password(client: Client, citizen: Any) -> None:
    for _ in range(5):
        assert post(client, citizen.email, "ne-tot-parol").status_code == 422
    refused = post(client, citizen.email, PASSWORD)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 901
    assert "_auth_user_id" not in client.session


def test_forged_addresses_do_not_help(citizen: Any) -> None:
    """The front appends one address; whatever a client writes stands left of it (A-09)."""
    codes = [
        post(
            Client(),
            citizen.email,
            "ne-tot-parol",
            HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.7",
            HTTP_X_REAL_IP=f"203.0.113.{number}",
            HTTP_FORWARDED=f"for=203.0.113.{number}",
        ).status_code
        for number in range(7)
    ]
    assert codes == [422, 422, 422, 422, 422, 429, 429]


def test_success_forgives_earlier_slips(client: Client, citizen: Any) -> None:
    for _ in range(4):
        post(Client(), citizen.email, "ne-tot-parol")
    assert post(client, citizen.email).status_code == 303
    assert post(Client(), citizen.email, "ne-tot-parol").status_code == 422


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_tries_compute_five_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    make_citizen(email="many@example.org")
    hashed = count_hashes(monkeypatch)

    def attempt(_: int) -> int:
        try:
            return int(post(Client(), "many@example.org", "ne-tot-parol").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        codes = list(pool.map(attempt, range(50)))
    assert len(hashed) == 5
    assert sorted(codes) == [422] * 5 + [429] * 45
    assert post(Client(), "many@example.org").status_code == 429
    RateBucket.objects.all().delete()


@pytest.mark.django_db
def test_huge_password_is_refused_without_hashing(
    monkeypatch: pytest.MonkeyPatch, client: Client, citizen: Any
) -> None:
    hashed = count_hashes(monkeypatch)
    assert post(client, citizen.email, "я" * 500).status_code == 422
    assert hashed == []


@pytest.mark.django_db
def test_long_cyrillic_password_with_spaces_opens(client: Client) -> None:
    words = " длинный пароль из слов с пробелами и Ё на конце строки 12345678 "
    someone = make_citizen(password=words)
    assert post(client, someone.email, words).status_code == 303


def test_signed_in_person_is_led_on(client_for: Any, citizen: Any) -> None:
    response = client_for(citizen).get(LOGIN)
    assert response["Location"] == reverse("accounts:after-login")


def test_logout_ends_the_session(client_for: Any, citizen: Any) -> None:
    browser = client_for(citizen)
    key = browser.session.session_key
    assert browser.get("/account/logout/").status_code == 405
    assert browser.post("/account/logout/").status_code == 303
    assert not browser.session.exists(key)


def count_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count how often a password is hashed, whoever asks."""
    hashed: list[str] = []
    encode = hashers.MD5PasswordHasher.encode

    def counting(self: Any, password: str, salt: str) -> str:
        hashed.append(salt)
        return str(encode(self, password, salt))

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counting)
    return hashed


def test_session_cookie_is_hardened(client: Client, citizen: Any) -> None:
    response = post(client, citizen.email)
    cookie = response.cookies["__Host-session"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert all(morsel["secure"] for morsel in response.cookies.values())


def test_every_form_wants_its_token(citizen: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    data = {"identifier": citizen.email, "password": PASSWORD}
    assert strict.post(LOGIN, data).status_code == 403
    foreign = {"HTTP_ORIGIN": "https://evil.example"}
    for page in ("signup", "recovery", "logout", "another-code", "other-sessions"):
        address = reverse(f"accounts:{page}")
        assert strict.post(address, {}).status_code == 403, page
        assert strict.post(address, {}, **foreign).status_code == 403, page


def test_logs_and_journal_name_nobody(
    client: Client, citizen: Any, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    for who, password in (
        (citizen.email, "ne-tot-parol"),
        (citizen.phone, "ne-tot-parol"),
        (citizen.email, PASSWORD),
    ):
        post(client, who, password)
    written = caplog.text + "".join(capfd.readouterr()) + str(list(Entry.objects.values()))
    assert written
    for secret in ("maria@example.org", "79161234567", "Морозова", "ne-tot-parol", PASSWORD):
        assert secret not in written
