"""What people type to sign in."""

import pytest

from accounts.identifiers import EMAIL, SMS, parse_identifier, parse_mobile
from common.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "channel", "value"),
    [
        ("8 916 123-45-67", SMS, "+79161234567"),
        (" +7 (916) 1234567 ", SMS, "+79161234567"),
        ("Name@Example.RU", EMAIL, "name@example.ru"),
    ],
)
def test_is_understood(typed: str, channel: str, value: str) -> None:
    found = parse_identifier(typed)
    assert (found.channel, found.value) == (channel, value)


@pytest.mark.parametrize(
    "typed", ["", "ivan", "name@", "@example.ru", "12345", "a" * 250 + "@example.ru"]
)
def test_is_not_understood(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_identifier(typed)
    assert refused.value.field == "identifier"


@pytest.mark.parametrize("typed", ["+7 495 123-45-67", "8 800 100-70-10", "+1 202 555 0123"])
def test_code_gets_to_russian_mobiles_only(typed: str) -> None:
    with pytest.raises(InvalidInput):
        parse_mobile(typed)
