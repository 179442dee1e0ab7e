"""The open appeal on the desk, through HTTP."""

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.tickets import fresh, make_ticket
from tests.tickets.helpers import brought_to, stream
from tickets.actions.conversation import add_note, reply
from tickets.models import AnswerTemplate, Attachment, Draft
from tickets.states import Status

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def url(ticket: Any, name: str = "ticket", *args: str) -> str:
    return reverse(f"desk:{name}", args=[ticket.number, *args])


def test_shows_the_appeal_its_clock_and_the_moves_that_work(
    client_for: Any, olga_operator: Any, ticket: Any
) -> None:
    page = client_for(olga_operator).get(url(ticket))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Пробовал три раза." in text
    assert "<sla-clock" in text
    assert "Взять <kbd>T</kbd>" in text
    assert url(ticket, "ticket-move", "department") in text
    assert url(ticket, "ticket-move", "reopening") not in text


def test_who_shows_masked_contacts(client_for: Any, olga_operator: Any, ticket: Any) -> None:
    page = client_for(olga_operator).get(url(ticket, "ticket-who"), headers=HTMX)
    text = page.content.decode()
    assert "Морозова Мария Петровна" in text
    assert "+7 916 ***-**-67" in text
    assert "9161234567" not in text


def test_take_by_htmx_answers_fresh_parts(client_for: Any, olga_operator: Any, ticket: Any) -> None:
    answer = client_for(olga_operator).post(
        url(ticket, "ticket-move", "assignment"), {"to": olga_operator.pk}, headers=HTMX
    )
    assert answer.status_code == 200
    assert answer["HX-Reswap"] == "none"
    assert fresh(ticket).status == Status.IN_PROGRESS
    assert 'id="ticket-head"' in answer.content.decode()


def test_reply_and_resolve(client_for: Any, olga_operator: Any, ticket: Any, now: datetime) -> None:
    ticket = brought_to("in_progress", ticket, by=olga_operator, now=now)
    answer = client_for(olga_operator).post(
        url(ticket, "ticket-replies"),
        {"body": "Код придёт.", "then": "resolve", "seen": ticket.items_count, "client_key": "k1"},
    )
    assert answer.status_code == 303
    assert fresh(ticket).status == Status.RESOLVED
    assert ("reply", "") in stream(ticket)


def test_second_answer_is_asked_first(
    client_for: Any, olga_operator: Any, senior: Any, ticket: Any, now: datetime
) -> None:
    ticket = brought_to("in_progress", ticket, by=olga_operator, now=now)
    seen = ticket.items_count
    reply(ticket=ticket, by=senior, body="Уже ответила.", now=now)
    client = client_for(olga_operator)
    body = {"body": "Мой ответ.", "seen": seen, "client_key": "k2"}
    asked = client.post(url(ticket, "ticket-replies"), body, headers=HTMX)
    assert asked.status_code == 422
    text = asked.content.decode()
    assert "Уже ответила." in text
    assert "Мой ответ." in text
    assert fresh(ticket).items_count == seen + 1
    again = client.post(url(ticket, "ticket-replies"), body | {"seen": seen + 1}, headers=HTMX)
    assert again.status_code == 200
    assert fresh(ticket).items_count == seen + 2


@pytest.mark.parametrize("more", [1, 30])
def test_an_appeal_costs_seven_queries_however_long(
    client_for: Any,
    olga_operator: Any,
    ticket: Any,
    now: datetime,
    more: int,
    django_assert_num_queries: Any,
) -> None:
    for number in range(more):
        add_note(ticket=ticket, by=olga_operator, body=f"Заметка {number}", now=now)
    client = client_for(olga_operator)
    client.get(url(ticket))
    with django_assert_num_queries(7):
        client.get(url(ticket))
    with django_assert_num_queries(7):
        client.get(url(ticket), headers=HTMX | {"HX-Target": "work"})
    with django_assert_num_queries(6):
        client.get(url(ticket), headers=HTMX | {"HX-Target": "ticket-live"})


