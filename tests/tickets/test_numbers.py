"""Numbers as people write them and as the counter gives them (requirements 3.7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import InvalidInput
from tickets.numbers import parse_number, show_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("100000001", 100_000_001),
        ("299999999", 299_999_999),
        ("312345678", 312_345_678),
        ("1 0000 0001", 100_000_001),
        ("№ 100000001", 100_000_001),
        ("№100000001", 100_000_001),
        (" 312 345 678\n", 312_345_678),
        ("312-345-678", 312_345_678),
        ("312\u00a0345\u202f678", 312_345_678),
    ],
)
def test_is_read(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "100000000",
        "200000000",
        "400000001",
        "012345678",
        "12345678",
        "1234567890",
        "10000000О",
        "١٠٠٠٠٠٠٠١",
        "１００００００１",
        "3123456.8",
        "",
        "№",
        "обращение",
        "+312345678",
    ],
)
def test_is_not_read(text):
    with pytest.raises(InvalidInput, match="девять цифр") as caught:
        parse_number(text)
    assert caught.value.field == "number"


def test_is_shown_in_groups_to_read_aloud():
    assert show_number(312_345_678) == "312 345 678"


@given(st.sampled_from([1, 2, 3]), st.integers(1, 99_999_999))
def test_what_is_shown_is_read_back(type_digit, sequence):
    number = type_digit * 100_000_000 + sequence
    assert parse_number(show_number(number)) == number
