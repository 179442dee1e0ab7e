"""How well the search answers queries it has not seen (docs/faq.md has the figures)."""

import pytest

from faq.search.engine import Engine
from faq.search.trial import tried
from tests.faq.quality import engine, queries_of


@pytest.fixture(scope="module")
def shipped() -> Engine:
    return engine()


@pytest.mark.parametrize(
    ("name", "number", "first", "three"),
    [("queries.txt", 204, 0.95, 0.98), ("unseen.txt", 92, 0.92, 0.96)],
)
def test_right_article_comes_first_and_among_three(
    name: str, number: int, first: float, three: float, shipped: Engine
) -> None:
    trial = tried(shipped, queries_of(name))

    assert trial.number == number
    assert trial.first >= first
    assert trial.three >= three


@pytest.mark.parametrize(
    ("query", "code", "read_as"),
    [
        ("gfhjkm", "101", "пароль"),  # the wrong layout
        ("parol", "101", "пароль"),  # Latin letters
        ("востоновление пороля", "101", "восстановление пароль"),  # mistyped
        ("106", "106", ""),  # the code of the voice menu
        ("гос услуги не работают", "401", ""),
        ("мзт мешает", "406", "vpn мешает"),  # the Latin layout forgotten
    ],
)
def test_slips_are_undone(shipped: Engine, query: str, code: str, read_as: str) -> None:
    found = shipped.search(query)
    assert (found.hits[0].code, found.read_as) == (code, read_as)


def test_results_come_while_typing(shipped: Engine) -> None:
    assert shipped.search("квитан", typing=True).hits[0].code == "306"
    assert shipped.search("не приходит с", typing=True).hits[0].code == "104"


def test_matched_words_are_marked(shipped: Engine) -> None:
    hit = shipped.search("квитанцию взять").hits[0]
    assert [(mark.text, mark.is_match) for mark in hit.question_marks] == [
        ("Где ", False),
        ("взять", True),
        (" ", False),
        ("квитанцию", True),
        ("?", False),
    ]


@pytest.mark.parametrize("query", ["", "   ", "?!", "и в на", "ыфвафывафыва", "🙂", "ё" * 500])
def test_nonsense_finds_nothing_and_breaks_nothing(shipped: Engine, query: str) -> None:
    assert shipped.search(query).hits == []
