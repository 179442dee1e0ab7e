"""The block beside an appeal's head, through HTTP."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.tickets import fresh, make_clock, make_ticket
from tests.tickets.helpers import brought_to
from tickets.actions.snooze import snooze_ticket
from tickets.models import StateLabel, Tag, Ticket, Watcher

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def url(ticket: Any, name: str = "side") -> str:
    return reverse(f"desk:ticket-{name}", args=[ticket.number])


@pytest.fixture
def own(ticket: Any, olga_operator: Any, now: datetime) -> Ticket:
    return brought_to("in_progress", ticket, by=olga_operator, now=now)


@pytest.fixture
def label(db: None) -> StateLabel:
    return StateLabel.objects.create(
        title="Ждём ведомство", status="in_progress", public_title="Ждём ответа ведомства"
    )


def test_the_appeal_asks_for_the_block_after_itself(
    client_for: Any, olga_operator: Any, ticket: Any
) -> None:
    page = client_for(olga_operator).get(reverse("desk:ticket", args=[ticket.number]))
    block = page.content.decode().split("<side-block")[1].split(">")[0]
    assert f'hx-get="{url(ticket)}"' in block


@pytest.mark.parametrize("many", [1, 12])
def test_the_block_costs_the_same_however_much_hangs(
    client_for: Any, olga_operator: Any, own: Any, django_assert_num_queries: Any, many: int
) -> None:
    for number in range(many):
        tag = Tag.objects.create(title=f"Тег {number}")
        own.tags.create(tag=tag, added_at=timezone.now(), added_by=olga_operator)
    client = client_for(olga_operator)
    client.get(url(own), headers=HTMX)
    with django_assert_num_queries(9):
        client.get(url(own), headers=HTMX)


def test_tags_by_words_and_off_again(client_for: Any, olga_operator: Any, own: Any) -> None:
    tag, client = Tag.objects.create(title="Нет СМС"), client_for(olga_operator)
    answer = client.post(url(own, "tags"), {"tag": "нет  смс"}, headers=HTMX)
    assert answer.status_code == 200
    assert 'class="tag__title">Нет СМС' in answer.content.decode()
    assert [row.tag for row in own.tags.all()] == [tag]
    assert client.post(url(own, "tags"), {"off": "Нет СМС"}).status_code == 303
    assert not own.tags.exists()


def test_an_unknown_word_is_refused_in_its_place(
    client_for: Any, olga_operator: Any, senior: Any, own: Any
) -> None:
    answer = client_for(olga_operator).post(url(own, "tags"), {"tag": "Новое"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Такого тега нет в словаре" in answer.content.decode()
    assert 'value="Новое"' in answer.content.decode()
    assert client_for(senior).post(url(own, "tags"), {"tag": "Новое"}).status_code == 303
    assert own.tags.get().tag.title == "Новое"


def test_a_label_shows_in_the_head_and_the_citizen_reads_their_wording(
    client_for: Any, olga_operator: Any, citizen: Any, own: Any, label: StateLabel
) -> None:
    answer = client_for(olga_operator).post(url(own, "label"), {"label": label.pk}, headers=HTMX)
    text = answer.content.decode()
    assert 'id="ticket-head" hx-swap-oob="true"' in text.replace("\n     ", " ")
    assert "Ждём ведомство" in text
    cabinet = client_for(citizen).get(reverse("cabinet:ticket", args=[own.number]))
    assert "Ждём ответа ведомства" in cabinet.content.decode()
    assert "Ждём ведомство" not in cabinet.content.decode()


@pytest.mark.parametrize("given", ["999999", "x"])
def test_a_label_that_is_gone_changes_nothing(
    client_for: Any, olga_operator: Any, own: Any, label: StateLabel, given: str
) -> None:
    answer = client_for(olga_operator).post(url(own, "label"), {"label": given}, headers=HTMX)
    assert answer.status_code == 422
    assert fresh(own).label is None


def test_snoozes_in_words_and_asks_before_a_deadline_is_slept_through(
    client_for: Any, olga_operator: Any, desk: Any, team_a: Any
) -> None:
    now = timezone.now()
    own = make_ticket(team=team_a, assignee=olga_operator, status="in_progress", registered_at=now)
    make_clock(own, due_at=now + timedelta(hours=2), warn_at=now + timedelta(hours=1))
    client = client_for(olga_operator)
    asked = client.post(url(own, "snooze"), {"choice": "three_hours"}, headers=HTMX)
    assert asked.status_code == 422
    assert "Всё равно отложить" in asked.content.decode()
    assert fresh(own).snoozed_at is None
    given = {"choice": "three_hours", "accepted": "yes"}
    assert client.post(url(own, "snooze"), given, headers=HTMX).status_code == 200
    assert fresh(own).snoozed_until > now + timedelta(hours=2)
    assert client.post(url(own, "waking")).status_code == 303
    assert fresh(own).snoozed_at is None
    for broken in ({"choice": "yesterday"}, {"until": "x"}, {"until": "2020-01-01T09:00"}, {}):
        assert client.post(url(own, "snooze"), broken, headers=HTMX).status_code == 422
    assert fresh(own).snoozed_at is None


def test_a_moment_of_ones_own_is_moscow_time(
    client_for: Any, olga_operator: Any, desk: Any, team_a: Any
) -> None:
    own = make_ticket(team=team_a, assignee=olga_operator, status="in_progress")
    day = timezone.localdate() + timedelta(days=2)
    given = {"until": f"{day:%Y-%m-%d}T09:30"}
    client_for(olga_operator).post(url(own, "snooze"), given, headers=HTMX)
    assert timezone.localtime(fresh(own).snoozed_until).strftime("%H:%M") == "09:30"


def test_watches_and_stops(client_for: Any, olga_operator: Any, own: Any) -> None:
    client = client_for(olga_operator)
    assert client.post(url(own, "watching"), {"on": "yes"}, headers=HTMX).status_code == 200
    assert [row.user for row in Watcher.objects.all()] == [olga_operator]
    assert "Наблюдаю" in client.get(url(own), headers=HTMX).content.decode()
    client.post(url(own, "watching"), {"on": "no"}, headers=HTMX)
    assert not Watcher.objects.exists()


def test_without_a_script_it_is_a_page(client_for: Any, olga_operator: Any, own: Any) -> None:
    text = client_for(olga_operator).get(url(own)).content.decode()
    assert "<main" in text
    assert "К обращению" in text


def test_names_only_colleagues_who_see_the_appeal(
    client_for: Any, olga_operator: Any, kirill_colleague: Any, oleg_operator: Any, own: Any
) -> None:
    client = client_for(olga_operator)
    text = client.get(url(own, "colleagues"), {"q": "колл"}, headers=HTMX).content.decode()
    assert "Кирилл Коллегин" in text
    everybody = client.get(url(own, "colleagues"), headers=HTMX).content.decode()
    assert oleg_operator.full_name not in everybody
    assert olga_operator.full_name not in everybody


def test_a_citizen_sees_nothing_of_it(
    client_for: Any, citizen: Any, olga_operator: Any, own: Any, now: datetime
) -> None:
    own.tags.create(tag=Tag.objects.create(title="Скандалит"), added_at=now)
    snooze_ticket(ticket=own, until=None, by=olga_operator, now=now)
    text = client_for(citizen).get(reverse("cabinet:ticket", args=[own.number])).content.decode()
    assert "Скандалит" not in text
    assert "тложен" not in text
    assert client_for(citizen).get(url(own)).status_code == 404
