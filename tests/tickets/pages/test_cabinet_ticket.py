"""One appeal as its citizen sees it (Z-07), and what they may do with it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.tickets import fresh
from tests.tickets.helpers import brought_to, registered
from tests.tickets.pages.citizen import hidden, photo, script, words
from tickets.actions.answering import ask_citizen
from tickets.actions.conversation import add_note, reply
from tickets.models import Attachment, Ticket, TicketLink
from tickets.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    """The pages read the clock themselves."""
    return timezone.now()


@pytest.fixture
def browser(client_for: Any, citizen: Any) -> Any:
    return client_for(citizen)


def address(ticket: Ticket, deed: str = "") -> str:
    return f"/cabinet/{ticket.number}/{deed}"


def cost_of_page(browser: Any, ticket: Ticket) -> int:
    with CaptureQueriesContext(connection) as queries:
        browser.get(address(ticket))
    return len(queries)


def message(**fields: Any) -> dict[str, Any]:
    return {"body": "Вот ответ на вопрос.", "client_key": "m-1"} | fields


def test_page_shows_stage_date_and_words(browser: Any, ticket: Ticket) -> None:
    page = browser.get(address(ticket))
    text = words(page)
    assert page.status_code == 200
    assert "Принято" in text
    assert "Ответим" in text
    assert "Не приходит код подтверждения. Пробовал три раза." in text
    assert "Линия А" in text


def test_note_is_never_shown_and_surname_of_the_specialist_neither(
    browser: Any, ticket: Ticket, olga_operator: Any, now: datetime
) -> None:
    ticket = brought_to(Status.IN_PROGRESS, ticket, by=olga_operator, now=now)
    add_note(ticket=ticket, by=olga_operator, body="Тайная заметка", now=now)
    reply(ticket=ticket, by=olga_operator, body="Проверяем.", now=now)
    for page in (
        browser.get(address(ticket)),
        browser.get(address(ticket), headers={"HX-Request": "true"}),
        browser.post(address(ticket, "messages/"), message(body="")),
    ):
        assert "Проверяем." in words(page)
        assert "Тайная" not in words(page)
        assert "Соколова" not in words(page)


def test_question_and_its_day_are_shown(
    browser: Any, ticket: Ticket, olga_operator: Any, now: datetime
) -> None:
    brought_to(Status.IN_PROGRESS, ticket, by=olga_operator, now=now)
    ask_citizen(ticket=ticket, by=olga_operator, question="Какой у вас браузер?", now=now)
    text = words(browser.get(address(ticket)))
    assert "Нужен ваш ответ до" in text
    assert "Какой у вас браузер?" in text
    assert "Нужны действия заявителя" in text


def test_late_answer_is_admitted_with_its_reason(browser: Any, ticket: Ticket) -> None:
    day = timezone.localdate() - timedelta(days=1)
    Ticket.objects.filter(pk=ticket.pk).update(expected_date=day, delay_reason="checks")
    text = words(browser.get(address(ticket)))
    assert "Ответ задерживается" in text
    assert f"Обещали ответить к {day.day} " in text
    assert "Причина: проверки." in text


@pytest.mark.parametrize(
    "deed", ["", "registered/", "messages/", "rating/", "recheck/", "closing/", "withdrawal/"]
)
def test_foreign_and_missing_numbers_look_the_same(
    client_for: Any, other_citizen: Any, ticket: Ticket, deed: str
) -> None:
    stranger = client_for(other_citizen)
    verb = stranger.get if deed in {"", "registered/"} else stranger.post
    foreign, missing = verb(address(ticket, deed)), verb(f"/cabinet/399999999/{deed}")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert words(foreign) == words(missing)
    assert fresh(ticket).items_count == 1


def test_message_with_a_file_is_sent_once(browser: Any, ticket: Ticket) -> None:
    answers = [
        browser.post(address(ticket, "messages/"), message(files=[photo("чек.png")]))
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [303, 303]
    item = ticket.items.get(seq=2)
    assert item.body == "Вот ответ на вопрос."
    assert [row.item for row in Attachment.objects.all()] == [item]
    page = browser.get(address(ticket))
    file = Attachment.objects.get()
    assert f'href="/files/{file.pk}/"' in page.content.decode()
    assert b"".join(browser.get(f"/files/{file.pk}/").streaming_content)[:4] == b"\x89PNG"


def test_empty_message_is_refused_and_its_file_stays(browser: Any, ticket: Ticket) -> None:
    page = browser.post(address(ticket, "messages/"), message(body=" ", files=[photo("чек.png")]))
    assert page.status_code == 422
    assert "Напишите текст" in words(page)
    assert "чек.png" in words(page)
    assert fresh(ticket).items_count == 1
    browser.post(address(ticket, "messages/"), message())
    assert Attachment.objects.get().item == ticket.items.get(seq=2)


def test_wrong_file_keeps_the_words(browser: Any, ticket: Ticket) -> None:
    page = browser.post(address(ticket, "messages/"), message(files=[script("page.html")]))
    assert page.status_code == 422
    assert "page.html:" in words(page)
    assert "Вот ответ на вопрос.</textarea>" in page.content.decode()
    assert fresh(ticket).items_count == 1


def test_kept_file_is_taken_back_without_a_message(browser: Any, ticket: Ticket) -> None:
    browser.post(address(ticket, "messages/"), message(body="", files=[photo()]))
    row = Attachment.objects.get()
    page = browser.post(address(ticket, "messages/"), message(remove=str(row.pk)))
    assert page.status_code == 200
    assert "Вот ответ на вопрос.</textarea>" in page.content.decode()
    assert Attachment.objects.count() == 0
    assert fresh(ticket).items_count == 1


def test_answer_of_the_asked_citizen_resumes_the_work(
    browser: Any, ticket: Ticket, olga_operator: Any, now: datetime
) -> None:
    brought_to(Status.WAITING_CITIZEN, ticket, by=olga_operator, now=now)
    browser.post(address(ticket, "messages/"), message())
    assert fresh(ticket).status == Status.IN_PROGRESS


def test_message_after_the_answer_reopens(
    browser: Any, ticket: Ticket, olga_operator: Any, now: datetime
) -> None:
    brought_to(Status.RESOLVED, ticket, by=olga_operator, now=now)
    assert "обращение откроется снова" in words(browser.get(address(ticket)))
    browser.post(address(ticket, "messages/"), message(files=[photo()]))
    assert fresh(ticket).status == Status.IN_PROGRESS
    assert Attachment.objects.get().ticket == ticket


def test_message_long_after_makes_a_linked_new_appeal(
    browser: Any, citizen: Any, desk: Any, olga_operator: Any, now: datetime
) -> None:
    then = now - timedelta(days=40)
    old = registered(citizen, now=then)
    brought_to(Status.CLOSED, old, by=olga_operator, now=then)
    answer = browser.post(address(old, "messages/"), message())
    new = Ticket.objects.exclude(pk=old.pk).get()
    assert answer["Location"].startswith(address(new))
    assert TicketLink.objects.get().target == new
    assert f"мы зарегистрировали новое: № {new.number}" in words(browser.get(address(new)))


def test_answer_is_rated_and_corrected_once(
    browser: Any, ticket: Ticket, olga_operator: Any, now: datetime
) -> None:
    brought_to(Status.RESOLVED, ticket, by=olga_operator, now=now)
    assert "Помог ли ответ?" in words(browser.get(address(ticket)))
    assert browser.post(address(ticket, "rating/"), {"score": "2"}).status_code == 303
    assert "Изменить оценку" in words(browser.get(address(ticket)))
    browser.post(address(ticket, "rating/"), {"score": "5", "words": "Разобрались"})
    rating = ticket.ratings.get()
    assert (rating.score, rating.words) == (5, "Разобрались")
    assert "Изменить оценку" not in words(browser.get(address(ticket)))
    refused = browser.post(address(ticket, "rating/"), {"score": "1"})
    assert refused.status_code == 422
    assert ticket.ratings.get().score == 5


@pytest.mark.parametrize("score", ["", "0", "6", "x"])
def test_mark_out_of_range_is_refused(
    browser: Any, ticket: Ticket, olga_operator: Any, now: datetime, score: str
) -> None:
    brought_to(Status.RESOLVED, ticket, by=olga_operator, now=now)
    page = browser.post(address(ticket, "rating/"), {"score": score})
    assert page.status_code == 422
    assert "Поставьте оценку от 1 до 5." in words(page)
    assert ticket.ratings.count() == 0


def test_citizen_closes_and_asks_for_another_check(
    browser: Any, ticket: Ticket, olga_operator: Any, now: datetime
) -> None:
    brought_to(Status.RESOLVED, ticket, by=olga_operator, now=now)
    browser.post(address(ticket, "closing/"))
    assert fresh(ticket).status == Status.CLOSED
    empty = browser.post(address(ticket, "recheck/"), {"reason": ""})
    assert empty.status_code == 422
    assert fresh(ticket).status == Status.CLOSED
    browser.post(address(ticket, "recheck/"), {"reason": "Сумма не та"})
    assert fresh(ticket).status == Status.IN_PROGRESS
    assert "Повторная проверка" in words(browser.get(address(ticket)))
    assert "Попросить проверить" not in words(browser.get(address(ticket)))


def test_citizen_withdraws(browser: Any, ticket: Ticket) -> None:
    browser.post(address(ticket, "withdrawal/"))
    assert fresh(ticket).status == Status.CLOSED
    refused = browser.post(address(ticket, "withdrawal/"))
    assert refused.status_code == 422
    text = words(browser.get(address(ticket)))
    assert "Отозвано заявителем" in text
    assert "В очереди" not in text


def test_opened_answer_is_noted_by_the_page_not_by_a_look(
    browser: Any, ticket: Ticket, olga_operator: Any, now: datetime
) -> None:
    brought_to(Status.RESOLVED, ticket, by=olga_operator, now=now)
    page = browser.get(address(ticket))
    assert fresh(ticket).answer_unread is True
    assert f'hx-post="{address(ticket, "reading/")}"' in page.content.decode()
    assert browser.post(address(ticket, "reading/")).status_code == 303
    assert fresh(ticket).answer_unread is False


def test_poke_fetches_only_the_changing_parts_and_leaves_the_form_alone(
    browser: Any, ticket: Ticket
) -> None:
    part = browser.get(address(ticket), headers={"HX-Request": "true"})
    text = part.content.decode()
    assert part["Vary"].find("HX-Request") >= 0
    assert 'id="appeal-way" hx-swap-oob="true"' in text
    assert "<html" not in text
    assert hidden(part, "client_key") == []


def test_page_costs_at_most_ten_queries_whatever_was_said(
    browser: Any, ticket: Ticket, olga_operator: Any, now: datetime
) -> None:
    ticket = brought_to(Status.IN_PROGRESS, ticket, by=olga_operator, now=now)
    reply(ticket=ticket, by=olga_operator, body="Первый", now=now)
    cost_of_page(browser, ticket)  # reference data are kept from now on
    costs = []
    for count in (1, 9):
        for number in range(count):
            reply(ticket=ticket, by=olga_operator, body=f"Ответ {number}", now=now)
        costs.append(cost_of_page(browser, ticket))
    assert costs[0] == costs[1] == 9
    brought_to(Status.RESOLVED, registered(ticket.citizen, now=now), by=olga_operator, now=now)
    answered = Ticket.objects.get(status=Status.RESOLVED)
    assert cost_of_page(browser, answered) == 10
