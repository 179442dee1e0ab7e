"""Numbers of documents while somebody types them: the words come late, stop nothing, go away."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def words_under(page: Any, name: str) -> str:
    return str(page.locator(f"checked-field:has([name={name}]) output").first.inner_text())


def test_a_number_is_spelt_and_judged_while_one_types(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto("/styleguide/")
    snils = page.locator("[name=snils]").first

    snils.press_sequentially("1122334459")
    assert (snils.input_value(), words_under(page, "snils")) == ("112-233-445 9", "")
    snils.press_sequentially("6")
    assert words_under(page, "snils").startswith("Контрольное число не сходится")
    assert snils.get_attribute("aria-invalid") == "true"
    snils.press("Backspace")
    assert (words_under(page, "snils"), snils.get_attribute("aria-invalid")) == ("", None)
    snils.press_sequentially("5")
    assert words_under(page, "snils") == "СНИЛС записан верно."

    inn = page.locator("[name=inn]").first
    inn.press_sequentially("770708389")
    assert words_under(page, "inn") == ""
    inn.blur()
    assert words_under(page, "inn") == "В ИНН организации 10 цифр, введено 9."


def test_parts_of_a_passport_must_go_together(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto("/styleguide/")
    for name, typed in {
        "series": "4518",
        "number": "100200",
        "code": "770045",
        "issued": "01062018",
        "born": "01012005",
    }.items():
        page.locator(f"checked-passport [name={name}]").press_sequentially(typed)
    page.locator("checked-passport [name=born]").blur()

    assert page.locator("checked-passport [name=code]").input_value() == "770-045"
    said = page.locator("checked-passport > output").inner_text()
    assert said.startswith("Паспорт выдают с 14 лет, а тогда их ещё не было.")
