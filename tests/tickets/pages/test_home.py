"""The help home page: words lead to a topic and a filled form, hours are said in words."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common.memo import forget_everything
from routing import reference as routing_reference
from schedules import reference as schedules_reference
from tests.factories.tickets import WHEN, make_ticket
from tests.tickets.pages.citizen import words
from tickets.models import Ticket
from tickets.states import Status
from topics import reference as topics_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference(db: None) -> None:
    schedules_reference.load_reference(WHEN)
    topics_reference.load_reference(WHEN)
    routing_reference.load_reference(WHEN)


def test_guest_sees_one_question_topics_status_and_hours(client: Client, reference: None) -> None:
    with time_machine.travel(WHEN, tick=False):
        text = words(client.get("/"))
    assert "Что случилось?" in text
    assert "Невозможность войти в личный кабинет" in text
    assert "Статус обращения" in text
    assert "Горячая линия портала" in text
    assert "Открыто сегодня до 20:00" in text
    assert "Открыто круглосуточно" in text
    assert "Ваши обращения" not in text


def test_closed_lines_say_when_they_open(client: Client, reference: None) -> None:
    with time_machine.travel(WHEN + timedelta(hours=10), tick=False):
        text = words(client.get("/"))
    assert "Закрыто, откроется завтра в 10:00" in text
    assert "Отвечает автоматический сервис на том же номере. Специалист ответит завтра" in text
    assert "Обычно ожидание до 2 минут" in text


def test_the_queue_tells_the_wait_and_the_languages_of_now(
    client: Client, reference: None, olga_operator: Any
) -> None:
    """Nobody on the line: the norm. Somebody free who speaks Tatar: at once, and in Tatar."""
    from common.actors import SYSTEM
    from routing.actions.presence import set_presence
    from routing.actions.reference import set_abilities
    from routing.models import Line

    with time_machine.travel(WHEN, tick=False):
        assert "Обычно ожидание 3–5 минут" in words(client.get("/lines/"))
        Line.objects.filter(pk="hotline").update(team=olga_operator.memberships.get().team)
        set_abilities(
            operator=olga_operator,
            skills={"general": 3},
            languages=["ru", "tt"],
            by=SYSTEM,
            now=WHEN,
        )
        set_presence(operator=olga_operator, state="ready", by=olga_operator, now=WHEN)
        forget_everything()
        text = words(client.get("/lines/"))
    assert "Сейчас ожидание меньше минуты" in text
    assert "Сейчас отвечают и на других языках: татарский" in text


def test_numbers_nobody_checked_are_the_demos_alone(
    client: Client, reference: None, settings: Any
) -> None:
    assert "tel:" not in client.get("/").content.decode()
    settings.DEMO = True
    page = client.get("/").content.decode()
    assert 'href="tel:+78005553535">8 800 555-35-35<' in page
    assert "Меньше звонков с 10:00 до 12:00 и с 14:00 до 16:00" in page


def test_words_lead_to_the_form_with_topic_and_text(client: Client, reference: None) -> None:
    page = client.get("/", {"q": "не приходит код из смс"})
    assert "Похоже, это тема Получение и ввод одноразовых кодов подтверждения" in words(page)
    assert page.context["write_url"].startswith("/cabinet/new/info_request/?topic=otp_codes&body=")


def test_words_of_no_topic_lead_to_the_form_too(client: Client, reference: None) -> None:
    page = client.get("/", {"q": "ыыы"})
    assert "Похоже" not in words(page)
    assert page.context["write_url"].startswith("/cabinet/new/info_request/?body=")


def test_typing_fetches_the_answer_alone(client: Client, reference: None) -> None:
    part = client.get("/", {"q": "забыл пароль"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "Невозможность войти в личный кабинет" in words(part)
    assert "HX-Request" in part["Vary"]
    empty = client.get("/", {"q": " "}, headers={"HX-Request": "true"})
    assert empty.content.decode().strip() == ""


def test_markup_in_the_words_is_only_words(client: Client, reference: None) -> None:
    page = client.get("/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert(1)" not in page


def test_citizen_sees_what_waits_in_the_cabinet(
    client_for: Any, citizen: Any, team_a: Any, reference: None
) -> None:
    for status in (Status.REGISTERED, Status.WAITING_CITIZEN, Status.RESOLVED):
        make_ticket(team=team_a, citizen=citizen, status=status)
    Ticket.objects.filter(status=Status.RESOLVED).update(answer_unread=True)
    text = words(client_for(citizen).get("/"))
    assert "В работе 2 обращения" in text
    assert "Ждут вашего ответа: 1" in text
    assert "Новых ответов: 1" in text


def test_staff_sees_no_cabinet(client_for: Any, olga_operator: Any, reference: None) -> None:
    page = client_for(olga_operator).get("/")
    assert page.status_code == 200
    assert "Ваши обращения" not in words(page)


def test_page_of_a_guest_asks_the_database_nothing_when_warm(
    client: Client, reference: None
) -> None:
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert len(queries) == 0
