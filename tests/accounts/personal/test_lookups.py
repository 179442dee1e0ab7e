"""Every search for people is written down, and there is a limit an hour (D-05)."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actions.lookups import look_up
from common.errors import NotAllowed, TooManyRequests
from journal.models import Entry
from tests.factories.accounts import make_profile
from tests.factories.tickets import make_ticket

MANY = 60


def facts(name: str = "accounts.CitizensLookedUp") -> list[dict[str, Any]]:
    return list(Entry.objects.filter(event=name).order_by("pk").values_list("data", flat=True))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("+7 916 123-45-67", "phone"),
        ("8 916 1234567", "phone"),
        ("maria@example.org", "email"),
        ("Морозова", "name"),
    ],
)
def test_search_is_a_fact_without_what_was_typed(text, kind, citizen, olga_operator, now):
    assert look_up(text=text, by=olga_operator, now=now) == [citizen]
    assert facts() == [
        {
            "user_id": str(olga_operator.pk),
            "kind": kind,
            "count": 1,
            "citizen_ids": [str(citizen.pk)],
        }
    ]


def test_phone_that_leads_to_nobody_counts_and_words_do_not(citizen, olga_operator, now):
    assert look_up(text="+79990000000", by=olga_operator, now=now) == []
    assert look_up(text="Такогонетсовсем", by=olga_operator, now=now) == []
    assert look_up(text="Мо", by=olga_operator, now=now) == []
    assert [(row["kind"], row["count"]) for row in facts()] == [("phone", 0)]


def test_one_typed_name_is_one_search(citizen, olga_operator, now):
    for length in range(3, 9):
        moment = now + timedelta(seconds=length)
        look_up(text="Морозова"[:length], by=olga_operator, now=moment)
    assert len(facts()) == 1
    look_up(text="Морозова", by=olga_operator, now=now + timedelta(minutes=5))
    assert len(facts()) == 2


def test_surnames_alike_do_not_hide_behind_one_beginning(citizen, olga_operator, now):
    for number in range(24):
        make_profile(last_name=f"Морозова{'абвгдежзиклмнопрстуфхцчш'[number]}")
        look_up(text="Морозова", by=olga_operator, now=now)
    assert len(facts()) == 3


def test_limit_of_an_hour(citizen, olga_operator, sveta_supervisor, now):
    for number in range(MANY):
        look_up(text=f"+7916555{number:04}", by=olga_operator, now=now)
    for _ in range(2):
        with pytest.raises(TooManyRequests, match="супервизору уже сообщили"):
            look_up(text=f"+7916666{_:04}", by=olga_operator, now=now)
    assert len(facts()) == MANY
    assert [row["refused"] for row in facts("accounts.LookupLimitReached")] == [1, 2]
    later = now + timedelta(minutes=61)
    assert look_up(text="+79161234567", by=olga_operator, now=later) == [citizen]


@pytest.mark.parametrize("who", ["citizen", "editor", "auditor", "administrator", "former"])
def test_others_look_nobody_up(who, request, citizen, now):
    person = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        look_up(text="+79161234567", by=getattr(person, "user", person), now=now)
    assert facts() == []


def test_every_page_that_finds_people_writes_it_down(
    client_for, senior, citizen, team_a, organisation_page
):
    make_ticket(team=team_a, citizen=citizen)
    client = client_for(senior)
    joins = f"/desk/people/{citizen.pk}/joins/search/"
    for address, form in (
        ("/desk/new/people/", {"phone": "+79161234567"}),
        ("/desk/search/", {"q": "maria@example.org"}),
        (joins, {"q": "Морозова"}),
        (organisation_page, {"q": "Петров"}),
    ):
        before = len(facts())
        assert client.post(address, form).status_code == 200
        assert len(facts()) == before + 1, address


@pytest.fixture
def organisation_page(db: None) -> str:
    from tests.factories.accounts import make_organisation

    make_profile(last_name="Петров")
    return f"/desk/people/{make_organisation().pk}/representatives/search/"


def test_page_above_the_limit_answers_429(client_for, olga_operator, citizen):
    client = client_for(olga_operator)
    for number in range(MANY):
        client.post("/desk/new/people/", {"phone": f"+7916555{number:04}"})
    answer = client.post("/desk/new/people/", {"phone": "+79161234567"})
    assert answer.status_code == 429
    assert "шестьдесят раз" in answer.content.decode()
    assert int(answer["Retry-After"]) > 3000
    assert "Морозова" not in answer.content.decode()
