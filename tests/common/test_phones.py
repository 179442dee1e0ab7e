"""Every row of the table of phone numbers people really type, and what they see back."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.phones import (
    REPEATED_DIGITS,
    UNKNOWN_CITY_CODE,
    PhoneError,
    PhoneKind,
    display_phone,
    mask_phone,
    parse_phone,
)


@pytest.mark.parametrize(
    ("raw", "e164", "kind", "sms_allowed"),
    [
        ("+7 (916) 123-45-67", "+79161234567", PhoneKind.MOBILE, True),
        ("8 916 123 45 67", "+79161234567", PhoneKind.MOBILE, True),
        ("9161234567", "+79161234567", PhoneKind.MOBILE, True),
        ("8‑800‑555‑71‑71", "+78005557171", PhoneKind.TOLL_FREE, False),
        ("8 800 555‑35 35", "+78005553535", PhoneKind.TOLL_FREE, False),
        ("(812) 305-10-10", "+78123051010", PhoneKind.FIXED, False),
        ("8(34350)2-12-34", "+73435021234", PhoneKind.FIXED, False),
        ("+7 701 123 45 67", "+77011234567", PhoneKind.FOREIGN, False),
        ("+375 29 123-45-67", "+375291234567", PhoneKind.FOREIGN, False),
        ("00 7 916 123 45 67", "+79161234567", PhoneKind.MOBILE, True),
        ("8 10 7 916 123 45 67", "+79161234567", PhoneKind.MOBILE, True),
        ("00375291234567", "+375291234567", PhoneKind.FOREIGN, False),
        ("8 10 375 29 123-45-67", "+375291234567", PhoneKind.FOREIGN, False),
        ("  7.916.123.45.67\u00a0", "+79161234567", PhoneKind.MOBILE, True),
        ("+81 3-3210-7000", "+81332107000", PhoneKind.FOREIGN, False),
    ],
)
def test_is_understood(raw: str, e164: str, kind: PhoneKind, sms_allowed: bool) -> None:
    phone = parse_phone(raw)

    assert (phone.e164, phone.kind, phone.sms_allowed) == (e164, kind, sms_allowed)
    assert phone.raw == raw
    assert phone.extension == ""
    assert phone.warnings == ()


@pytest.mark.parametrize(
    ("raw", "extension"),
    [
        ("8-916-123-45-67 доб. 12", "12"),
        ("8-916-123-45-67, доб.12", "12"),
        ("+79161234567 ВН 0305", "0305"),
        ("+7 916 123-45-67 ext. 7", "7"),
        ("89161234567#44", "44"),
    ],
)
def test_extension_is_kept_apart(raw: str, extension: str) -> None:
    phone = parse_phone(raw)

    assert phone.e164 == "+79161234567"
    assert phone.extension == extension


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", "empty"),
        ("  - ", "empty"),
        ("916123456", "length"),
        ("112", "length"),
        ("+", "length"),
        ("+7 916 123 45 6", "length"),
        ("+7 916 123 45 678", "length"),
        ("+8 916 123 45 67", "plus_eight"),
        ("8916123456O", "letters"),
        ("8916123456О", "letters"),
        ("8 916 123+45 67", "characters"),
        ("٨٩١٦١٢٣٤٥٦٧", "characters"),
        ("8 516 123 45 67", "code"),
        ("+1 23", "foreign"),
        ("+999 123 456 789", "foreign"),
        ("8 916 123 45 67 доб.", "extension"),
        ("8 916 123 45 67 доб. 12345678", "extension"),
    ],
)
def test_is_refused_with_what_to_correct(raw: str, reason: str) -> None:
    with pytest.raises(PhoneError) as refused:
        parse_phone(raw)

    assert refused.value.reason == reason
    assert str(refused.value) == PhoneError.MESSAGES[reason]


def test_kazakhstan_is_told_apart_from_russia() -> None:
    assert parse_phone("8 701 123 45 67").country == "KZ"
    assert parse_phone("8 916 123 45 67").country == "RU"
    assert parse_phone("+375 29 123-45-67").country == "BY"


def test_repeated_digits_are_taken_with_a_warning() -> None:
    phone = parse_phone("7 7 7 7 7 7 7 7 7 7 7")

    assert phone.e164 == "+77777777777"
    assert phone.country == "KZ"
    assert phone.warnings == (REPEATED_DIGITS,)


def test_unknown_city_code_is_taken_with_a_warning() -> None:
    assert parse_phone("8 916 123 456").warnings == (UNKNOWN_CITY_CODE,)


@given(st.from_regex(r"9[0-9]{9}", fullmatch=True))
def test_every_way_of_writing_gives_one_number(national: str) -> None:
    a, b, c, d = national[:3], national[3:6], national[6:8], national[8:]
    ways = [f"+7 ({a}) {b}-{c}-{d}", f"8{national}", national, f"007{national}", f"8107{national}"]

    assert {parse_phone(way).e164 for way in ways} == {f"+7{national}"}
    assert parse_phone(display_phone(f"+7{national}")).e164 == f"+7{national}"


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_a_refusal(text: str) -> None:
    with suppress(PhoneError):
        assert parse_phone(text).e164.startswith("+")


def test_display_groups_digits_for_reading() -> None:
    assert display_phone("+79161234567") == "+7 916 123-45-67"
    assert display_phone("+79161234567", international=False) == "8 916 123-45-67"
    assert display_phone("+78005557171", international=False) == "8 800 555-71-71"
    assert display_phone("+79161234567", extension="12") == "+7 916 123-45-67 доб. 12"
    assert display_phone("+77011234567", international=False) == "+7 701 123-45-67"
    assert display_phone("+375291234567") == "+375 29 123-45-67"
    assert display_phone("не номер") == "не номер"


def test_mask_leaves_the_code_and_two_last_digits() -> None:
    assert mask_phone("+79161234567") == "+7 916 ***-**-67"
    assert mask_phone("+375291234567") == "+375 ** ***-**-67"
    assert mask_phone("112") == "*12"
