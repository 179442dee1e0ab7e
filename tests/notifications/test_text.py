"""How many SMS a text takes, and that no letter is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.gateways.text import Coding, count_parts, split, tidy


@pytest.mark.parametrize(
    ("text", "coding", "count"),
    [
        ("", Coding.GSM, 1),
        ("a" * 160, Coding.GSM, 1),
        ("a" * 161, Coding.GSM, 2),
        ("a" * 306, Coding.GSM, 2),
        ("a" * 307, Coding.GSM, 3),
        ("€" * 80, Coding.GSM, 1),  # two septets each
        ("€" * 81, Coding.GSM, 2),
        ("я" * 70, Coding.UCS2, 1),
        ("я" * 71, Coding.UCS2, 2),
        ("я" * 134, Coding.UCS2, 2),
        ("я" * 135, Coding.UCS2, 3),
        ("a" * 70 + "я", Coding.UCS2, 2),
        ("😀" * 35, Coding.UCS2, 1),  # two UCS-2 units each
        ("😀" * 36, Coding.UCS2, 2),
    ],
)
def test_alphabet_and_count(text, coding, count):
    assert (split(text).coding, count_parts(text)) == (coding, count)


def test_a_letter_of_two_units_is_never_cut():
    parts = split("я" * 66 + "😀" + "я" * 10).parts
    assert [part.decode("utf-16-be") for part in parts] == ["я" * 66, "😀" + "я" * 10]


def test_an_escaped_letter_is_never_cut():
    parts = split("a" * 152 + "€" + "b" * 10).parts
    assert [len(part) for part in parts] == [152, 12]


def test_more_than_255_parts_is_refused():
    with pytest.raises(ValueError, match="255"):
        split("я" * 67 * 256)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=600))
def test_nothing_is_lost(text):
    result = split(text)
    if result.coding is Coding.UCS2:
        assert b"".join(result.parts).decode("utf-16-be") == text
    limit = 140 if result.coding is Coding.UCS2 else 160
    assert all(len(part) <= limit for part in result.parts)


def test_tidy_leaves_one_plain_line():
    assert tidy("Номер\u00a0300 000 001 —\n\nпринят №1") == "Номер 300 000 001 - принят N 1"