def test_a_poke_fetches_nothing_that_is_being_typed(
    client_for: Any, olga_operator: Any, ticket: Any
) -> None:
    page = client_for(olga_operator).get(url(ticket), headers=HTMX | {"HX-Target": "ticket-live"})
    text = page.content.decode()
    assert "Пробовал три раза." in text
    assert "<textarea" not in text
    assert text.count("hx-swap-oob") == 2


def test_the_page_asks_again_at_a_poke(client_for: Any, olga_operator: Any, ticket: Any) -> None:
    text = client_for(olga_operator).get(url(ticket)).content.decode()
    element = text.split(f'<live-updates topics="ticket:{ticket.pk}"')[1].split(">")[0]
    assert f'hx-get="{url(ticket)}"' in element


def test_pressed_twice_an_answer_is_sent_once(
    client_for: Any, olga_operator: Any, ticket: Any
) -> None:
    client = client_for(olga_operator)
    body = {"body": "Проверили.", "seen": 1, "client_key": "same"}
    for _ in range(2):
        assert client.post(url(ticket, "ticket-replies"), body).status_code == 303
    assert stream(ticket) == [("message", ""), ("reply", "")]


def test_a_question_stops_the_clock(
    client_for: Any, olga_operator: Any, ticket: Any, now: datetime
) -> None:
    brought_to("in_progress", ticket, by=olga_operator, now=now)
    client = client_for(olga_operator)
    body = {"body": "Какой телефон?", "seen": 2, "client_key": "q"}
    assert client.post(url(ticket, "ticket-question"), body).status_code == 303
    assert fresh(ticket).status == Status.WAITING_CITIZEN
    assert "ждём заявителя" in client.get(url(ticket)).content.decode()


def test_an_answer_not_allowed_by_the_state_keeps_the_text(
    client_for: Any, olga_operator: Any, ticket: Any
) -> None:
    body = {"body": "Сразу решено.", "then": "resolve", "seen": 1, "client_key": "r"}
    answer = client_for(olga_operator).post(url(ticket, "ticket-replies"), body, headers=HTMX)
    assert answer.status_code == 422
    assert "Сразу решено." in answer.content.decode()
    assert fresh(ticket).items_count == 1


def test_an_empty_answer_is_asked_for(client_for: Any, olga_operator: Any, ticket: Any) -> None:
    answer = client_for(olga_operator).post(url(ticket, "ticket-replies"), {"body": " "})
    assert answer.status_code == 422
    assert "Напишите ответ: пустой не отправляется." in answer.content.decode()


def test_a_note_stays_inside(
    client_for: Any, olga_operator: Any, citizen: Any, ticket: Any
) -> None:
    body = {"note-body": "Звонил в отдел", "note-client_key": "n"}
    answer = client_for(olga_operator).post(url(ticket, "ticket-notes"), body, headers=HTMX)
    assert answer.status_code == 200
    assert "Внутренняя заметка" in answer.content.decode()
    page = client_for(citizen).get(reverse("cabinet:ticket", args=[ticket.number]))
    assert "Звонил в отдел" not in page.content.decode()


def test_files_go_with_the_answer_and_are_kept_over_a_refusal(
    client_for: Any, olga_operator: Any, senior: Any, ticket: Any, now: datetime
) -> None:
    client = client_for(olga_operator)
    body = {"body": "Смотрите файл.", "seen": 1, "client_key": "f", "then": "resolve"}
    file = SimpleUploadedFile("ответ.txt", "Порядок действий".encode())
    refused = client.post(url(ticket, "ticket-replies"), body | {"files": file}, headers=HTMX)
    assert refused.status_code == 422
    assert "Уже загружено: ответ.txt" in refused.content.decode()
    sent = client.post(url(ticket, "ticket-replies"), body | {"then": ""}, headers=HTMX)
    assert sent.status_code == 200
    row = Attachment.objects.get()
    assert (row.ticket_id, row.item.kind) == (ticket.pk, "reply")
    assert reverse("tickets:file", args=[row.pk]) in sent.content.decode()


