"""Tags, labels and what is put aside in the lists of the desk."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from tests.factories.tickets import make_ticket
from tickets.models import StateLabel, Tag

pytestmark = pytest.mark.django_db
LIST = "/desk/"


def shown(page: Any) -> list[int]:
    return [row.ticket.number for row in page.context["rows"]]


def tabs(page: Any) -> dict[str, str]:
    return {tab.title: tab.count for tab in page.context["tabs"]}


def test_what_is_put_aside_has_a_list_of_its_own(
    client_for: Any, olga_operator: Any, team_a: Any, now: datetime
) -> None:
    mine = {"team": team_a, "assignee": olga_operator, "status": "in_progress"}
    awake = make_ticket(**mine)
    client = client_for(olga_operator)
    assert "Отложенные" not in tabs(client.get(LIST))
    asleep = make_ticket(**mine, snoozed_at=now, snoozed_until=now)
    page = client.get(LIST)
    assert shown(page) == [awake.number]
    assert (tabs(page)["Мои"], tabs(page)["Отложенные"]) == ("1", "1")
    page = client.get(LIST, {"view": "snoozed"})
    assert shown(page) == [asleep.number]
    assert "Отложено" in page.content.decode()
    assert set(shown(client.get(LIST, {"view": "team"}))) == {awake.number, asleep.number}


def test_rows_show_label_and_tags_and_filters_find_them(
    client_for: Any, olga_operator: Any, team_a: Any, now: datetime
) -> None:
    label = StateLabel.objects.create(title="Ждём ведомство", status="registered", tone="info")
    tags = [Tag.objects.create(title=title) for title in ("Банк", "Код", "СМС", "Яндекс")]
    hung, plain = make_ticket(team=team_a, label=label), make_ticket(team=team_a)
    for tag in tags:
        hung.tags.create(tag=tag, added_at=now)
    client = client_for(olga_operator)
    text = client.get(LIST, {"view": "team"}).content.decode()
    assert "Ждём ведомство" in text
    assert '<span class="tag__title">СМС</span>' in text
    assert 'title="Яндекс">+1</span>' in text
    for query in ({"tag": tags[0].pk}, {"label": label.pk}):
        page = client.get(LIST, {"view": "team", **query})
        assert shown(page) == [hung.number]
        assert len(page.context["chips"]) == 1
    assert set(shown(client.get(LIST, {"view": "team", "tag": "x"}))) == {
        hung.number,
        plain.number,
    }


def test_a_list_costs_the_same_with_tags(
    client_for: Any, olga_operator: Any, team_a: Any, django_assert_num_queries: Any
) -> None:
    tag = Tag.objects.create(title="СМС")
    for _ in range(5):
        make_ticket(team=team_a).tags.create(tag=tag, added_at=timezone.now())
    client = client_for(olga_operator)
    client.get(LIST, {"view": "team"})
    with django_assert_num_queries(5):
        client.get(LIST, {"view": "team"})
