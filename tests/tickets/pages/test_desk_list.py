"""The operator's lists through HTTP: what they hold, how they are narrowed, what they cost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import PersonalData
from journal.models import Entry
from tests.factories.tickets import make_clock, make_ticket
from tests.tickets.helpers import registered
from tickets.actions.assignment import take_ticket
from tickets.models import Ticket
from tickets.selectors import desk_counts, desk_list, desk_search

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LIST = "/desk/"


def shown(page: Any) -> list[int]:
    return [row.ticket.number for row in page.context["rows"]]


def rows_of(page: Any) -> str:
    return str(page.content.decode().partition('id="queue"')[2].partition("</queue-list>")[0])


def counts(page: Any) -> dict[str, str]:
    return {tab.title: tab.count for tab in page.context["tabs"]}


def test_each_tab_holds_its_own(
    client_for: Any, olga_operator: Any, ticket: Any, citizen: Any, now: datetime
) -> None:
    mine = take_ticket(ticket=registered(citizen, now=now), by=olga_operator, now=now)
    client = client_for(olga_operator)
    assert shown(client.get(LIST)) == [mine.number]
    assert shown(client.get(LIST, {"view": "free"})) == [ticket.number]
    assert shown(client.get(LIST, {"view": "team"})) == [mine.number, ticket.number]
    assert shown(client.get(LIST, {"view": "departments"})) == []
    assert counts(client.get(LIST)) | {"Просроченные": ""} == {
        "Мои": "1",
        "Свободные": "1",
        "Команды": "2",
        "Просроченные": "",
        "В отделах": "",
        "Все": "",
    }


def test_overdue_holds_what_is_late_and_runs(
    client_for: Any, olga_operator: Any, team_a: Any, now: datetime
) -> None:
    past = now - timedelta(days=9)
    late, paused = make_ticket(team=team_a), make_ticket(team=team_a)
    make_clock(late, due_at=past, warn_at=past)
    make_clock(paused, due_at=past, warn_at=past, paused_at=past)
    page = client_for(olga_operator).get(LIST, {"view": "overdue"})
    assert shown(page) == [late.number]
    assert counts(page)["Просроченные"] == "1"


def test_a_full_tab_says_ninety_nine_plus(
    client_for: Any, olga_operator: Any, team_a: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(desk_counts, "COUNT_AT_MOST", 3)
    monkeypatch.setattr("tickets.desk_page.COUNT_AT_MOST", 3)
    for _ in range(4):
        make_ticket(team=team_a)
    assert counts(client_for(olga_operator).get(LIST))["Свободные"] == "2+"


def test_filters_narrow_and_stay_in_the_address(
    client_for: Any, olga_operator: Any, team_a: Any
) -> None:
    urgent = make_ticket(team=team_a, priority=4)
    make_ticket(team=team_a)
    page = client_for(olga_operator).get(LIST, {"view": "team", "priority": "4"})
    assert shown(page) == [urgent.number]
    assert [(chip.title, chip.value) for chip in page.context["chips"]] == [
        ("Приоритет", "Срочный")
    ]
    assert page.context["chips"][0].url == "/desk/?view=team"
    assert f"/desk/{urgent.number}/?view=team&amp;priority=4" in page.content.decode()


def test_a_broken_filter_means_any(client_for: Any, olga_operator: Any, team_a: Any) -> None:
    row = make_ticket(team=team_a)
    query = {"view": "team", "priority": "x", "team": "nonsense", "status": "';--"}
    assert shown(client_for(olga_operator).get(LIST, query)) == [row.number]


def test_pages_follow_each_other_without_gap_or_repeat(
    client_for: Any, olga_operator: Any, team_a: Any, now: datetime
) -> None:
    numbers = [
        make_ticket(team=team_a, activity_at=now - timedelta(minutes=step // 2)).number
        for step in range(60)
    ]
    client, address, seen = client_for(olga_operator), "/desk/?view=team", []
    while address:
        page = client.get(address, headers=HTMX)
        seen += shown(page)
        address = page.context["next_url"]
    assert sorted(seen) == sorted(numbers)
    assert len(seen) == 60


@pytest.mark.parametrize("sort", ["", "oldest"])
def test_a_long_list_is_marked_and_read_between_the_marks(
    client_for: Any,
    olga_operator: Any,
    team_a: Any,
    now: datetime,
    sort: str,
    monkeypatch: Any,
    django_assert_num_queries: Any,
) -> None:
    monkeypatch.setattr(desk_list, "STEP", 4)
    made = [
        make_ticket(team=team_a, activity_at=now - timedelta(minutes=step // 2)).number
        for step in range(30)
    ]
    client, query = client_for(olga_operator), {"view": "team", "sort": sort}
    found = client.get(reverse("desk:list-marks"), query).json()
    assert [number for _, number in found["marks"]] == [4, 8, 12, 16, 20, 24, 28, 30]
    assert found["longer"] is False
    whole, after = [], ""
    for until, _ in found["marks"]:
        with django_assert_num_queries(4):
            page = client.get(LIST, query | {"after": after, "until": until}, headers=HTMX)
        assert (len(shown(page)), page.context["next_url"]) == (
            2 if after == found["marks"][-2][0] else 4,
            "",
        )
        whole, after = whole + shown(page), until
    first = shown(client.get(LIST, query))
    assert whole[: len(first)] == first
    assert sorted(whole) == sorted(made)
    monkeypatch.setattr(desk_list, "LONG", 8)
    longer = client.get(reverse("desk:list-marks"), query).json()
    assert ([number for _, number in longer["marks"]], longer["longer"]) == ([4, 8], True)


def test_a_list_is_never_marked_for_words(client_for: Any, olga_operator: Any, ticket: Any) -> None:
    page = client_for(olga_operator).get(reverse("desk:list-marks"), {"view": "all", "q": "нет"})
    assert [number for _, number in page.json()["marks"]] == [1]


def test_going_back_to_the_list_empties_the_middle_alone(
    client_for: Any, olga_operator: Any, django_assert_num_queries: Any
) -> None:
    client = client_for(olga_operator)
    page = client.get(LIST, headers=HTMX | {"HX-Target": "work"}).content.decode()
    assert "Выберите обращение" in page
    assert 'id="desk-list"' not in page
    whole = client.get(LIST, headers=HTMX | {"HX-Boosted": "true"}).content.decode()
    assert "<!DOCTYPE html>" in whole


def test_the_queues_of_ones_teams_are_told_after_the_page(
    client_for: Any, olga_operator: Any, ticket: Any, team_a: Any
) -> None:
    page = client_for(olga_operator).get(reverse("desk:queue"))
    assert page.context["topics"] == f"team:{team_a.pk}"
    assert page.context["waiting"] in {0, 1}


def test_a_broken_place_is_refused_in_words(client_for: Any, olga_operator: Any) -> None:
    page = client_for(olga_operator).get(LIST, {"view": "all", "after": "yesterday"})
    assert page.status_code == 422
    assert "Откройте список с начала" in page.content.decode()


@pytest.mark.parametrize(
    "text", ["+7 916 123-45-67", "MARIA@example.org", "Морозова", "код подтверждения"]
)
def test_search_finds_by_phone_mail_name_and_words(
    client_for: Any, olga_operator: Any, ticket: Any, text: str
) -> None:
    page = client_for(olga_operator).post(reverse("desk:search"), {"q": text})
    assert page.status_code == 200
    assert shown(page) == [ticket.number]


def test_common_words_are_found_newest_first_among_what_is_visible(
    client_for: Any, olga_operator: Any, team_b: Any, ticket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_search, "MET_SOONER_FROM", 0)
    vector, older = Ticket.objects.get().search, ticket.activity_at - timedelta(hours=1)
    entrusted = make_ticket(team=team_b, assignee=olga_operator, search=vector, activity_at=older)
    make_ticket(team=team_b, search=vector)
    make_ticket(team=ticket.team)
    page = client_for(olga_operator).post(reverse("desk:search"), {"q": "код подтверждения"})
    assert shown(page) == [ticket.number, entrusted.number]


def test_search_finds_by_snils_and_keeps_no_trace_of_it(
    client_for: Any, olga_operator: Any, oleg_operator: Any, ticket: Any, now: datetime
) -> None:
    PersonalData.objects.create(
        citizen=ticket.citizen, snils="98765432183", source="citizen", updated_at=now
    )
    for text in ("987-654-321 83", "98765432183"):
        page = client_for(olga_operator).post(reverse("desk:search"), {"q": text})
        assert shown(page) == [ticket.number]
    other = client_for(olga_operator).post(reverse("desk:search"), {"q": "112-233-445 95"})
    assert shown(other) == []
    assert shown(client_for(oleg_operator).post(reverse("desk:search"), {"q": text})) == []
    assert not Entry.objects.filter(data__icontains="987654321").exists()


def test_search_by_number_opens_the_appeal(
    client_for: Any, olga_operator: Any, ticket: Any
) -> None:
    answer = client_for(olga_operator).post(reverse("desk:search"), {"q": f"№ {ticket.number}"})
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/{ticket.number}/")


@pytest.mark.parametrize("text", ["Морозова", "+79161234567", "код"])
def test_search_shows_nothing_of_other_teams(
    client_for: Any, oleg_operator: Any, ticket: Any, text: str
) -> None:
    page = client_for(oleg_operator).post(reverse("desk:search"), {"q": text})
    assert shown(page) == []
    assert "Ничего не нашлось" in page.content.decode()


def test_what_is_searched_never_stands_in_an_address(
    client_for: Any, olga_operator: Any, ticket: Any
) -> None:
    page = client_for(olga_operator).get(LIST, {"q": "Морозова", "view": "free"})
    assert page.context["query"].text == ""


@pytest.mark.parametrize("rows", [2, 24])
def test_a_list_costs_five_queries_however_long(
    client_for: Any,
    olga_operator: Any,
    team_a: Any,
    rows: int,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(rows):
        row = make_ticket(team=team_a)
        make_clock(row, due_at=row.registered_at, warn_at=row.registered_at)
    client = client_for(olga_operator)
    client.get(LIST, {"view": "team"})
    with django_assert_num_queries(5):
        assert len(shown(client.get(LIST, {"view": "team"}))) == rows


def test_strangers_and_citizens_have_no_desk(
    client_for: Any, citizen: Any, auditor: Any, editor: Any
) -> None:
    assert client_for(None).get(LIST).status_code == 302
    for person in (citizen, auditor, editor):
        assert client_for(person).get(LIST).status_code == 404


def test_a_poke_fetches_the_column_alone(client_for: Any, olga_operator: Any, ticket: Any) -> None:
    page = client_for(olga_operator).get(LIST, headers=HTMX | {"HX-Target": "queue"})
    text = page.content.decode()
    assert "<html" not in text
    assert 'id="queue"' in text
    assert "HX-Push-Url" not in page


def test_tabs_keep_the_open_appeal_in_the_address(
    client_for: Any, olga_operator: Any, ticket: Any
) -> None:
    headers = HTMX | {
        "HX-Target": "desk-list",
        "HX-Current-URL": f"http://testserver/desk/{ticket.number}/?view=mine",
    }
    page = client_for(olga_operator).get(LIST, {"view": "free"}, headers=headers)
    assert page["HX-Push-Url"] == f"/desk/{ticket.number}/?view=free"


def test_tabs_count_what_the_lists_hold(
    client_for: Any, olga_operator: Any, team_a: Any, team_b: Any, department: Any, now: datetime
) -> None:
    """The counts are written out in SQL: they must agree with the rows of every list."""
    past = now - timedelta(days=1)
    for place, team in enumerate([team_a] * 6 + [team_b] * 2):
        row = make_ticket(team=team, assignee=olga_operator if place % 3 == 0 else None)
        make_clock(row, due_at=past, warn_at=past, stopped_at=past if place % 2 else None)
    make_ticket(team=department, home_team=team_a, status="at_department")
    make_ticket(team=team_a, status="closed", closed_at=now)
    make_ticket(team=team_a, assignee=olga_operator, snoozed_at=now)
    counted = desk_counts.capped_counts(olga_operator, now=now)
    held = {
        view: desk_list.rows_matching(
            olga_operator, desk_list.ListQuery(view=view), now=now
        ).count()
        for view in desk_counts.COUNTED
    }
    assert counted == held
    assert held == {"mine": 3, "free": 4, "team": 7, "overdue": 3, "departments": 1} | {
        "snoozed": 1
    }


def test_a_row_is_drawn_anew_when_anything_of_it_changes(
    client_for: Any, olga_operator: Any, team_a: Any
) -> None:
    row = make_ticket(team=team_a)
    client = client_for(olga_operator)
    for field, value, words in (
        ("priority", 4, "Срочный"),
        ("channel", "mfc", "МФЦ"),
        ("assignee", olga_operator, "Ольга Соколова"),
        ("subject", "Другая суть", "Другая суть"),
    ):
        assert words not in rows_of(client.get(LIST, {"view": "team"}))
        setattr(row, field, value)
        row.save()
        assert words in rows_of(client.get(LIST, {"view": "team"}))
