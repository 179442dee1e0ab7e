"""Rows behind the figures, and the supervisor's hands: whose they are, what they lead to."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from common.actors import SYSTEM
from routing.actions.dispatching import dispatch
from routing.actions.offers import expire_offers
from routing.models import Presence, WorkItem
from tests.factories.tickets import make_ticket, make_topic
from tickets.actions.queueing import follow

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def appeal(queue: None, team_a: Any, citizen: Any, now: Any) -> Any:
    """An appeal of Мария Морозова that has waited for three quarters of an hour."""
    topic = make_topic("login", title="Вход на портал", skill="tech")
    ticket = make_ticket(team=team_a, citizen=citizen, topic=topic, registered_at=now - 45 * MINUTE)
    follow(ticket_id=ticket.pk, by=SYSTEM, now=now)
    return ticket


def get(client: Any, path: str, now: Any, **query: str) -> str:
    with time_machine.travel(now, tick=False):
        response = client.get(f"/board/wall/{path}", query)
    assert response.status_code == 200
    return str(response.content.decode())


def test_waiting_leads_to_appeals_and_names_no_citizen(client_for, sveta_supervisor, appeal, now):
    page = get(client_for(sveta_supervisor), "waiting/", now)
    assert f'href="/desk/{appeal.number}/?view=all"' in page
    assert "Вход на портал" in page
    assert "Морозова" not in page


def test_a_skill_narrows_the_list(client_for, sveta_supervisor, appeal, waits, now):
    waits("ticket:other", skills={"legal": 1})
    client = client_for(sveta_supervisor)
    assert get(client, "waiting/", now).count("Изменить<") == 2
    assert get(client, "waiting/", now, skill="tech").count("Изменить<") == 1


def test_pages_of_fifty(client_for, sveta_supervisor, waits, now):
    for number in range(60):
        waits(f"ticket:{number}")
    client = client_for(sveta_supervisor)
    page = get(client, "waiting/", now)
    assert page.count("Изменить<") == 50
    assert "/board/wall/waiting/?page=2" in page
    rest = get(client, "waiting/", now, page="2")
    assert rest.count("Изменить<") == 10
    assert "Показать ещё" not in rest


def test_statements_of_a_list(
    client_for, sveta_supervisor, waits, django_assert_max_num_queries, now
):
    for number in range(60):
        waits(f"ticket:{number}")
    client = client_for(sveta_supervisor)
    with django_assert_max_num_queries(8):
        client.get("/board/wall/waiting/", headers={"HX-Request": "true"})


def test_missed_offers_say_who_and_where_it_is_now(
    client_for, sveta_supervisor, appeal, operator, now
):
    person = operator()
    dispatch(now=now)
    expire_offers(now=now + MINUTE)
    page = get(client_for(sveta_supervisor), "missed/", now + 2 * MINUTE)
    assert person.full_name in page
    assert "Не ответил" in page
    assert "Ждёт" in page


def test_answered_says_who_was_not_in_time(client_for, sveta_supervisor, appeal, operator, now):
    from tickets.actions.assignment import take_ticket

    person = operator()
    take_ticket(ticket=appeal, by=person, now=now)
    follow(ticket_id=appeal.pk, by=SYSTEM, now=now)
    client = client_for(sveta_supervisor)
    for query in ({}, {"late": "1"}, {"period": "now"}):
        page = get(client, "answered/", now + MINUTE, **query)
        assert "нет, цель 30 мин" in page
        assert person.full_name in page


class TestHands:
    def test_a_pause_from_the_card(self, client_for, sveta_supervisor, operator, now):
        person = operator()
        client = client_for(sveta_supervisor)
        card = get(client, f"people/{person.pk}/", now)
        assert f'action="/desk/line/operators/{person.pk}/presence/"' in card
        client.post(f"/desk/line/operators/{person.pk}/presence/", {"reason": "break"})
        assert Presence.objects.get(pk=person.pk).state == "paused"
        assert "Вернуть на линию" in get(client, f"people/{person.pk}/", now + MINUTE)

    def test_a_priority_from_the_row(self, client_for, sveta_supervisor, appeal, now):
        item = WorkItem.objects.get()
        client = client_for(sveta_supervisor)
        card = get(client, f"items/{item.pk}/", now)
        assert f'action="/desk/line/items/{item.pk}/priority/"' in card
        client.post(f"/desk/line/items/{item.pk}/priority/", {"priority": "4"})
        assert "Срочно" in get(client, "waiting/", now)

    def test_others_people_and_items_do_not_exist(
        self, client_for, supervisor_b, operator, appeal, now
    ):
        client = client_for(supervisor_b)
        for path in (f"people/{operator().pk}/", f"items/{WorkItem.objects.get().pk}/"):
            assert client.get(f"/board/wall/{path}").status_code == 404

    def test_what_was_done_can_be_undone(self, client_for, sveta_supervisor, operator, appeal, now):
        person, item = operator(), WorkItem.objects.get()
        client, script = client_for(sveta_supervisor), {"HX-Request": "true"}
        before = (item.priority, "ready")
        for path, values in (
            (f"items/{item.pk}/priority/", {"priority": "4"}),
            (f"operators/{person.pk}/presence/", {"reason": "break"}),
        ):
            done = client.post(f"/desk/line/{path}", values, headers=script)
            toast = json.loads(done.headers["HX-Trigger"])["toast"]
            assert toast["action"]["label"] == "Отменить"
            assert client.post(toast["action"]["url"], headers=script).status_code == 204
        item.refresh_from_db()
        assert (item.priority, Presence.objects.get(pk=person.pk).state) == before
