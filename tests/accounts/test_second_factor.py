"""Staff do nothing without a second factor; every path, no side door (A-12, A-03, A-06)."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.middleware import OPEN
from accounts.models import User
from accounts.selectors import user_of_session
from journal.models import Entry
from tests.factories.accounts import PASSWORD, make_staff

SECRET = "JBSWY3DPEHPK3PXP"
COUNTER = 59_000_000


@pytest.fixture
def half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """The half minute of `totp()` stands still: a code made at its end is else refused a moment later."""
    monkeypatch.setattr(
        "allauth.mfa.totp.internal.auth.yield_hotp_counters_from_time", lambda: iter([COUNTER])
    )


@pytest.fixture(autouse=True)
def _required(settings: Any, db: None, half_minute: None) -> None:
    settings.STAFF_SECOND_FACTOR = True
    cache.clear()


def totp(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, COUNTER))


@pytest.fixture
def olga(olga_operator: User) -> User:
    TOTP.activate(olga_operator, SECRET)
    return olga_operator


def password_step(client: Client, user: User) -> Any:
    return client.post("/account/login/", {"identifier": user.email, "password": PASSWORD})


def test_every_staff_address_leads_to_the_set_up(client_for: Any, administrator: User) -> None:
    client = client_for(administrator)
    asked = 0
    for pattern in get_resolver().reverse_dict:
        if not isinstance(pattern, str) or pattern in OPEN:
            continue
        try:
            address = reverse(pattern)
        except Exception:  # an address with arguments is asked for in its own app's tests
            continue
        response = client.get(address)
        assert response.status_code in {303, 405}, pattern
        if response.status_code == 303:
            assert response["Location"] == reverse("mfa_index"), pattern
        asked += 1
    assert asked > 2
    for address in ("/account/profile/", "/admin/", "/admin/accounts/user/"):
        assert client.get(address)["Location"] == reverse("mfa_index")


def test_socket_of_half_a_sign_in_is_refused(
    client_for: Any, administrator: User, olga: User
) -> None:
    assert user_of_session(client_for(administrator).session.session_key) is None
    assert user_of_session(client_for(olga).session.session_key) == olga


def test_admin_login_is_the_common_one(client: Client) -> None:
    response = client.get("/admin/login/")
    assert response["Location"].startswith("/account/login/")
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code in {
        302,
        303,
    }


def test_password_alone_is_no_session_and_ids_change(client: Client, olga: User) -> None:
    client.get("/account/login/")
    response = password_step(client, olga)
    assert response["Location"] == reverse("mfa_authenticate")
    assert SESSION_KEY not in client.session
    after_password = client.session.session_key
    assert client.get("/account/profile/").status_code == 302
    response = client.post(reverse("mfa_authenticate"), {"code": totp()})
    assert response["Location"] == reverse("accounts:after-login")
    assert client.session[SESSION_KEY] == str(olga.pk)
    assert client.session.session_key != after_password
    assert not client.session.exists(after_password)


def test_code_by_email_does_not_pass_the_second_factor_by(client: Client, olga: User) -> None:
    from tests.accounts.test_code_pages import last_code

    client.post("/account/login/", {"identifier": olga.email, "way": "code"})
    response = client.post("/account/code/", {"code": last_code()})
    assert response["Location"] == reverse("mfa_authenticate")
    assert SESSION_KEY not in client.session


def test_recovery_does_not_pass_the_second_factor_by(client: Client, olga: User) -> None:
    from tests.accounts.test_code_pages import last_code

    client.post("/account/recovery/", {"identifier": olga.email})
    client.post("/account/code/", {"code": last_code()})
    response = client.post("/account/recovery/password/", {"password": "novye-slova-2026"})
    assert response["Location"] == reverse("mfa_authenticate")
    assert SESSION_KEY not in client.session


def test_wrong_second_factor_is_refused(client: Client, olga: User) -> None:
    password_step(client, olga)
    page = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert page.status_code == 200
    assert SESSION_KEY not in client.session


def test_same_code_is_not_taken_twice(olga: User) -> None:
    code = totp()
    first, second = Client(), Client()
    for client in (first, second):
        password_step(client, olga)
        client.post(reverse("mfa_authenticate"), {"code": code})
    assert SESSION_KEY in first.session
    assert SESSION_KEY not in second.session


@pytest.mark.django_db(transaction=True)
def test_set_up_opens_the_house_and_ends_other_sessions(client_for: Any) -> None:
    kira = make_staff("kira@example.org", role="quality")
    other, client = client_for(kira), Client()
    password_step(client, kira)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get("/account/profile/").status_code == 200
    assert other.get("/account/profile/").status_code == 302
    changes = Entry.objects.filter(event="accounts.SecondFactorChanged").values_list(
        "data", flat=True
    )
    assert sorted(change["method"] for change in changes) == ["recovery_codes", "totp"]


def test_secrets_are_sealed(olga: User) -> None:
    assert SECRET not in str(Authenticator.objects.get().data)


def test_last_factor_stays(client: Client, olga: User) -> None:
    password_step(client, olga)
    client.post(reverse("mfa_authenticate"), {"code": totp()})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=olga, type="totp").count() == 1


def test_old_sign_in_is_asked_again(client: Client, olga: User) -> None:
    password_step(client, olga)
    client.post(reverse("mfa_authenticate"), {"code": totp()})
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 301
    session.save()
    response = client.get(reverse("mfa_generate_recovery_codes"))
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    page = client.post(response["Location"], {"password": "ne-tot"})
    assert page.status_code == 200
    assert client.post(response["Location"], {"password": PASSWORD}).status_code == 302
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200


def test_demo_does_without(settings: Any, client_for: Any, administrator: User) -> None:
    settings.STAFF_SECOND_FACTOR = False
    assert client_for(administrator).get("/account/profile/").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_deactivate_totp",
    ],
)
def test_pages_render_in_russian(client: Client, olga: User, name: str) -> None:
    password_step(client, olga)
    client.post(reverse("mfa_authenticate"), {"code": totp()})
    client.post(reverse("mfa_generate_recovery_codes"))
    page = client.get(reverse(name))
    if name == "mfa_activate_totp":
        assert page.status_code == 302
        return
    assert page.status_code == 200
    assert "Второй фактор" in page.content.decode()


def test_passkey_options_are_given_to_a_stranger(client: Client) -> None:
    answer = client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert answer.json()["request_options"]["publicKey"]["rpId"] == "localhost"
