"""Consents through pages: at sign-up, again after a new version, taken back, spoken to an operator."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Citizen, Consent, ConsentText, SubjectRequest, User
from journal.models import Entry
from tests.accounts.test_code_pages import last_code
from tests.factories.accounts import PASSWORD, make_contact, make_profile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped", "at_noon")]
LIST = "/account/data/consents/"
SERVICE = "/account/data/consents/service/"
NEW = {
    "last_name": "Белова",
    "first_name": "Анна",
    "phone": "+7 916 555-44-33",
    "password": "dlinnoe-slovo-2026",
    "consent": "on",
}


def facts(name: str) -> list[dict[str, Any]]:
    rows = Entry.objects.filter(event=f"accounts.{name}").order_by("pk")
    return list(rows.values_list("data", flat=True))


def give(citizen: Citizen, purpose: str = "service", *, at: datetime) -> Consent:
    text = ConsentText.objects.get(purpose=purpose, version=1)
    return Consent.objects.create(citizen=citizen, text=text, channel="cabinet", given_at=at)


def newer(now: datetime) -> ConsentText:
    return ConsentText.objects.create(
        purpose="service",
        version=2,
        title="Обработка данных, новая редакция",
        text="Новый текст.",
        is_required=True,
        valid_from=now - timedelta(hours=1),
    )


class TestSignUp:
    def test_the_tick_is_kept_with_version_time_and_channel(self, client: Any, now: Any) -> None:
        page = client.get("/account/signup/").content.decode()
        assert "Обработка данных для ответа на обращения, версия 1" in page
        client.post("/account/signup/", NEW)
        client.post("/account/code/", {"code": last_code()})
        consent = Consent.objects.get()
        assert (consent.text.purpose, consent.text.version) == ("service", 1)
        assert (consent.channel, consent.given_at, consent.withdrawn_at) == ("cabinet", now, None)
        [fact] = facts("ConsentGiven")
        assert (fact["citizen_id"], fact["channel"]) == (str(consent.citizen_id), "cabinet")

    def test_the_version_that_was_shown_counts(self, client: Any, now: datetime) -> None:
        client.post("/account/signup/", NEW)
        newer(now)
        client.post("/account/code/", {"code": last_code()})
        assert Consent.objects.get().text.version == 1


class TestAgain:
    def sign_in(self, client: Any) -> Any:
        form = {"identifier": "maria@example.org", "password": PASSWORD, "next": "/cabinet/new/"}
        return client.post("/account/login/", form)

    def test_a_new_version_is_asked_after_sign_in(
        self, client: Any, citizen: Citizen, now: datetime
    ) -> None:
        give(citizen, at=now - timedelta(days=9))
        new = newer(now)
        asked = self.sign_in(client)
        assert asked["Location"] == "/account/data/consents/again/?next=%2Fcabinet%2Fnew%2F"
        page = client.get(asked["Location"]).content.decode()
        assert "Мы обновили текст согласия" in page
        form = {"agree": "on", "text": str(new.pk), "next": "/cabinet/new/"}
        assert client.post("/account/data/consents/again/", form)["Location"] == "/cabinet/new/"
        live = Consent.objects.get(citizen=citizen, withdrawn_at=None)
        assert live.text == new
        assert [fact["version"] for fact in facts("ConsentGiven")] == [2]

    def test_without_the_tick_nothing_is_agreed(
        self, client_for: Any, citizen: Citizen, now: datetime
    ) -> None:
        new = newer(now)
        page = client_for(citizen).post("/account/data/consents/again/", {"text": str(new.pk)})
        assert page.status_code == 422
        assert "Отметьте, что согласны" in page.content.decode()
        assert Consent.objects.count() == 0

    def test_who_agreed_goes_straight_on(self, client: Any, citizen: Citizen, now: Any) -> None:
        give(citizen, at=now)
        assert self.sign_in(client)["Location"] == "/cabinet/new/"

    def test_staff_are_not_asked(self, client: Any, olga_operator: User) -> None:
        form = {"identifier": olga_operator.email, "password": PASSWORD}
        assert client.post("/account/login/", form)["Location"] == "/account/after-login/"


class TestCabinet:
    def test_the_list_says_what_was_given(self, client_for: Any, citizen: Any, now: Any) -> None:
        give(citizen, at=now)
        page = client_for(citizen).get(LIST).content.decode()
        assert page.count("Не дано") == 2
        assert "Версия 1" in page
        assert "личный кабинет" in page

    def test_an_optional_one_comes_and_goes(self, client_for: Any, citizen: Any, now: Any) -> None:
        client, url = client_for(citizen), "/account/data/consents/surveys/"
        assert client.post(url, {"agree": "on"})["Location"] == LIST
        assert "так же, как раньше" in client.get(url).content.decode()
        assert client.post(url)["Location"] == LIST
        row = Consent.objects.get()
        assert (row.withdrawn_at, row.withdrawn_channel) == (now, "cabinet")
        assert SubjectRequest.objects.count() == 0
        assert "по 20 ноября 2026" in client.get(LIST).content.decode()

    @pytest.mark.parametrize(
        ("wish", "day"), [("erasure", "2026-12-18"), ("objection", "2026-12-04")]
    )
    def test_a_required_one_opens_a_request_with_its_clock(
        self, wish: str, day: str, client_for: Any, citizen: Citizen, now: datetime
    ) -> None:
        give(citizen, at=now)
        page = client_for(citizen).get(SERVICE).content.decode()
        assert "30 календарных дней" in page
        assert "10 рабочих дней" in page
        client_for(citizen).post(SERVICE, {"wish": wish})
        request = SubjectRequest.objects.get()
        assert (request.kind, request.state, request.channel) == (wish, "received", "cabinet")
        assert f"{request.due_at:%Y-%m-%d}" == day
        [withdrawn] = facts("ConsentWithdrawn")
        [received] = facts("SubjectRequestReceived")
        assert withdrawn["citizen_id"] == received["citizen_id"] == str(citizen.pk)

    def test_a18_a_required_one_wants_a_fresh_proof(
        self, client_for: Any, citizen: Citizen, now: datetime
    ) -> None:
        give(citizen, at=now)
        page = client_for(citizen, proved_s_ago=301).post(SERVICE, {"wish": "erasure"})
        assert (page.status_code, page["X-Error-Code"]) == (403, "reauth_required")
        assert Consent.objects.get().withdrawn_at is None

    def test_an_unknown_purpose_is_nobodys(self, client_for: Any, citizen: Citizen) -> None:
        assert client_for(citizen).get("/account/data/consents/nothing/").status_code == 404

    def test_staff_have_no_such_page(self, client_for: Any, olga_operator: User) -> None:
        assert client_for(olga_operator).get(LIST).status_code == 404


class TestSpoken:
    def url(self, citizen: Citizen) -> str:
        return reverse("people:consents", args=[citizen.pk])

    def test_the_operator_writes_down_what_is_said(
        self, client_for: Any, olga_operator: User, now: datetime
    ) -> None:
        person = make_profile(phone="+79160000077")
        make_contact(person, channel="phone", operator=olga_operator, started_at=now)
        page = client_for(olga_operator).post(
            self.url(person), {"purpose": "service", "deed": "give"}
        )
        assert page.status_code == 303
        row = Consent.objects.get()
        assert (row.citizen, row.channel, row.given_at) == (person, "phone", now)

    def test_without_a_conversation_nothing_is_written(
        self, client_for: Any, olga_operator: User, oleg_operator: User, now: datetime
    ) -> None:
        person = make_profile(phone="+79160000077")
        make_contact(person, channel="phone", operator=oleg_operator, started_at=now)
        page = client_for(olga_operator).post(
            self.url(person), {"purpose": "service", "deed": "give"}
        )
        assert page.status_code == 422
        assert "Сначала начните разговор" in page.content.decode()
        assert Consent.objects.count() == 0

    @pytest.mark.parametrize(("level", "status", "requests"), [(0, 422, 0), (1, 303, 1)])
    def test_a_stranger_takes_nothing_back_for_another(
        self,
        level: int,
        status: int,
        requests: int,
        client_for: Any,
        olga_operator: User,
        citizen: Citizen,
        now: datetime,
    ) -> None:
        give(citizen, at=now)
        make_contact(
            citizen, channel="phone", operator=olga_operator, started_at=now, assurance=level
        )
        form = {"purpose": "service", "deed": "withdraw", "wish": "erasure"}
        assert client_for(olga_operator).post(self.url(citizen), form).status_code == status
        assert SubjectRequest.objects.filter(channel="phone").count() == requests
        assert Consent.objects.filter(withdrawn_channel="phone").count() == requests
