"""Every vector of requirements 3.1-3.5, and the words people read."""

from datetime import date
from functools import partial

import pytest

from common.checks.birth import check_birth_date
from common.checks.departments import SERIES_OF_REGION
from common.checks.inn import check_inn, check_organisation_inn, check_person_inn
from common.checks.ogrn import check_ogrn
from common.checks.passport import (
    Passport,
    check_department_code,
    check_number,
    check_passport,
    check_series,
    display_passport,
)
from common.checks.result import Check
from common.checks.snils import check_snils, display_snils
from common.errors import InvalidInput
from common.phones import check_phone
from tests.common.checks import vectors

CHECKS = {
    "snils": (check_snils, vectors.SNILS),
    "inn": (check_inn, vectors.INN),
    "ogrn": (check_ogrn, vectors.OGRN),
    "phone": (check_phone, vectors.PHONES),
    "birth-date": (partial(check_birth_date, today=vectors.TODAY), vectors.BIRTH_DATES),
}
ROWS = [
    pytest.param(check, *row, id=f"{name}-{row[0] or 'empty'}")
    for name, (check, rows) in CHECKS.items()
    for row in rows
]


@pytest.mark.parametrize(("check", "text", "value", "codes"), ROWS)
def test_vector(check, text: str, value: str, codes: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    answer: Check = check(text)

    assert (answer.ok, answer.value, answer.codes) == (bool(value), value, codes)


@pytest.mark.parametrize(("parts", "issued", "born", "value", "codes"), vectors.PASSPORTS)
def test_passport(parts: str, issued: str, born: str, value: str, codes: tuple[str, ...]) -> None:
    series, number, code = parts.split()
    days = (date.fromisoformat(issued), date.fromisoformat(born))

    answer = check_passport(Passport(series, number, code, *days), today=vectors.TODAY)

    assert (answer.ok, answer.value, answer.codes) == (bool(value), value, codes)


def test_what_is_not_known_of_a_passport_is_not_checked() -> None:
    today = vectors.TODAY
    assert check_passport(Passport("45 10", "123456"), today=today).value == "4510123456"
    born_only = Passport("4510", "123456", born=date(2020, 1, 1))
    assert check_passport(born_only, today=today).codes == ("too_young",)
    from_the_future = Passport("4510", "123456", born=date(9999, 1, 1))
    assert check_passport(from_the_future, today=today).codes == ("too_young",)


def test_series_of_another_region_is_a_warning() -> None:
    today = vectors.TODAY
    answer = check_passport(Passport("4010", "123456", "770-001"), today=today)
    assert (answer.ok, answer.codes) == (True, ("region",))
    unknown = check_passport(Passport("4010", "123456", "990-001"), today=today)
    assert unknown.codes == ()


def test_the_table_of_regions_is_whole() -> None:
    assert len(SERIES_OF_REGION) == 90
    assert SERIES_OF_REGION["77"] == {"45"}
    assert all(len(code) == 2 for codes in SERIES_OF_REGION.values() for code in codes)


def test_the_year_of_a_series_may_be_the_next_one() -> None:
    today = vectors.TODAY
    assert check_series("45 27", today=today).ok
    assert check_series("4528", today=today).codes == ("series_year",)
    assert check_series("4596", today=today).codes == ("series_year",)
    assert check_series("4597", today=today).ok


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (check_snils("112-233-445 9"), "В СНИЛС 11 цифр, введено 10."),
        (
            check_snils("112-233-445 96"),
            "Контрольное число не сходится: проверьте последние две цифры, потом остальные.",
        ),
        (check_snils("11O-233-445 95"), "В СНИЛС только цифры, а введены буквы."),
        (check_inn("77070838"), "В ИНН 10 или 12 цифр, введено 8."),
        (check_organisation_inn("500100732259"), "В ИНН организации 10 цифр, введено 12."),
        (check_person_inn("7707083893"), "В ИНН человека 12 цифр, введено 10."),
        (check_series("451", today=vectors.TODAY), "В серии паспорта 4 цифры, введено 3."),
        (check_number(""), "Укажите номер паспорта, например 123456."),
        (
            check_department_code("770001"),
            "Код подразделения — три цифры, дефис, три цифры: 770-001.",
        ),
    ],
)
def test_words(answer: Check, words: str) -> None:
    assert answer.errors[0].text == words


def test_a_door_refuses_with_the_same_words() -> None:
    with pytest.raises(InvalidInput, match="В СНИЛС 11 цифр, введено 3") as refused:
        check_snils("112").required("snils")
    assert (refused.value.field, refused.value.extra) == ("snils", {"reason": "length"})
    with pytest.raises(InvalidInput) as of_part:
        check_number("12").required()
    assert of_part.value.field == "number"
    assert check_snils("112-233-445 95").required() == "11223344595"
    assert not check_snils("1")


def test_numbers_are_shown_as_on_documents() -> None:
    assert display_snils("11223344595") == "112-233-445 95"
    assert display_snils("112") == "112"
    assert display_passport("4510123456") == "45 10 123456"
    assert display_passport("4510") == "4510"
    assert check_department_code("770\u2011001").value == "770-001"
