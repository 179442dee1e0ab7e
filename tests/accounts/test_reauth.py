"""A-18: the serious wants a proof of the last five minutes, wherever it is asked for."""

from typing import Any

import pytest

from accounts.models import ApiKey, Citizen, OneTimeCode, User
from journal.models import Entry
from tests.factories.accounts import PASSWORD

OLD_S = 301


def assert_asks_for_proof(response: Any, back: str) -> None:
    assert (response.status_code, response["X-Error-Code"]) == (403, "reauth_required")
    assert f"/account/confirm/?next={back}" in response.content.decode()


def test_contact_is_changed_only_soon_after_a_proof(client_for: Any, citizen: Citizen) -> None:
    page = "/account/profile/contact/"
    client = client_for(citizen, proved_s_ago=OLD_S)
    back = "%2Faccount%2Fprofile%2Fcontact%2F"
    assert_asks_for_proof(client.get(page), back)
    referer = {"Referer": f"http://testserver{page}"}
    refused = client.post(page, {"identifier": "new@example.org"}, headers=referer)
    assert_asks_for_proof(refused, back)
    assert OneTimeCode.objects.count() == 0
    confirmed = client.post("/account/confirm/", {"password": PASSWORD, "next": page})
    assert (confirmed.status_code, confirmed["Location"]) == (302, page)
    assert client.get(page).status_code == 200
    assert client.post(page, {"identifier": "new@example.org"}).status_code == 303


def test_wrong_password_confirms_nothing(client_for: Any, citizen: Citizen) -> None:
    client = client_for(citizen, proved_s_ago=OLD_S)
    assert client.post("/account/confirm/", {"password": "not this"}).status_code == 200
    assert client.get("/account/profile/contact/").status_code == 403


def test_proof_holds_five_minutes(client_for: Any, citizen: Citizen, time_machine: Any) -> None:
    time_machine.move_to("2026-11-20T09:00:00Z", tick=False)
    client = client_for(citizen)
    time_machine.shift(300)
    assert client.get("/account/profile/contact/").status_code == 200
    time_machine.shift(1)
    assert client.get("/account/profile/contact/").status_code == 403


def test_role_teams_and_keys_want_a_proof(
    client_for: Any, administrator: User, olga_operator: User, team_a: Any
) -> None:
    client = client_for(administrator, proved_s_ago=OLD_S)
    page = f"/admin/accounts/user/{olga_operator.pk}/change/"
    assert client.get(page).status_code == 200
    form = {"email": olga_operator.email, "full_name": olga_operator.full_name, "alias": ""}
    assert client.post(page, form | {"role": "administrator"}).status_code == 403
    assert client.post("/admin/accounts/user/add/", form | {"role": "senior"}).status_code == 403
    key = {"title": "Портал", "scopes": ["tickets:read"], "teams": [str(team_a.pk)]}
    assert client.post("/admin/accounts/apikey/add/", key).status_code == 403
    deactivate = {"action": "deactivate", "_selected_action": [str(olga_operator.pk)]}
    assert client.post("/admin/accounts/user/", deactivate).status_code == 403
    olga = User.objects.get(pk=olga_operator.pk)
    assert (olga.role, olga.is_active) == ("operator", True)
    assert (ApiKey.objects.count(), User.objects.filter(kind="staff").count()) == (0, 2)
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("name", ["totp/activate/", "webauthn/add/", "recovery-codes/generate/"])
def test_second_factors_want_a_proof(client_for: Any, olga_operator: User, name: str) -> None:
    address = f"/account/second-factor/{name}"
    answer = client_for(olga_operator, proved_s_ago=OLD_S).get(address)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/account/confirm/")


def test_htmx_is_led_to_the_page_of_confirming(client_for: Any, citizen: Citizen) -> None:
    here = "http://testserver/account/profile/?tab=1"
    headers = {"HX-Request": "true", "HX-Current-URL": here}
    client = client_for(citizen, proved_s_ago=OLD_S)
    answer = client.post("/account/profile/contact/", {}, headers=headers)
    assert answer["HX-Redirect"] == "/account/confirm/?next=%2Faccount%2Fprofile%2F%3Ftab%3D1"


def test_way_back_never_leaves_the_site(client_for: Any, citizen: Citizen) -> None:
    headers = {"Referer": "https://elsewhere.example/account/"}
    client = client_for(citizen, proved_s_ago=OLD_S)
    answer = client.post("/account/profile/contact/", {}, headers=headers)
    assert_asks_for_proof(answer, "%2Faccount%2Fafter-login%2F")
