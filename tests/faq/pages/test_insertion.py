"""Articles at an open appeal: `??` finds and inserts, the topic suggests, a link is sent."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from faq.models import SearchLog
from faq.policies import can_read_inner
from journal.models import Entry
from notifications.models import Delivery
from tests.factories.tickets import make_ticket

pytestmark = pytest.mark.django_db
OPTIONS = {"X-Templates": "1"}
LINK = "http://localhost:8000/help/306/"


@pytest.fixture
def appeal(team_a: Any, citizen: Any, olga_operator: Any, topic: Any) -> Any:
    return make_ticket(
        team=team_a, citizen=citizen, topic=topic, assignee=olga_operator, status="in_progress"
    )


@pytest.fixture
def articles(make_article: Callable[..., Any]) -> None:
    blocks = [{"kind": "steps", "items": ["Откройте историю, {имя}.", "Нажмите «Квитанция»."]}]
    make_article("306", words={"blocks": blocks})
    make_article(
        "307",
        audience="operators",
        words={"question": "Как сверить квитанцию?", "solution": "Спросите старшего."},
    )


def page(client: Client, appeal: Any, query: str = "", **headers: str) -> str:
    address = reverse("desk:ticket-articles", args=[appeal.number])
    return unescape(client.get(f"{address}?q={query}", headers=headers).content.decode())


def test_text_comes_with_numbered_steps_and_the_name_link_beside_it(
    client_for: Any, olga_operator: Any, appeal: Any, articles: None
) -> None:
    found = page(client_for(olga_operator), appeal, "квитанц", **OPTIONS)
    assert "1. Откройте историю, Мария Петровна.\n2. Нажмите «Квитанция»." in found
    assert f"Где взять квитанцию?\n{LINK}" in found


def test_what_is_for_colleagues_can_be_read_never_inserted_or_sent(
    client_for: Any, olga_operator: Any, appeal: Any, articles: None
) -> None:
    client = client_for(olga_operator)
    found = page(client, appeal, "сверить", **OPTIONS)
    assert 'href="/help/307/"' in found
    assert "article-307" not in found
    assert "Спросите старшего" not in found
    answer = client.post(
        reverse("desk:ticket-articles", args=[appeal.number]),
        {"article": "307"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 422
    assert not Entry.objects.filter(event="tickets.ArticleSent").exists()


def test_the_topic_suggests_beside_the_appeal(
    client_for: Any, olga_operator: Any, appeal: Any, articles: None
) -> None:
    found = page(client_for(olga_operator), appeal, **{"HX-Request": "true"})
    assert "Ответы по теме" in found
    assert "Где взять квитанцию?" in found


def test_the_link_is_sent_by_the_worker(
    client_for: Any, olga_operator: Any, appeal: Any, articles: None
) -> None:
    from journal.facts import Fact
    from tickets.events import ArticleSent
    from tickets.handlers import notify_people

    client_for(olga_operator).post(
        reverse("desk:ticket-articles", args=[appeal.number]), {"article": "306"}
    )
    entry = Entry.objects.get(event="tickets.ArticleSent")
    sent = ArticleSent(appeal.pk, "306")
    notify_people(Fact(entry.pk, sent, olga_operator.actor, entry.at))
    assert LINK in Delivery.objects.get(template="article_link").body


def test_strangers_to_the_appeal_find_no_page(
    client_for: Any, anton_outsider: Any, appeal: Any, articles: None
) -> None:
    address = reverse("desk:ticket-articles", args=[appeal.number])
    assert client_for(anton_outsider).get(address).status_code == 404
    assert can_read_inner(anton_outsider)


def test_a_citizen_who_writes_sees_ready_answers_only_when_they_fit(
    client_for: Any, citizen: Any, articles: None
) -> None:
    client = client_for(citizen)
    page = client.post(
        "/cabinet/new/similar/", {"body": "Подскажите, где взять квитанцию об оплате?"}
    )
    assert "Где взять квитанцию?" in page.content.decode()
    assert "Как сверить" not in page.content.decode()
    other = client.post("/cabinet/new/similar/", {"body": "Прошу перенести остановку автобуса."})
    assert "Возможно, ответ уже есть" not in other.content.decode()


def test_what_is_looked_up_and_taken_is_counted_without_whose_it_was(
    client_for: Any, olga_operator: Any, appeal: Any, articles: None
) -> None:
    client = client_for(olga_operator)
    address = reverse("desk:ticket-articles", args=[appeal.number])
    first = client.get(f"{address}?q=квит", headers=OPTIONS)["X-Search"]
    typed = client.get(f"{address}?q=квитанц&search={first}", headers=OPTIONS)["X-Search"]
    assert typed == first
    assert client.post(address, {"used": "306", "search": typed}).status_code == 204
    [row] = SearchLog.objects.all()
    assert (row.query, row.face, row.clicked.code) == ("квитанц", "desk", "306")
    client.get(f"{address}?q=иванов иван", headers=OPTIONS)
    assert SearchLog.objects.get(clicked=None).query == ""
