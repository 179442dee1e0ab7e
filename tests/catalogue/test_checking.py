"""The check of an application: what is missing, wrong, and what is said of it (R-047…R-052)."""

from datetime import date

import pytest

from catalogue.address import check_address
from catalogue.checking import Error, File, Given, Have, advice_of, examine, read_files
from catalogue.models import Service, ServiceDocument

TODAY = date(2026, 11, 23)
SERVICE = Service(
    code="PAS-02",
    title="Замена паспорта при смене ФИО",
    asked_data=["passport", "inn", "address"],
    formats=["pdf", "jpg"],
    max_file_mb=5,
    max_total_mb=12,
)
PHOTO = ServiceDocument(code="photo", title="Фото", formats=["jpg"], hint="На светлом фоне.")
CERTIFICATE = ServiceDocument(code="certificate", title="Свидетельство о браке")
DIVORCE = ServiceDocument(code="divorce", title="Справка", condition="если развод")
PAPERS = [PHOTO, CERTIFICATE, DIVORCE]


def test_what_is_not_there_is_missing_and_a_conditional_paper_only_when_asked_for() -> None:
    found = examine(SERVICE, PAPERS, Given(documents={"photo": Have.YES}), today=TODAY)
    assert [paper.code for paper in found.missing] == ["certificate"]
    assert found.errors == [Error.MISSING]
    given = Given(documents={"photo": Have.YES, "certificate": Have.YES, "divorce": Have.NO})
    assert [paper.code for paper in examine(SERVICE, PAPERS, given, today=TODAY).missing] == [
        "divorce"
    ]


def test_wrong_data_are_named_each_with_advice() -> None:
    data = {"passport": "4510 12345", "inn": "500100732259", "address": "Казань", "snils": "1"}
    have = {paper.code: Have.YES for paper in PAPERS}
    found = examine(SERVICE, PAPERS, Given(documents=have, data=data), today=TODAY)
    # the ИНН is right, СНИЛС is not asked by this service
    assert [finding.what.split(":")[0] for finding in found.findings] == [
        "Паспорт",
        "Адрес регистрации",
    ]
    assert found.errors == [Error.PERSONAL_DATA]


def test_files_keep_the_limits_of_their_document_and_of_the_service() -> None:
    files = read_files("фото_1.heic 2 МБ\nсвидетельство.pdf 6,5\nсправка.jpg 4900 кб")
    assert files[1] == File("свидетельство.pdf", 6_815_744)
    have = {paper.code: Have.YES for paper in PAPERS}
    found = examine(SERVICE, PAPERS, Given(documents=have, files=files), today=TODAY)
    assert [finding.what for finding in found.findings] == [
        "«фото_1.heic» — не тот формат, принимают JPG",
        "«свидетельство.pdf» — 6,5 МБ, можно 5 МБ",
        "Все файлы вместе — 13,3 МБ, можно 12 МБ",
    ]
    assert "HEIC сохраните как JPG" in found.findings[0].advice


def test_advice_says_all_of_it_and_what_to_do_next() -> None:
    words = advice_of(SERVICE, examine(SERVICE, PAPERS, Given(), today=TODAY))
    assert "— Фото. На светлом фоне." in words
    assert "код PAS-02" in words
    assert "Пока документов нет, заявление не примут" in words
    have = {paper.code: Have.YES for paper in PAPERS}
    good = examine(SERVICE, PAPERS, Given(documents=have), today=TODAY)
    assert good.is_good
    assert "подходят" in advice_of(SERVICE, good)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("420111, Республика Татарстан, г. Казань, ул. Пушкина, д. 18, кв. 5", ()),
        ("г. Казань, пр-т Победы, 100", ("index",)),
        ("Казань", ("short",)),
        ("ul. Pushkina 18, Kazan", ("letters",)),
        ("улица Пушкина, дом 18", ("place",)),
        ("г. Казань, дом 18, кв 4", ("street",)),
        ("г. Казань, улица Пушкина", ("house",)),
    ],
)
def test_an_address_is_believed_or_not(text: str, codes: tuple[str, ...]) -> None:
    assert check_address(text).codes == codes
