"""Contacts and articles: what is counted, who sees what, a draft in one click, nothing of people in it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from faq.models import Article, ArticleVersion
from journal.models import Entry
from quality.actions.counting import ask_counting, go_on_counting
from quality.models import AnsweredContact, Counting, Idea
from quality.policies import can_see_contacts, can_use_ideas

pytestmark = pytest.mark.django_db
PAGE = "/desk/quality/contacts/"
CAST = ("editor", "senior", "lawyer", "sveta_supervisor", "quality", "administrator")
OTHERS = ("olga_operator", "auditor", "citizen", "former")


def body(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def counted(
    subsidies: list[Any], solved: Any, make_article: Callable[..., Any], now: datetime
) -> Any:
    """A counting made: an article answers one appeal, another came from its page."""
    make_article("306")
    solved("Где взять квитанцию об оплате?")
    read = solved("Ничего не понятно, всё равно не вижу")
    read.items.update(data={"article": "306"})
    with time_machine.travel(now, tick=False):
        assert go_on_counting(now=now)
    return Counting.objects.get()


@pytest.mark.parametrize("who", [*CAST, *OTHERS])
def test_who_may(who: str, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(who)
    user = getattr(person, "user", person)
    assert can_see_contacts(user) == (who in CAST)
    assert can_use_ideas(user) == (who in {"editor", "senior", "lawyer", "sveta_supervisor"})


def test_what_is_answered_and_what_is_not(counted: Counting, subsidies: list[Any]) -> None:
    assert (counted.done, counted.total) == (14, 14)
    ways = sorted(AnsweredContact.objects.values_list("article__code", "way"))
    assert ways == [("306", "answers"), ("306", "read")]
    [idea] = Idea.objects.all()
    assert set(idea.tickets.all()) == set(subsidies)
    assert idea.words[:2] == ["газификация", "субсидия"]
    assert not any(word in {"мария", "иванов", "петровна"} for word in idea.words)


def test_counted_again_nothing_is_doubled_and_one_runs_at_a_time(
    counted: Counting, editor: Any, now: datetime
) -> None:
    later = now + timedelta(hours=1)
    assert not go_on_counting(now=later)
    first = ask_counting(by=editor, now=later)
    assert ask_counting(by=editor, now=later) == first
    assert go_on_counting(now=later)
    assert (AnsweredContact.objects.count(), Idea.objects.count()) == (2, 1)
    assert Entry.objects.filter(event="quality.CountingEnded").count() == 2


def test_a_draft_in_one_click_names_nobody(
    client_for: Callable[..., Client], editor: Any, counted: Counting
) -> None:
    client, idea = client_for(editor), Idea.objects.get()
    page = body(client.get(PAGE))
    assert "Как получить субсидию на газификацию дома?" in page
    assert "Иванов" not in page
    made = client.post(PAGE, {"do": "draft", "idea": str(idea.pk)})
    article = Article.objects.exclude(code="306").get()
    assert made["Location"] == f"/desk/articles/{article.code}/"
    draft = ArticleVersion.objects.get(article=article)
    said = " ".join([draft.question, draft.solution, *draft.also_asked])
    assert "газификаци" in draft.question
    assert draft.solution.startswith("Субсидию на газификацию оформляют в МФЦ")
    for name in ("Мария", "Иванов", "Ольга", "345"):
        assert name not in said
    assert draft.state == "draft"
    # a second press, a colleague's press: one draft
    client.post(PAGE, {"do": "draft", "idea": str(idea.pk)})
    assert Article.objects.count() == 2
    assert "Из обращений: 5" in body(client.get(made["Location"]))


def test_rows_behind_a_figure_are_those_the_reader_sees(
    client_for: Callable[..., Client], editor: Any, quality: Any, counted: Counting, now: datetime
) -> None:
    number = str(AnsweredContact.objects.first().ticket.number)
    with time_machine.travel(now, tick=False):
        mine = body(client_for(quality).get(PAGE, {"article": "306"}))
        others = body(client_for(editor).get(PAGE, {"article": "306"}))
    assert number in mine
    assert number not in others
    assert "На линиях, которых вы не видите: 2" in others


def test_put_away_it_does_not_come_back(
    client_for: Callable[..., Client], quality: Any, senior: Any, counted: Counting, now: datetime
) -> None:
    idea = Idea.objects.get()
    assert (
        client_for(quality).post(PAGE, {"do": "dismiss", "idea": str(idea.pk)}).status_code == 403
    )
    client_for(senior).post(PAGE, {"do": "dismiss", "idea": str(idea.pk)})
    ask_counting(by=senior, now=now + timedelta(hours=1))
    go_on_counting(now=now + timedelta(hours=1))
    assert not Idea.objects.filter(dismissed_at=None).exists()
