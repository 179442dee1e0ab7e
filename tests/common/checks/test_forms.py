"""Form fields of documents: what the server says, what it stores, what it shows again."""

from datetime import date
from typing import Any

import pytest
from django import forms

from common.checks.forms import (
    BirthDateField,
    CheckedField,
    DepartmentCodeField,
    DocumentDateField,
    InnField,
    OgrnField,
    PassportField,
    PassportNumberField,
    PassportSeriesField,
    PhoneField,
    SnilsField,
)


class Documents(forms.Form):
    snils = SnilsField(label="СНИЛС")
    inn = InnField(label="ИНН", owner="person", required=False)
    born = BirthDateField(label="Дата рождения", required=False)


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        (SnilsField(), " 112-233-445 95 ", "11223344595"),
        (InnField(), "7707083893", "7707083893"),
        (InnField(owner="organisation"), "7707 083 893", "7707083893"),
        (InnField(owner="person"), "500100732259", "500100732259"),
        (OgrnField(), "1027700132195", "1027700132195"),
        (PhoneField(), "8 916 123-45-67", "+79161234567"),
        (PassportField(), "45 10 123456", "4510123456"),
        (PassportSeriesField(), "45 10", "4510"),
        (PassportNumberField(), "123456", "123456"),
        (DepartmentCodeField(), "770–001", "770-001"),
        (DocumentDateField(), "14.05.2010", date(2010, 5, 14)),
        (BirthDateField(), "1985-03-02", date(1985, 3, 2)),
    ],
)
def test_stores_one_form(field: CheckedField, typed: str, stored: Any) -> None:
    assert field.clean(typed) == stored


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (SnilsField(), "112-233-445 9", "В СНИЛС 11 цифр, введено 10."),
        (SnilsField(), "", "Укажите СНИЛС, например 112-233-445 95."),
        (InnField(owner="person"), "7707083893", "В ИНН человека 12 цифр, введено 10."),
        (PassportNumberField(), "000000", "Такого номера паспорта не бывает"),
        (DepartmentCodeField(), "770001", "Код подразделения — три цифры, дефис"),
        (BirthDateField(), "31.02.1985", "Такого дня в календаре нет."),
        (PhoneField(), "112", "В номере не хватает цифр"),
    ],
)
def test_refuses_with_the_words_of_the_check(field: CheckedField, typed: str, words: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert refused.value.messages[0].startswith(words)


def test_nothing_typed_is_empty_where_it_may_be() -> None:
    assert SnilsField(required=False).clean("  ") == ""
    assert BirthDateField(required=False).clean("") is None


def test_own_words_for_an_empty_field_win() -> None:
    field = SnilsField(error_messages={"required": "Без СНИЛС не найти."})
    with pytest.raises(forms.ValidationError, match="Без СНИЛС не найти"):
        field.clean("")


def test_the_input_stands_in_its_element_and_keeps_what_was_typed() -> None:
    html = str(Documents({"snils": "112-233-445 96"})["snils"])
    assert '<checked-field kind="snils">' in html
    assert 'value="112-233-445 96"' in html
    assert 'inputmode="numeric"' in html
    assert '<checked-field kind="inn-person">' in str(Documents()["inn"])
    assert 'type="tel"' in PhoneField().widget.render("phone", "")


def test_a_stored_value_is_shown_as_on_the_document() -> None:
    form = Documents(initial={"snils": "11223344595", "born": date(1985, 3, 2)})
    assert 'value="112-233-445 95"' in str(form["snils"])
    assert 'value="02.03.1985"' in str(form["born"])
    assert PhoneField().prepare_value("+79161234567") == "+7 916 123-45-67"
    assert PassportField().prepare_value("4510123456") == "45 10 123456"
