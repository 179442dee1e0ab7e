"""Login by code, sign-up, recovery: through the pages a person uses, without a hint of accounts (A-10)."""

from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Citizen, OneTimeCode, User
from accounts.selectors import code_for_delivery
from tests.factories.accounts import PASSWORD, make_citizen, make_profile

pytestmark = pytest.mark.django_db
NEW = {
    "last_name": "Петрова",
    "first_name": "Анна",
    "middle_name": "",
    "phone": "8 916 555-44-33",
    "email": "",
    "password": "sovsem-novyi-parol",
    "consent": "on",
}


def last_code() -> str:
    """Return the digits of the newest code, as the delivery would get them."""
    given = code_for_delivery(OneTimeCode.objects.latest("created_at").pk)
    assert given is not None
    return given.code


def who(client: Client) -> str | None:
    return client.session.get(SESSION_KEY)


def test_person_comes_in_by_a_code(client: Client, citizen: Any) -> None:
    response = client.post(
        "/account/login/", {"identifier": citizen.phone, "way": "code", "next": "/cabinet/7/"}
    )
    assert (response.status_code, response["Location"]) == (303, reverse("accounts:code"))
    assert "+7 916 ***-**-67" in client.get("/account/code/").content.decode()
    before = client.session.session_key
    response = client.post("/account/code/", {"code": last_code()})
    assert (response.status_code, response["Location"]) == (303, "/cabinet/7/")
    assert who(client) == str(citizen.user_id)
    assert client.session.session_key != before


def test_wrong_code_keeps_the_door_shut(client: Client, citizen: Any) -> None:
    client.post("/account/login/", {"identifier": citizen.phone, "way": "code"})
    wrong = f"{(int(last_code()) + 1) % 10**6:06}"
    page = client.post("/account/code/", {"code": wrong})
    assert page.status_code == 422
    assert "Осталось попыток: 4" in page.content.decode()
    assert who(client) is None


def test_code_of_another_browser_does_not_open(citizen: Any) -> None:
    mine, foreign = Client(), Client()
    mine.post("/account/login/", {"identifier": citizen.phone, "way": "code"})
    code = last_code()
    foreign.post("/account/login/", {"identifier": citizen.email, "way": "code"})
    assert foreign.post("/account/code/", {"code": code}).status_code == 422
    assert who(foreign) is None


@pytest.mark.parametrize("page", ["/account/login/", "/account/recovery/"])
def test_unknown_address_gets_the_same_answer_and_work(citizen: Any, page: str) -> None:
    answers, work = [], []
    for address in (citizen.email, "nobody@example.org"):
        client = Client()
        client.get(page)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.post(page, {"identifier": address, "way": "code"})
        answers.append((response.status_code, response["Location"]))
        work.append(len(queries))
        shown = client.get("/account/code/")
        assert shown.status_code == 200
    assert answers[0] == answers[1]
    assert work[0] == work[1]
    assert OneTimeCode.objects.filter(delivery=OneTimeCode.WITHHELD).count() == 1


def test_fixed_phone_is_told_that_no_sms_gets_there(client: Client) -> None:
    page = client.post("/account/login/", {"identifier": "+7 495 123-45-67", "way": "code"})
    assert page.status_code == 422
    assert "мобильный номер" in page.content.decode()
    assert OneTimeCode.objects.count() == 0


def test_second_request_within_a_minute_says_when(client: Client, citizen: Any) -> None:
    client.post("/account/login/", {"identifier": citizen.phone, "way": "code"})
    page = client.post("/account/login/", {"identifier": citizen.phone, "way": "code"})
    assert page.status_code == 429
    assert 55 <= int(page["Retry-After"]) <= 61
    assert OneTimeCode.objects.count() == 1


def test_sign_up_proves_the_phone_and_lets_in(client: Client) -> None:
    assert client.post("/account/signup/", NEW).status_code == 303
    assert Citizen.objects.count() == 0
    assert client.post("/account/code/", {"code": last_code()}).status_code == 303
    citizen = Citizen.objects.get()
    assert (citizen.full_name, citizen.phone) == ("Петрова Анна", "+79165554433")
    assert citizen.phone_verified_at is not None
    assert citizen.user is not None
    assert citizen.user.check_password("sovsem-novyi-parol")
    assert who(client) == str(citizen.user_id)


