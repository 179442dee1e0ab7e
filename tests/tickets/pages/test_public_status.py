"""The state of an appeal by number and code: nothing is told before the code (Z-16, A-10, A-15)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import OneTimeCode
from accounts.selectors import code_for_delivery
from notifications.handlers import BY_STRANGERS
from tests.factories.accounts import make_profile
from tests.factories.tickets import make_ticket
from tests.tickets.helpers import brought_to
from tests.tickets.pages.citizen import words
from tickets.models import Ticket
from tickets.states import Status

pytestmark = pytest.mark.django_db
NOBODYS = 399_999_999


def ask(number: int | str, *, network: str = "203.0.113.1", client: Client | None = None) -> Any:
    client = client or Client()
    client.asked = client.post(  # type: ignore[attr-defined]
        "/status/", {"number": str(number)}, headers={"X-Forwarded-For": network}
    )
    return client


def last_code() -> str:
    """Return the digits of the newest code, as the delivery would get them."""
    given = code_for_delivery(OneTimeCode.objects.latest("created_at").pk)
    assert given is not None
    return given.code


def test_right_code_shows_the_state_and_nothing_else(ticket: Ticket, citizen: Any) -> None:
    stranger = ask(ticket.number)
    answer = stranger.post("/status/code/", {"code": last_code()})
    assert (answer.status_code, answer["Location"]) == (303, "/status/appeal/")
    page = stranger.get("/status/appeal/")
    text = words(page)
    assert "Принято" in text
    assert "Ответим" in text
    for secret in ("Не приходит", "Морозова", "Мария", citizen.phone, citizen.email, "Линия А"):
        assert secret not in page.content.decode()
    assert stranger.get(f"/cabinet/{ticket.number}/").status_code == 302


def test_what_is_asked_is_shown_after_the_code(ticket: Ticket, olga_operator: Any) -> None:
    brought_to(Status.WAITING_CITIZEN, ticket, by=olga_operator, now=timezone.now())
    stranger = ask(ticket.number)
    assert "Какой у вас телефон?" not in words(stranger.get("/status/code/"))
    stranger.post("/status/code/", {"code": last_code()})
    assert "Какой у вас телефон?" in words(stranger.get("/status/appeal/"))


def test_code_goes_to_the_phone_of_the_appeal_else_to_its_mail(
    ticket: Ticket, citizen: Any, team_a: Any
) -> None:
    ask(ticket.number)
    row = OneTimeCode.objects.get()
    assert (row.channel, row.address, row.context) == ("sms", citizen.phone, str(ticket.pk))
    assert row.purpose in BY_STRANGERS
    by_mail = make_profile(phone="", email="only@example.org")
    ask(make_ticket(team=team_a, citizen=by_mail).number)
    row = OneTimeCode.objects.latest("created_at")
    assert (row.channel, row.address) == ("email", "only@example.org")


def test_known_and_unknown_numbers_get_the_same_answers_and_work(
    ticket: Ticket, team_a: Any
) -> None:
    anonymous = make_ticket(team=team_a, citizen=None)
    answers, work = [], []
    for number in (ticket.number, NOBODYS, anonymous.number):
        with CaptureQueriesContext(connection) as queries:
            stranger = ask(number)
        page, wrong = stranger.get("/status/code/"), stranger.post("/status/code/", {"code": "1"})
        same = [
            words(answer).replace(" ".join(f"{number}"[at : at + 3] for at in (0, 3, 6)), "N")
            for answer in (page, wrong)
        ]
        answers.append((stranger.asked.status_code, stranger.asked["Location"], *same))
        work.append(len(queries))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][:2] == (303, "/status/code/")
    assert "Осталось попыток: 4." in answers[0][3]
    assert work[0] == work[1] == work[2]


def test_number_of_nobody_has_no_code_to_send() -> None:
    ask(NOBODYS)
    assert code_for_delivery(OneTimeCode.objects.get().pk) is None


def test_code_just_sent_to_the_person_is_not_betrayed(ticket: Ticket, citizen: Any) -> None:
    ask(ticket.number)
    again = ask(ticket.number)
    assert (again.asked.status_code, again.asked["Location"]) == (303, "/status/code/")
    sent = [row for row in OneTimeCode.objects.all() if code_for_delivery(row.pk)]
    assert len(sent) == 1


def test_pressing_again_at_once_keeps_the_code_on_its_way_good(ticket: Ticket) -> None:
    stranger = ask(ticket.number)
    code = last_code()
    ask(ticket.number, client=stranger)
    assert OneTimeCode.objects.count() == 1
    assert stranger.post("/status/code/", {"code": code}).status_code == 303


def test_strangers_cannot_use_up_the_codes_of_a_day(ticket: Ticket, citizen: Any) -> None:
    earlier = timezone.now() - timedelta(hours=2)
    for number in range(3):
        ask(ticket.number, network=f"203.0.113.{number}")
        OneTimeCode.objects.update(created_at=earlier)
    ask(ticket.number, network="203.0.113.9")
    mine = OneTimeCode.objects.filter(address_index=citizen.phone)
    assert mine.count() == 3


@pytest.mark.parametrize("number", ["", "123", "912345678", "12345678x", "100000000"])
def test_what_is_not_a_number_is_refused_and_asks_nobody(number: str) -> None:
    page = ask(number).asked
    assert page.status_code == 422
    assert OneTimeCode.objects.count() == 0


def test_number_is_understood_as_people_write_it(ticket: Ticket) -> None:
    text = f"№ {str(ticket.number)[:3]} {str(ticket.number)[3:6]}-{str(ticket.number)[6:]}"
    assert ask(text).asked.status_code == 303
    assert code_for_delivery(OneTimeCode.objects.get().pk) is not None


def test_eleventh_try_of_a_network_waits_whatever_the_number(ticket: Ticket) -> None:
    for step in range(10):
        assert ask(NOBODYS - step).asked.status_code == 303
    refused = [ask(number).asked for number in (ticket.number, NOBODYS)]
    assert [answer.status_code for answer in refused] == [429, 429]
    assert int(refused[0]["Retry-After"]) > 0
    assert words(refused[0]) == words(refused[1])
    assert ask(ticket.number, network="198.51.100.7").asked.status_code == 303
    assert OneTimeCode.objects.count() == 11


def test_code_of_another_browser_opens_nothing(ticket: Ticket) -> None:
    ask(ticket.number)
    code = last_code()
    foreign = ask(NOBODYS)
    assert foreign.post("/status/code/", {"code": code}).status_code == 422
    assert foreign.get("/status/appeal/").status_code == 302


def test_code_dies_after_five_wrong_tries(ticket: Ticket) -> None:
    stranger = ask(ticket.number)
    code = last_code()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(5):
        assert stranger.post("/status/code/", {"code": wrong}).status_code == 422
    page = stranger.post("/status/code/", {"code": code})
    assert page.status_code == 422
    assert "больше не действует" in words(page)
    assert stranger.get("/status/appeal/").status_code == 302


def test_state_is_shown_for_half_an_hour(ticket: Ticket) -> None:
    stranger = ask(ticket.number)
    stranger.post("/status/code/", {"code": last_code()})
    assert stranger.get("/status/appeal/").status_code == 200
    session = stranger.session
    session["status_proved"] |= {"until": (timezone.now() - timedelta(seconds=1)).isoformat()}
    session.save()
    assert stranger.get("/status/appeal/").status_code == 302


@pytest.mark.parametrize("address", ["/status/code/", "/status/appeal/"])
def test_pages_after_the_number_need_it(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, "/status/")