def test_a_draft_is_kept_on_the_server_and_goes_with_the_answer(
    client_for: Any, olga_operator: Any, ticket: Any
) -> None:
    client = client_for(olga_operator)
    assert client.post(url(ticket, "ticket-draft"), {"body": "Начал писать"}).status_code == 204
    assert client.post(url(ticket, "ticket-draft"), {"note-body": "Себе"}).status_code == 204
    page = client.get(url(ticket)).content.decode()
    assert "Начал писать</textarea>" in page
    assert "Себе</textarea>" in page
    client.post(url(ticket, "ticket-replies"), {"body": "Ответ.", "seen": 1, "client_key": "d"})
    assert [row.place for row in Draft.objects.all()] == [f"desk:note:{ticket.pk}"]
    client.post(url(ticket, "ticket-draft"), {"note-body": ""})
    assert Draft.objects.count() == 0


def test_a_colleague_does_not_see_the_draft(
    client_for: Any, olga_operator: Any, senior: Any, ticket: Any
) -> None:
    client_for(olga_operator).post(url(ticket, "ticket-draft"), {"body": "Моё"})
    assert "Моё</textarea>" not in client_for(senior).get(url(ticket)).content.decode()


def test_templates_are_found_by_words_with_names_put_in(
    client_for: Any, olga_operator: Any, ticket: Any
) -> None:
    AnswerTemplate.objects.create(
        code="code", title="Код не приходит", body="{имя}, по обращению {номер}: {0.__class__}"
    )
    AnswerTemplate.objects.create(code="pay", title="Платёж", body="Подождите.")
    page = client_for(olga_operator).get(
        url(ticket, "ticket-templates"), {"q": "код прих"}, headers={"X-Templates": "1"}
    )
    text = page.content.decode()
    assert f"Мария Петровна, по обращению {ticket.number}: {{0.__class__}}" in text
    assert "Подождите." not in text


def test_history_of_all_channels_links_only_what_may_be_opened(
    client_for: Any, olga_operator: Any, ticket: Any, citizen: Any, team_b: Any
) -> None:
    mine = make_ticket(team=ticket.team, citizen=citizen, subject="Раньше")
    foreign = make_ticket(team=team_b, citizen=citizen, subject="Чужое")
    page = client_for(olga_operator).get(url(ticket, "ticket-person"), headers=HTMX)
    text = page.content.decode()
    assert f"/desk/{mine.number}/" in text
    assert str(foreign.number) in text
    assert f"/desk/{foreign.number}/" not in text
    assert "Чужое" not in text


@pytest.mark.parametrize(
    "name",
    [
        "ticket",
        "ticket-who",
        "ticket-person",
        "ticket-links",
        "ticket-presence",
        "ticket-templates",
        "ticket-approval",
    ],
)
def test_another_team_and_citizens_find_nothing(
    client_for: Any, oleg_operator: Any, citizen: Any, ticket: Any, name: str
) -> None:
    for person in (oleg_operator, citizen):
        assert client_for(person).get(url(ticket, name)).status_code == 404
    assert client_for(None).get(url(ticket, name)).status_code == 302


@pytest.mark.parametrize("name", ["ticket-replies", "ticket-notes", "ticket-draft"])
def test_another_team_writes_nothing(
    client_for: Any, oleg_operator: Any, ticket: Any, name: str
) -> None:
    body = {"body": "Текст", "note-body": "Текст", "seen": 1}
    assert client_for(oleg_operator).post(url(ticket, name), body).status_code == 404
    assert fresh(ticket).items_count == 1


def test_quality_adds_notes_and_never_answers(client_for: Any, quality: Any, ticket: Any) -> None:
    client = client_for(quality)
    text = client.get(url(ticket)).content.decode()
    assert "Сохранить заметку" in text
    assert "Ответить <kbd>" not in text
    body = {"body": "Ответ", "seen": 1, "client_key": "x"}
    assert client.post(url(ticket, "ticket-replies"), body).status_code == 403
    assert fresh(ticket).items_count == 1
