"""The check of an application on the desk without an appeal: looked at, nothing is written."""

from typing import Any

from django.urls import reverse

from journal.models import Entry

HERE = "/desk/services/"


def test_an_operator_chooses_a_service_and_sees_what_is_missing(
    client_for: Any, olga_operator: Any, passport: Any, tax: Any
) -> None:
    client = client_for(olga_operator)
    assert reverse("catalogue:check") == HERE
    listed = client.get(HERE, {"q": "сменила фамилию"}).content.decode()
    assert "PAS-02" in listed
    assert "NAL-01" not in listed
    before = Entry.objects.count()
    answer = client.post(
        HERE,
        {"service": "PAS-02", "inn": "500100732258", "files": "фото.heic 7"},
        headers={"HX-Request": "true", "HX-Target": "check-result"},
    )
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in words
    assert "Не хватает: 1" in words
    assert "ИНН:" in words
    assert "«фото.heic» — 7 МБ, можно 5 МБ" in words
    assert Entry.objects.count() == before
