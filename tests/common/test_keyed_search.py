"""Words are found by stems under a key; nothing of them is readable (decisions 8, 9)."""

import pytest

from common import keyed_search

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("Не приходит код", ["не", "приход", "код"]),
        ("Ёлки и ёлка", ["елк", "и", "елк"]),
        ("письма-сообщения", ["письма-сообщен", "письм", "сообщен"]),
        ("Ошибка 503, Chrome", ["ошибк", "503", "chrome"]),
        ("", []),
        ("!!! ???", []),
    ],
)
def test_words_become_stems(text: str, stems: list[str]) -> None:
    assert keyed_search.words(text) == stems


def test_word_forms_share_a_token_and_other_words_do_not() -> None:
    tokens = {word: keyed_search.literal([word]) for word in ("код", "кодом", "коды", "кот")}
    assert tokens["код"] == tokens["кодом"] == tokens["коды"]
    assert tokens["код"] != tokens["кот"]


def test_a_literal_holds_no_word() -> None:
    assert "код" not in keyed_search.literal(["код из СМС"])
    assert keyed_search.literal(["код", "кода"]).count(" ") == 0


def test_a_query_without_words_is_none() -> None:
    assert keyed_search.query(" ?! ") is None


def test_long_input_is_bounded() -> None:
    assert len(keyed_search.words("слово " * 10_000)) == keyed_search.MAX_WORDS
