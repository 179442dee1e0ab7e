"""The profile: names, addresses proved by a code, password, other sessions (A-05, A-06)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Citizen, ContactChange, User
from accounts.selectors import user_of_session
from journal.models import Entry
from tests.accounts.test_code_pages import last_code
from tests.factories.accounts import PASSWORD, make_limit

PROFILE = "/account/profile/"
NAMES = {
    "last_name": "Морозова-Ким",
    "first_name": "Мария",
    "middle_name": "Петровна",
    "language": "en",
}


def facts(name: str) -> list[dict[str, Any]]:
    return list(Entry.objects.filter(event=f"accounts.{name}").values_list("data", flat=True))


def test_stranger_is_asked_to_come_in(client: Client, db: None) -> None:
    for name in ("profile", "contact", "password"):
        address = reverse(f"accounts:{name}")
        assert client.get(address)["Location"] == f"/account/login/?next={address}"


def test_name_and_language_change(client_for: Any, citizen: Citizen) -> None:
    assert client_for(citizen).post(PROFILE, NAMES).status_code == 303
    saved = Citizen.objects.get(pk=citizen.pk)
    assert (saved.last_name, saved.language) == ("Морозова-Ким", "en")
    assert facts("ProfileUpdated") == [
        {"citizen_id": str(citizen.pk), "fields": ["last_name", "language"]}
    ]


def test_saving_nothing_new_records_nothing(client_for: Any, citizen: Citizen) -> None:
    same = {name: getattr(citizen, name) for name in ("last_name", "first_name", "middle_name")}
    assert client_for(citizen).post(PROFILE, same | {"language": "ru"}).status_code == 303
    assert facts("ProfileUpdated") == []


def test_nameless_is_refused(client_for: Any, citizen: Citizen) -> None:
    page = client_for(citizen).post(PROFILE, NAMES | {"last_name": "4"})
    assert page.status_code == 422
    assert Citizen.objects.get(pk=citizen.pk).last_name == "Морозова"


def test_limit_is_told_with_its_reason(
    client_for: Any, citizen: Citizen, senior: User, time_machine: Any, now: Any
) -> None:
    time_machine.move_to(now, tick=False)
    make_limit(citizen, set_by=senior, now=now)
    page = client_for(citizen).get(PROFILE).content.decode()
    assert "Оскорбления" in page
    assert "27 ноября 2026" in page


def test_new_phone_counts_after_its_code(client_for: Any, citizen: Citizen) -> None:
    client, other = client_for(citizen), client_for(citizen)
    response = client.post("/account/profile/contact/", {"identifier": "8 916 000-11-22"})
    assert response["Location"] == reverse("accounts:code")
    assert Citizen.objects.get(pk=citizen.pk).phone == "+79161234567"
    assert client.post("/account/code/", {"code": last_code()})["Location"] == PROFILE
    saved = Citizen.objects.get(pk=citizen.pk)
    assert (saved.phone, saved.email) == ("+79160001122", "maria@example.org")
    change = ContactChange.objects.get()
    assert (change.channel, change.old_address) == ("sms", "+79161234567")
    assert facts("ContactChanged") == [
        {"change_id": str(change.pk), "citizen_id": str(citizen.pk), "channel": "sms"}
    ]
    assert client.get(PROFILE).status_code == 200
    assert other.get(PROFILE).status_code == 302


def test_taken_email_is_refused_to_who_proved_it(
    client_for: Any, citizen: Citizen, other_citizen: Citizen
) -> None:
    client = client_for(citizen)
    client.post("/account/profile/contact/", {"identifier": other_citizen.email})
    page = client.post("/account/code/", {"code": last_code()})
    assert page.status_code == 422
    assert "уже входят в другой профиль" in page.content.decode()
    assert Citizen.objects.get(pk=citizen.pk).email == "maria@example.org"
    assert facts("ContactChanged") == []


def test_password_change_needs_the_old_one_and_ends_other_sessions(
    client_for: Any, citizen: Citizen
) -> None:
    client, other = client_for(citizen), client_for(citizen)
    new = {"password": "novye-slova-2026"}
    assert client.post("/account/profile/password/", new | {"current": "ne-tot"}).status_code == 422
    assert other.get(PROFILE).status_code == 200
    assert client.post("/account/profile/password/", new | {"current": PASSWORD}).status_code == 303
    assert User.objects.get(pk=citizen.user_id).check_password("novye-slova-2026")
    assert client.get(PROFILE).status_code == 200
    assert other.get(PROFILE).status_code == 302
    assert facts("PasswordChanged") == [{"user_id": str(citizen.user_id)}]


def test_old_password_is_guessed_at_five_times_at_most(client_for: Any, citizen: Citizen) -> None:
    client = client_for(citizen)
    data = {"password": "novye-slova-2026", "current": "ne-tot"}
    codes = [client.post("/account/profile/password/", data).status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]


@pytest.mark.parametrize("who", ["citizen", "olga_operator"])
def test_other_sessions_end(request: Any, client_for: Any, who: str) -> None:
    person = request.getfixturevalue(who)
    client, other = client_for(person), client_for(person)
    keys = [browser.session.session_key for browser in (client, other)]
    assert all(user_of_session(key) for key in keys)
    assert client.post("/account/profile/other-sessions/").status_code == 303
    assert client.get(PROFILE).status_code == 200
    assert other.get(PROFILE).status_code == 302
    assert user_of_session(client.session.session_key) is not None
    assert user_of_session(keys[1]) is None


def test_session_of_nobody_is_nobody(db: None) -> None:
    assert user_of_session(None) is None
    assert user_of_session("") is None
    assert user_of_session("unknown-key") is None


def test_colleague_sees_role_and_teams(client_for: Any, olga_operator: User) -> None:
    page = client_for(olga_operator).get(PROFILE).content.decode()
    assert "Оператор" in page
    assert "Линия А" in page


def test_logout_is_told_to_the_sockets(
    client_for: Any, citizen: Citizen, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    told: list[str] = []
    monkeypatch.setattr("accounts.views.login.poke", told.append)
    settings.LOGOUT_REDIRECT_URL = "accounts:login"
    client = client_for(citizen)
    key = client.session.session_key
    client.post("/account/logout/")
    assert told == [f"user:{citizen.user_id}"]
    assert user_of_session(key) is None
