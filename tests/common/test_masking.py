"""What is left of a value when it is shown to somebody who does not need it."""

from datetime import date

import pytest
from django.template import Context, Template

from common import masking


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masking.mask_snils, "11223344595", "***-***-*** 95"),
        (masking.mask_snils, "112", "***"),
        (masking.mask_passport, "4510123456", "45** ***456"),
        (masking.mask_passport, "", "***"),
        (masking.mask_inn, "7707083893", "********93"),
        (masking.mask_inn, "500100732259", "**********59"),
        (masking.mask_inn, "5", "***"),
        (masking.mask_email, "maria@mail.ru", "m***@mail.ru"),
        (masking.mask_email, "a@example.ru", "a***@example.ru"),
        (masking.mask_email, "мария", "***"),
        (masking.mask_phone, "+79161234567", "+7 916 ***-**-67"),
        (masking.mask_birth_date, date(1985, 3, 2), "**.**.1985"),
        (masking.mask_birth_date, "1985-03-02", "**.**.1985"),
        (masking.mask_birth_date, "вчера", "***"),
        (masking.mask_card, "2200123456781234", "**** **** **** 1234"),
        (masking.mask_card, "1234", "***"),
    ],
)
def test_mask(mask, value, shown: str) -> None:  # type: ignore[no-untyped-def]
    assert mask(value) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (
            "142100, Московская область, Подольск, ул. Ленина, д. 5",
            "Московская область, Подольск, ***",
        ),
        ("г. Казань, Баумана 12, кв. 3", "г. Казань, ***"),
        ("Москва, Тверской район, Тверская ул., 7", "Москва, Тверской район, ***"),
        ("ул. Ленина, д. 5", "***"),
        (
            "Республика Башкортостан, Уфимский район, село Булгаково, Садовая",
            "Республика Башкортостан, Уфимский район, ***",
        ),
        ("", "***"),
    ],
)
def test_an_address_keeps_the_region_and_the_town(address: str, shown: str) -> None:
    assert masking.mask_address(address) == shown


def test_filters_leave_nothing_empty() -> None:
    page = Template(
        "{% load masks %}{{ snils|masked_snils }};{{ none|masked_snils }};{{ born|masked_birth_date }};"
        "{{ phone|masked_phone }};{{ email|masked_email }};{{ passport|masked_passport }};"
        "{{ inn|masked_inn }};{{ card|masked_card }};{{ address|masked_address }}"
    )
    values = {
        "snils": "11223344595",
        "none": None,
        "born": date(1985, 3, 2),
        "phone": "+79161234567",
        "email": "maria@mail.ru",
        "passport": "4510123456",
        "inn": "7707083893",
        "card": "2200123456781234",
        "address": "Казань, ул. Баумана",
    }
    assert page.render(Context(values)) == (
        "***-***-*** 95;;**.**.1985;+7 916 ***-**-67;m***@mail.ru;45** ***456;"
        "********93;**** **** **** 1234;Казань, ***"
    )