def test_sign_up_with_both_goes_on_to_the_email(client: Client) -> None:
    client.post("/account/signup/", NEW | {"email": "anna@example.org"})
    response = client.post("/account/code/", {"code": last_code()})
    assert response["Location"] == reverse("accounts:code")
    assert "Подтвержу позже" in client.get("/account/code/").content.decode()
    assert Citizen.objects.get().email == ""
    client.post("/account/code/", {"code": last_code()})
    assert Citizen.objects.get().email == "anna@example.org"
    assert who(client) == str(Citizen.objects.get().user_id)


def test_session_holds_no_name_phone_or_password(client: Client) -> None:
    client.post("/account/signup/", NEW)
    kept = str(dict(client.session))
    for secret in ("Петрова", "9165554433", "sovsem-novyi-parol", "md5$"):
        assert secret not in kept


def test_sign_up_with_a_taken_phone_is_a_sign_in(client: Client, citizen: Any) -> None:
    """The answer before the code is the same as for a free phone; after it, the owner is let in."""
    response = client.post("/account/signup/", NEW | {"phone": citizen.phone})
    assert (response.status_code, response["Location"]) == (303, reverse("accounts:code"))
    client.post("/account/code/", {"code": last_code()})
    assert who(client) == str(citizen.user_id)
    same = Citizen.objects.get()
    assert same.full_name == "Морозова Мария Петровна"
    assert same.user is not None
    assert same.user.check_password(PASSWORD)


def test_sign_up_with_staff_email_is_refused_after_the_code(
    client: Client, olga_operator: User
) -> None:
    client.post("/account/signup/", NEW | {"phone": "", "email": olga_operator.email})
    assert client.post("/account/code/", {"code": last_code()}).status_code == 422
    assert (who(client), Citizen.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"consent": ""}, "Без согласия"),
        ({"phone": ""}, "Укажите телефон или почту"),
        ({"password": "12345678"}, "пароль"),
        ({"password": "korot"}, "коротк"),
        ({"last_name": "<b>"}, "только буквы"),
        ({"phone": "+7 495 123-45-67"}, "мобильный номер"),
    ],
)
def test_sign_up_says_what_to_mend(client: Client, change: dict[str, str], words: str) -> None:
    page = client.post("/account/signup/", NEW | change)
    assert page.status_code == 422
    assert words.lower() in page.content.decode().lower()
    assert OneTimeCode.objects.count() == 0


def test_sign_up_joins_what_is_known_by_phone_and_name(client: Client) -> None:
    known = make_profile(last_name="Петрова", first_name="Анна", phone="+79165554433")
    namesake = make_profile(last_name="Сидоров", first_name="Сидор", phone="+79165554433")
    client.post("/account/signup/", NEW)
    client.post("/account/code/", {"code": last_code()})
    signed = Citizen.objects.get(user__isnull=False)
    assert Citizen.objects.get(pk=known.pk).merged_into == signed
    assert Citizen.objects.get(pk=namesake.pk).merged_into is None


def test_recovery_sets_a_password_and_ends_other_sessions(client_for: Any, citizen: Any) -> None:
    other, client = client_for(citizen), Client()
    client.post("/account/recovery/", {"identifier": citizen.email})
    response = client.post("/account/code/", {"code": last_code()})
    assert response["Location"] == reverse("accounts:new-password")
    assert who(client) is None
    assert client.post("/account/recovery/password/", {"password": "12345"}).status_code == 422
    assert (
        client.post("/account/recovery/password/", {"password": "novye-slova-2026"}).status_code
        == 303
    )
    assert who(client) == str(citizen.user_id)
    assert other.get("/account/profile/").status_code == 302
    assert User.objects.get(pk=citizen.user_id).check_password("novye-slova-2026")


def test_new_password_needs_a_proved_code(client: Client, citizen: Any) -> None:
    response = client.post("/account/recovery/password/", {"password": "novye-slova-2026"})
    assert response["Location"] == reverse("accounts:recovery")


def test_deactivated_colleague_cannot_recover(client: Client, former: User) -> None:
    client.post("/account/recovery/", {"identifier": former.email})
    assert OneTimeCode.objects.get().delivery == OneTimeCode.WITHHELD


def test_one_network_may_not_ask_for_many(client: Client) -> None:
    codes = []
    for _ in range(21):
        someone = make_citizen()
        codes.append(client.post("/account/recovery/", {"identifier": someone.phone}).status_code)
    assert codes == [303] * 20 + [429]


def test_code_page_without_a_code_leads_to_login(client: Client) -> None:
    assert client.get("/account/code/")["Location"] == reverse("accounts:login")
    assert client.post("/account/code/another/")["Location"] == reverse("accounts:login")
