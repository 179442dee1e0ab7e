"""The list of one's own appeals, and how to be told about them."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.selectors import preference_for
from tests.factories.accounts import make_organisation
from tests.factories.tickets import make_ticket, make_topic
from tests.tickets.pages.citizen import words
from tickets.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_for: Any, citizen: Any) -> Any:
    return client_for(citizen)


def make_many(citizen: Any, team: Any, now: datetime, count: int) -> list[Any]:
    return [
        make_ticket(
            team=team,
            citizen=citizen,
            subject=f"Обращение-{number:02}",
            activity_at=now - timedelta(minutes=number),
            registered_at=now - timedelta(days=1),
        )
        for number in range(count)
    ]


def titles(page: Any) -> list[str]:
    return [word for word in words(page).split() if word.startswith("Обращение-")]


def test_only_own_appeals_are_listed_newest_activity_first(
    browser: Any, citizen: Any, other_citizen: Any, team_a: Any, now: datetime
) -> None:
    make_many(citizen, team_a, now, 3)
    make_ticket(team=team_a, citizen=other_citizen, subject="Обращение-чужое")
    assert titles(browser.get("/cabinet/")) == ["Обращение-00", "Обращение-01", "Обращение-02"]


def test_organisation_of_a_representative_is_listed(
    browser: Any, citizen: Any, team_a: Any
) -> None:
    firm = make_organisation()
    citizen.represents.create(organisation=firm, created_at=citizen.created_at)
    make_ticket(team=team_a, citizen=firm, subject="Обращение-фирмы")
    assert titles(browser.get("/cabinet/")) == ["Обращение-фирмы"]


@pytest.mark.parametrize(
    ("only", "shown"),
    [
        ("", {"registered", "waiting_citizen", "resolved"}),
        ("open", {"registered", "waiting_citizen"}),
        ("asked", {"waiting_citizen"}),
        ("done", {"resolved"}),
    ],
)
def test_filter_is_in_the_address(
    browser: Any, citizen: Any, team_a: Any, only: str, shown: set[str]
) -> None:
    for status in (Status.REGISTERED, Status.WAITING_CITIZEN, Status.RESOLVED):
        make_ticket(team=team_a, citizen=citizen, status=status, subject=f"Обращение-{status}")
    page = browser.get("/cabinet/", {"only": only})
    assert {title.partition("-")[2] for title in titles(page)} == shown


def test_show_more_continues_after_the_last_row(
    browser: Any, citizen: Any, team_a: Any, now: datetime
) -> None:
    make_many(citizen, team_a, now, 23)
    page = browser.get("/cabinet/")
    assert len(titles(page)) == 20
    more = page.context["next_url"]
    rest = browser.get(f"/cabinet/{more}")
    assert titles(rest) == ["Обращение-20", "Обращение-21", "Обращение-22"]
    assert rest.context["next_url"] == ""
    part = browser.get(f"/cabinet/{more}", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.count('class="ticket-row"') == 3


def test_fresh_address_shows_all_that_was_shown_and_what_came_since(
    browser: Any, citizen: Any, team_a: Any, now: datetime
) -> None:
    make_many(citizen, team_a, now, 30)
    second = browser.get(f"/cabinet/{browser.get('/cabinet/').context['next_url']}")
    fresh = second.context["fresh_url"]
    make_ticket(
        team=team_a,
        citizen=citizen,
        subject="Обращение-новое",
        activity_at=now + timedelta(hours=1),
    )
    page = browser.get(f"/cabinet/{fresh}")
    assert len(titles(page)) == 31
    assert titles(page)[0] == "Обращение-новое"


@pytest.mark.parametrize(
    "query", ["only=mine", "from=x", "from=1-2", "upto=99999999999999999999-a"]
)
def test_broken_address_is_refused(browser: Any, query: str) -> None:
    assert browser.get(f"/cabinet/?{query}").status_code == 400


def test_empty_cabinet_says_what_to_do(browser: Any) -> None:
    assert "Обращений пока нет" in words(browser.get("/cabinet/"))
    assert "Таких обращений сейчас нет" in words(browser.get("/cabinet/?only=done"))


def test_list_costs_the_same_for_one_row_and_for_twenty(
    browser: Any, citizen: Any, team_a: Any, now: datetime
) -> None:
    make_topic()
    costs = []
    for count in (1, 19):
        make_many(citizen, team_a, now, count)
        with CaptureQueriesContext(connection) as queries:
            browser.get("/cabinet/")
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert costs[1] <= 6


def test_list_listens_to_oneself_and_to_the_organisation(browser: Any, citizen: Any) -> None:
    firm = make_organisation()
    citizen.represents.create(organisation=firm, created_at=citizen.created_at)
    topics = browser.get("/cabinet/").context["live_topics"].split()
    assert topics == sorted([f"citizen:{citizen.pk}", f"citizen:{firm.pk}"])


def test_piece_for_somebody_signed_out_is_no_page_of_signing_in(client_for: Any) -> None:
    answer = client_for(None).get("/cabinet/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")


# --- how to be told
def test_preferences_are_saved(browser: Any, citizen: Any) -> None:
    data = {"by_email": "on", "quiet_from": "22:00", "quiet_to": "08:00"}
    answer = browser.post("/cabinet/notices/", data)
    assert (answer.status_code, answer["Location"]) == (303, "/cabinet/notices/")
    saved = preference_for(person_kind="citizen", person_id=citizen.pk)
    assert (saved.by_email, saved.by_sms) == (True, False)
    assert (saved.quiet_from, saved.quiet_to) == (time(22), time(8))


def test_half_of_the_quiet_hours_is_refused_beside_the_field(browser: Any, citizen: Any) -> None:
    page = browser.post("/cabinet/notices/", {"quiet_from": "22:00", "quiet_to": ""})
    assert page.status_code == 422
    assert "Укажите и начало, и конец тихих часов." in words(page)
    assert preference_for(person_kind="citizen", person_id=citizen.pk).quiet_from is None
