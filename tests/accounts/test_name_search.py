"""People are found by a part of a name or with a letter wrong; what is kept hides the name (D-03)."""

from typing import Any

import pytest
from django.db import connection

from accounts.models import Citizen
from accounts.search import OPENED_AT_MOST
from accounts.selectors import find_citizens
from common import keyed_names
from tests.factories.accounts import make_organisation, make_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd() -> dict[str, Citizen]:
    names = {
        "морозова": ("Морозова", "Мария", "Петровна"),
        "мороз": ("Мороз", "Пётр", "Ильич"),
        "соколова": ("Соколова", "Анна", "Сергеевна"),
        "римский": ("Римский-Корсаков", "Николай", "Андреевич"),
        "ли": ("Ли", "Ён", ""),
        "журавлёв": ("Журавлёв", "Семён", "Олегович"),
    }
    return {
        key: make_profile(last_name=last, first_name=first, middle_name=middle)
        for key, (last, first, middle) in names.items()
    }


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Маразова", "морозова"),  # a wrong letter, twice
        ("Мрозова", "морозова"),  # a letter missing
        ("Морозоова", "морозова"),  # a letter too many
        ("Морзоова", "морозова"),  # neighbours swapped
        ("Соколва Анна", "соколова"),
        ("Соколова Ана", "соколова"),
        ("Сокол", "соколова"),  # a part of a surname
        ("околов", "соколова"),
        ("Корсаков", "римский"),  # half of a double surname
        ("римский-корсакав", "римский"),
        ("журавлев", "журавлёв"),
        ("Журвлев семен", "журавлёв"),
        ("Ли", "ли"),
    ],
)
def test_the_right_person_is_found_first(crowd: dict[str, Citizen], text: str, who: str) -> None:
    found = find_citizens(text)
    assert found, text
    assert found[0] == crowd[who]


@pytest.mark.parametrize(
    "text", ["Кузнецова", "Морозова Анна", "Соколова Пётр", "жу", "ов", "петр мария"]
)
def test_strangers_are_not_shown(crowd: dict[str, Citizen], text: str) -> None:
    assert find_citizens(text) == []


def test_whole_words_come_before_similar_ones(crowd: dict[str, Citizen]) -> None:
    assert find_citizens("мороз") == [crowd["мороз"]]
    assert find_citizens("морозова") == [crowd["морозова"]]


def test_a_part_of_an_organisations_name_is_enough() -> None:
    firm = make_organisation(organisation="ООО «Ромашка-Сервис»")
    assert find_citizens("Ромаш") == [firm]
    assert find_citizens("рамашка") == [firm]


def test_the_desks_word_search_asks_for_whole_words(crowd: dict[str, Citizen]) -> None:
    assert find_citizens("Сокол", similar=False) == []
    assert find_citizens("соколовой", similar=False) == [crowd["соколова"]]


def test_no_more_names_are_opened_than_the_cap(monkeypatch: Any) -> None:
    from common.crypto import cipher

    for number in range(12):
        make_profile(last_name="Одинаковых", first_name=f"Анна{number}")
    opened: list[str] = []
    real = cipher.open_sealed
    monkeypatch.setattr("accounts.search.OPENED_AT_MOST", 5)
    monkeypatch.setattr(
        cipher,
        "open_sealed",
        lambda sealed, *, place: opened.append(place) or real(sealed, place=place),
    )
    assert len(find_citizens("Одинаковых")) == 5
    assert len({place.rpartition(".")[2] for place in opened}) == 5
    assert OPENED_AT_MOST == 200


def tokens(citizen: Citizen) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tsvector_to_array(names) FROM accounts_citizen WHERE id = %s", [citizen.pk]
        )
        return set(cursor.fetchone()[0])


def test_namesakes_do_not_look_equal_and_share_their_buckets() -> None:
    one, other = (make_profile(last_name="Иванов", first_name="Иван") for _ in range(2))
    mine = {gram for word in ("иванов", "иван") for gram in keyed_names.trigrams(word)}
    shared = tokens(one) & tokens(other)
    assert tokens(one) != tokens(other)
    assert len(mine) - 2 <= len(shared)
    assert len(tokens(one)) > len(mine)


def test_dummies_stay_the_same_when_a_row_is_written_again() -> None:
    one = make_profile(last_name="Иванов")
    assert keyed_names.literal(one.pk, one.full_name).split() == sorted(tokens(one))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("морозова", "морозова", 0),
        ("морозова", "маразова", 2),
        ("морозова", "мрозова", 1),
        ("морозова", "омрозова", 1),
        ("петр", "петровна", 3),  # more than is counted
        ("", "аб", 2),
    ],
)
def test_distance_counts_letters(one: str, other: str, apart: int) -> None:
    assert keyed_names.distance(one, other) == apart
    assert keyed_names.distance(other, one) == apart
