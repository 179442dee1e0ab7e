"""«Кто смотрел мои данные»: in words, by role and team, never by name, never anybody else's."""

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.actions.contacts import open_contact
from accounts.events import PersonalDataRevealed
from accounts.models import Citizen, User
from journal.facts import record
from tests.factories.tickets import make_ticket
from tickets.events import TicketAnswered

pytestmark = pytest.mark.django_db
URL = "/account/data/lookers/"


def reveal(citizen: Citizen, by: User, now: datetime) -> None:
    with transaction.atomic():
        record(
            PersonalDataRevealed(citizen.pk, None, ["phone", "snils"], "identity"), by=by, at=now
        )


def test_nobody_yet(client_for: Any, citizen: Citizen) -> None:
    page = client_for(citizen).get(URL).content.decode()
    assert "Пока никто не смотрел" in page
    assert "Напишите нам, что это" in page


def test_a_reveal_is_told_with_role_team_and_reason(
    client_for: Any, citizen: Citizen, olga_operator: User, now: datetime
) -> None:
    reveal(citizen, olga_operator, now)
    open_contact(citizen=citizen, channel="phone", by=olga_operator, now=now)
    page = client_for(citizen).get(URL).content.decode()
    assert "Увидел без маски: Привязанный телефон, СНИЛС" in page
    assert "Оператор · Линия А. Причина: проверяю личность" in page
    assert "Начал разговор с вами" in page
    assert "Соколова" not in page
    assert "olga" not in page


def test_an_answer_names_its_appeal(
    client_for: Any, citizen: Citizen, olga_operator: User, team_a: Any, now: datetime
) -> None:
    ticket = make_ticket(citizen=citizen, team=team_a)
    with transaction.atomic():
        record(TicketAnswered(ticket.pk, ticket.pk), by=olga_operator, at=now)
        record(TicketAnswered(ticket.pk, ticket.pk), by=citizen.user, at=now)
    page = client_for(citizen).get(URL).content.decode()
    assert page.count("Прочитал обращение и ответил") == 1
    assert f"обращение № {ticket.number}" in page


def test_another_person_sees_nothing_of_it(
    client_for: Any, citizen: Citizen, other_citizen: Citizen, olga_operator: User, now: datetime
) -> None:
    reveal(citizen, olga_operator, now)
    assert "Увидел без маски" not in client_for(other_citizen).get(URL).content.decode()


def test_pages_by_key(client_for: Any, citizen: Citizen, olga_operator: User, now: Any) -> None:
    for _ in range(31):
        reveal(citizen, olga_operator, now)
    client = client_for(citizen)
    first = client.get(URL).content.decode()
    assert first.count("looks__line") == 30
    more = first.split('hx-get="')[1].split('"')[0]
    assert client.get(more, headers={"HX-Request": "true"}).content.count(b"looks__line") == 1


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "²"])
def test_a_broken_key_is_no_error(before: str, client_for: Any, citizen: Citizen) -> None:
    assert client_for(citizen).get(URL, {"before": before}).status_code == 200


def test_the_number_of_queries_does_not_grow(
    client_for: Any,
    citizen: Citizen,
    olga_operator: User,
    now: datetime,
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(25):
        reveal(citizen, olga_operator, now)
    client = client_for(citizen)
    with django_assert_max_num_queries(14):
        client.get(URL)
