"""Registering for a caller or a visitor through HTTP."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Citizen
from tests.tickets.helpers import registered
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
NEW = "/desk/new/"
HTMX = {"HX-Request": "true"}


def data(**fields: Any) -> dict[str, Any]:
    return {
        "channel": "phone",
        "phone": "8 916 555-44-33",
        "last_name": "Сидорова",
        "first_name": "Анна",
        "kind": "question",
        "body": "Не приходит код.",
        "priority": "2",
        "client_key": "call-1",
    } | fields


def test_a_new_caller_gets_a_number_to_say_aloud(
    client_for: Any, olga_operator: Any, desk: Any
) -> None:
    client = client_for(olga_operator)
    answer = client.post(NEW, data())
    ticket = Ticket.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        303,
        reverse("desk:ticket-registered", args=[ticket.number]),
    )
    assert (ticket.channel, ticket.citizen.phone) == ("phone", "+79165554433")
    page = client.get(answer["Location"]).content.decode()
    assert "Продиктуйте номер заявителю" in page


def test_pressed_twice_makes_one(client_for: Any, olga_operator: Any, desk: Any) -> None:
    client = client_for(olga_operator)
    first, second = client.post(NEW, data()), client.post(NEW, data())
    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == 1


def test_known_by_name_only_and_pressed_twice_makes_one(
    client_for: Any, olga_operator: Any, desk: Any
) -> None:
    client = client_for(olga_operator)
    visitor = data(channel="mfc", phone="")
    first, second = client.post(NEW, visitor), client.post(NEW, visitor)
    assert first["Location"] == second["Location"]
    assert (Ticket.objects.count(), Citizen.objects.count()) == (1, 1)


def test_a_known_person_is_used_by_choice(
    client_for: Any, olga_operator: Any, desk: Any, citizen: Any
) -> None:
    client_for(olga_operator).post(NEW, data(phone="", last_name="", citizen=citizen.pk))
    assert Ticket.objects.get().citizen == citizen


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"phone": "12"}, "phone", "цифр"),
        ({"phone": "", "last_name": "", "first_name": ""}, "phone", "Укажите телефон"),
        ({"body": ""}, "body", "Запишите, что случилось."),
        ({"last_name": "<b>"}, "last_name", "только буквы"),
        ({"email": "не почта"}, "email", "Проверьте адрес"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client_for: Any,
    olga_operator: Any,
    desk: Any,
    fields: dict[str, str],
    field: str,
    words: str,
) -> None:
    answer = client_for(olga_operator).post(NEW, data(**fields))
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert Ticket.objects.count() == 0
    if "body" not in fields:
        assert "Не приходит код." in answer.content.decode()


def test_people_are_found_masked_with_their_open_appeals(
    client_for: Any, olga_operator: Any, ticket: Any
) -> None:
    address = reverse("desk:ticket-new-people")
    page = client_for(olga_operator).post(address, {"phone": "+7 916 123-45-67"}, headers=HTMX)
    text = page.content.decode()
    assert "Морозова Мария Петровна" in text
    assert "+7 916 ***-**-67" in text
    assert str(ticket.number) in text


def test_the_topic_is_suggested_by_words(client_for: Any, olga_operator: Any, desk: Any) -> None:
    from topics.models import Stem
    from topics.selectors import forget

    Stem.objects.create(topic=desk.topic, stem="код", weight=3)
    forget()
    address = reverse("desk:ticket-new-topic")
    page = client_for(olga_operator).post(address, {"body": "Не приходит код"}, headers=HTMX)
    assert f"«{desk.topic.title}»" in page.content.decode()


def test_what_went_to_another_team_shows_its_number_only(
    client_for: Any, oleg_operator: Any, citizen: Any, desk: Any, now: datetime
) -> None:
    ticket = registered(citizen, now=now)
    client = client_for(oleg_operator)
    page = client.get(reverse("desk:ticket-registered", args=[ticket.number]))
    assert page.context["ticket"] is None
    assert "попало к другой команде" in page.content.decode()


def test_quality_registers_nobody(client_for: Any, quality: Any, desk: Any) -> None:
    client = client_for(quality)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, data()).status_code == 403
    assert client.post(reverse("desk:ticket-new-people"), {"phone": "1"}).status_code == 403
    assert Ticket.objects.count() == 0
