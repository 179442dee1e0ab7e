"""A service's page leads to the answers that name it."""

from datetime import date
from typing import Any

from django.urls import reverse

from catalogue.models import Service


def test_a_service_leads_to_answers_that_name_it(client: Any, make_article: Any) -> None:
    Service.objects.create(
        code="SHT-01",
        title="Оплата штрафа",
        category="transport",
        agency="ГАИ",
        summary="По номеру.",
        recipients="Все",
        where="На портале",
        checked_on=date(2026, 11, 1),
    )
    make_article("306", services=("SHT-01",))
    make_article("307")
    page = client.get(reverse("services:service", args=["SHT-01"])).content.decode()
    assert reverse("help:article", args=["306"]) in page
    assert reverse("help:article", args=["307"]) not in page
