"""A citizen's words reach their assignee wherever on the desk they are, and by letter if wished."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from notifications.models import Delivery, Preference
from tests.factories.tickets import make_ticket
from tickets.actions.conversation import write_message
from tickets.selectors.desk_news import mark_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _moment(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ticket(team_a: Any, citizen: Any, olga_operator: Any) -> Any:
    return make_ticket(team=team_a, citizen=citizen, assignee=olga_operator, status="in_progress")


def write(ticket: Any, *, at: datetime = NOW) -> None:
    write_message(ticket=ticket, by=ticket.citizen.user, body="Что слышно?", now=at)


def ask(client: Any, since: datetime, **headers: str) -> Any:
    return client.get(f"/desk/news/?since={mark_of(since)}", headers=HTMX | headers)


def toast_of(response: Any) -> Any:
    return json.loads(response.headers.get("HX-Trigger", "{}")).get("toast")


def test_every_page_of_the_desk_listens(client_for: Any, olga_operator: Any) -> None:
    page = client_for(olga_operator).get("/desk/new/").content.decode()
    assert f'topics="user:{olga_operator.pk}" hx-get="/desk/news/?since={mark_of(NOW)}"' in page


def test_new_words_are_told_once_with_a_link(client_for: Any, olga_operator: Any, ticket: Any):
    client = client_for(olga_operator)
    write(ticket)
    answer = ask(client, NOW - timedelta(seconds=1))
    assert toast_of(answer) == {
        "text": f"Заявитель написал: {ticket.number}",
        "tone": "info",
        "link": {"label": "Открыть", "url": f"/desk/{ticket.number}/"},
    }
    assert f"since={mark_of(NOW)}" in answer.content.decode()
    assert toast_of(ask(client, NOW)) is None


def test_several_are_told_together(client_for: Any, olga_operator: Any, ticket: Any, team_a: Any):
    other = make_ticket(
        team=team_a, citizen=ticket.citizen, assignee=olga_operator, status="in_progress"
    )
    write(ticket)
    write(other)
    told = toast_of(ask(client_for(olga_operator), NOW - timedelta(seconds=1)))
    assert (told["text"], told["link"]["url"]) == ("Заявители написали, обращений: 2", "/desk/")


def test_open_appeal_shows_them_itself(client_for: Any, olga_operator: Any, ticket: Any) -> None:
    write(ticket)
    here = {"HX-Current-URL": f"http://testserver/desk/{ticket.number}/?view=mine"}
    answer = ask(client_for(olga_operator), NOW - timedelta(seconds=1), **here)
    assert toast_of(answer) is None


def test_others_hear_nothing(client_for: Any, senior: Any, citizen: Any, ticket: Any) -> None:
    write(ticket)
    assert toast_of(ask(client_for(senior), NOW - timedelta(seconds=1))) is None
    assert ask(client_for(citizen), NOW).status_code == 404


@pytest.mark.parametrize("since", ["", "x", "9" * 40, "-1", "nan"])
def test_broken_moment_is_now_or_an_hour_ago(client_for: Any, olga_operator: Any, since: str):
    answer = client_for(olga_operator).get(f"/desk/news/?since={since}", headers=HTMX)
    assert answer.status_code == 200


class TestLetter:
    def told(self, fact: Any) -> list[str]:
        from tickets.handlers import notify_people

        notify_people(fact)
        notify_people(fact)
        return [row.subject for row in Delivery.objects.all()]

    @pytest.fixture
    def wrote(self, ticket: Any) -> Any:
        from journal.facts import fact_of
        from journal.models import Entry

        write(ticket)
        return fact_of(Entry.objects.get(event="tickets.CitizenWrote"))

    def test_assignee_gets_one(self, wrote: Any, ticket: Any) -> None:
        assert self.told(wrote) == [f"Обращение {ticket.number}: заявитель написал"]

    def test_stand_in_gets_it_for_who_is_away(
        self, wrote: Any, olga_operator: Any, lawyer: Any
    ) -> None:
        olga_operator.is_away, olga_operator.substitute = True, lawyer
        olga_operator.save()
        self.told(wrote)
        assert Delivery.objects.get().person_id == lawyer.pk

    def test_who_wished_none_gets_none(self, client_for: Any, wrote: Any, olga_operator: Any):
        client = client_for(olga_operator)
        assert 'name="by_email" checked' in client.get("/account/profile/").content.decode()
        assert client.post("/desk/letters/", {})["Location"] == "/account/profile/"
        assert Preference.objects.get(person_id=olga_operator.pk).by_email is False
        assert 'name="by_email" checked' not in client.get("/account/profile/").content.decode()
        assert self.told(wrote) == []

    def test_citizens_have_no_letters_about_work(self, client_for: Any, citizen: Any) -> None:
        assert client_for(citizen).post("/desk/letters/", {}).status_code == 403
        assert Preference.objects.count() == 0
