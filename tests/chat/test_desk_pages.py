"""The operator's pages: my chats, one dialog, what is done there, ready words, who writes (0.4, interface)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from chat.actions.leading import take_dialog
from chat.actions.messages import Words, say
from chat.models import Dialog
from tests.factories.chat import make_dialog, make_guest
from tests.factories.tickets import make_policy, make_route, make_topic
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
LIST = "/desk/chats/"


def address(dialog: Dialog, name: str = "") -> str:
    return f"{LIST}{dialog.pk}/{name}"


def htmx(target: str = "") -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target}


@pytest.fixture
def desk(client_for: Any, olga_operator: Any) -> Client:
    browser: Client = client_for(olga_operator)
    return browser


@pytest.fixture
def talk(waits: Any, comes: Any, citizen: Any, olga_operator: Any, now: datetime) -> Dialog:
    comes(olga_operator)
    topic = make_topic("login", title="Вход")
    dialog = waits(citizen, text="Мой пароль 1234 не подходит", topic=topic, confidence=0.8)
    return take_dialog(dialog=dialog, by=olga_operator, now=now)


def test_the_list_shows_mine_unread_and_who_waits_in_four_statements(
    desk: Client, talk: Dialog, waits: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        waits(make_guest()[1], text=f"Вопрос {number}", name="Гостья")
    desk.get(LIST)
    with django_assert_max_num_queries(8):
        page = desk.get(LIST, headers=htmx("chat-list")).content.decode()
    assert "Морозова" in page
    assert "Мой пароль **** не подходит" in page
    assert page.count("Гостья") == 6
    assert 'aria-label="Непрочитанных: 1"' in page


def test_a_dialog_opens_with_its_rows_in_few_statements(
    desk: Client, talk: Dialog, citizen: Any, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        say(
            dialog=talk, words=Words(cid=uuid4(), text=f"Строка {number}"), by=citizen.user, now=now
        )
    desk.get(address(talk))
    with django_assert_max_num_queries(9):
        page = desk.get(address(talk), headers=htmx("work")).content.decode()
    assert "Строка 39" in page
    assert "Передать разговор" in page
    assert "Верно" in page


def test_strangers_see_nothing_and_colleagues_read_and_whisper(
    client_for: Any, talk: Dialog, oleg_operator: Any, senior: Any, citizen: Any
) -> None:
    for somebody in (oleg_operator, citizen):
        assert client_for(somebody).get(address(talk)).status_code == 404
    leader = client_for(senior)
    page = leader.get(address(talk)).content.decode()
    assert "Подсказка оператору" in page
    said = leader.post(address(talk, "say/"), {"text": "Предложите вход по СМС", "inner": "on"})
    assert said.status_code == 303
    assert leader.post(address(talk, "say/"), {"text": "Здравствуйте"}).status_code == 403
    assert list(talk.messages.filter(side="operator").values_list("kind", "is_inner")) == [
        ("note", True)
    ]


def test_the_guess_is_confirmed_and_the_talk_written_up_with_one_key_each(
    desk: Client, talk: Dialog
) -> None:
    done = desk.post(address(talk, "topic/"), {"topic": "login"}, headers=htmx())
    assert (done.status_code, done["HX-Trigger"].startswith("{")) == (204, True)
    desk.post(address(talk, "end/"), headers=htmx())
    page = desk.get(address(talk), headers=htmx("chat-state")).content.decode()
    assert "Решено, тема «Вход»" in page
    done = desk.post(
        address(talk, "wrap-up/"), {"topic": "login", "result": "solved"}, headers=htmx()
    )
    assert done["HX-Redirect"] == LIST
    talk.refresh_from_db()
    assert (talk.state, talk.result, talk.confidence) == ("ended", "solved", 1)


def test_an_appeal_is_made_and_shown_beside_the_dialog(
    desk: Client, talk: Dialog, team_a: Any
) -> None:
    make_policy()
    make_route(make_topic(), team_a)
    make_route(talk.topic, team_a)
    form = desk.get(address(talk, "ticket/"), headers=htmx("move")).content.decode()
    assert "Переписка приложится сама" in form
    made = {"kind": "question", "topic": "login", "words": "Не входит"}
    assert desk.post(address(talk, "ticket/"), made, headers=htmx()).status_code == 204
    ticket = Ticket.objects.get()
    page = desk.get(address(talk), headers=htmx("chat-state")).content.decode()
    assert f"/desk/{ticket.number}/" in page
    aside = desk.get(f"/desk/{ticket.number}/who/", headers=htmx()).content.decode()
    assert address(talk) in aside


def test_ready_words_and_articles_are_inserted_by_their_signs(desk: Client, talk: Dialog) -> None:
    from tickets.models import AnswerTemplate

    for code, body in (("hello", "Здравствуйте, {имя}!"), ("number", "Ваш номер {номер}")):
        AnswerTemplate.objects.create(code=code, title=f"Слова {code}", body=body, topic=talk.topic)
    options = desk.get(address(talk, "words/templates/?q=слова"), headers={"X-Templates": "1"})
    assert "Здравствуйте, Мария" in options.content.decode()
    assert "Ваш номер" not in options.content.decode()
    assert desk.get(address(talk, "words/articles/?q=пароль")).status_code == 200
    assert desk.get(address(talk, "words/nothing/")).status_code == 404


def test_what_is_looked_up_and_taken_by_its_sign_is_counted(
    desk: Client, talk: Dialog, now: datetime
) -> None:
    from faq.models import Article, SearchLog
    from faq.reference import load_reference
    from topics.reference import load_reference as load_topics

    load_topics(now)
    load_reference(now)
    found = desk.get(address(talk, "words/articles/?q=пароль"), headers={"X-Templates": "1"})
    search = SearchLog.objects.get(pk=found["X-Search"])
    assert (search.face, search.query) == ("chat", "пароль")
    article = Article.objects.order_by("code")[0]
    taken = {"used": article.code, "search": found["X-Search"]}
    assert desk.post(address(talk, "words/articles/"), taken).status_code == 204
    assert desk.post(address(talk, "words/templates/"), taken).status_code == 405
    search.refresh_from_db()
    assert search.clicked == article


def test_who_writes_is_shown_with_the_one_history(
    desk: Client, talk: Dialog, citizen: Any, olga_operator: Any, now: datetime
) -> None:
    before = make_dialog(
        citizen=citizen,
        line=talk.line,
        opened_at=now - timedelta(days=3),
        state="ended",
        result="solved",
        taken_at=now,
    )
    who = desk.get(address(talk), headers=htmx("who")).content.decode()
    assert "Вошёл через личный кабинет" in who
    assert address(before) in who
    assert "Чат: окончен" in who
    only = desk.get(address(talk, "?kind=chat"), headers=htmx("person-stream")).content.decode()
    assert only.count("past__row") == 2


def test_leaders_see_the_figures_of_their_teams(
    client_for: Any, desk: Client, talk: Dialog, sveta_supervisor: Any, now: datetime
) -> None:
    import time_machine

    talk.rating = 5
    talk.save(update_fields=["rating"])
    assert desk.get(f"{LIST}statistics/").status_code == 404
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        page = client_for(sveta_supervisor).get(f"{LIST}statistics/?days=1").content.decode()
    assert "100 % из 1" in page
    assert "20.11.2026" in page
