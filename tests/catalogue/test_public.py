"""Services and offices as everybody reads them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from catalogue.selectors.offices import Wanted, find_offices, nearest_to, shown_now
from catalogue.selectors.services import find_services

MONDAY_NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("PAS-02", ["PAS-02"]),
        ("пас02", ["PAS-02"]),
        ("сменила фамилию, что делать с паспортом", ["PAS-02"]),
        ("пасспорт после свадьбы", ["PAS-02"]),
        ("инн", ["NAL-01"]),
        ("пенсия", []),
        ("", ["NAL-01", "PAS-02"]),
    ],
)
def test_services_are_found_as_people_call_them(
    passport: Any, tax: Any, query: str, codes: list[str]
) -> None:
    assert [service.code for service in find_services(query)] == codes


def test_a_service_says_what_is_needed_and_why_in_person(client: Any, passport: Any) -> None:
    from catalogue.models import InPersonReason

    passport.in_person = InPersonReason.objects.create(
        code="biometrics", title="Снимают отпечатки", explanation="Аппарат в отделении."
    )
    passport.save()
    page = client.get(reverse("services:service", args=["PAS-02"])).content.decode()
    assert "Только лично: снимают отпечатки" in page
    assert "Аппарат в отделении." in page
    assert "Справка</strong> — если развод" in page
    assert "PDF, JPG, JPEG, PNG, до 5 МБ каждый, вместе до 25 МБ" in page
    assert 'itemtype="https://schema.org/GovernmentService"' in page
    assert "/cabinet/new/info_request/?topic=&amp;body=" in page
    assert client.get(reverse("services:service", args=["ABC-99"])).status_code == 404


def test_offices_open_now_in_a_city_with_a_service(office: Any, passport: Any) -> None:
    kazan, ufa = office("one", "Казань", (55.79, 49.12)), office("two", "Уфа", (54.73, 55.95))
    kazan.services.add(passport)

    def codes(at: datetime, **wanted: Any) -> list[str]:
        return [shown.code for shown in find_offices(Wanted(**wanted), now=at)]

    assert codes(MONDAY_NOON, city="Уфа") == [ufa.code]
    assert codes(MONDAY_NOON, service="PAS-02") == [kazan.code]
    assert codes(MONDAY_NOON, text="казани") == [kazan.code]
    assert codes(MONDAY_NOON, is_open=True) == [kazan.code, ufa.code]
    assert codes(SUNDAY, is_open=True) == []


def test_a_load_is_told_while_it_is_fresh_and_the_office_open(office: Any) -> None:
    busy = office("one", "Казань", (55.79, 49.12), load="high", load_at=MONDAY_NOON)
    assert shown_now(busy, now=MONDAY_NOON).load == "большая очередь"
    assert shown_now(busy, now=MONDAY_NOON + timedelta(hours=3)).load == ""
    assert shown_now(busy, now=SUNDAY).load == ""


def test_what_is_near_is_within_reach_the_nearest_first(office: Any) -> None:
    here = office("here", "Казань", (55.790650, 49.123300))
    office("far", "Казань", (55.753900, 49.208600))
    office("near", "Казань", (55.818200, 49.090400))
    office("elabuga", "Елабуга", (55.761800, 52.035000))
    near = nearest_to(here, now=MONDAY_NOON)
    assert [(one.code, one.distance) for one in near] == [("near", "3,7 км"), ("far", "6,7 км")]


def test_an_office_says_its_hours_and_the_line_keeps_them(client: Any, office: Any) -> None:
    office("one", "Казань", (55.79, 49.12))
    with time_machine.travel(MONDAY_NOON, tick=False):
        page = client.get(reverse("services:office", args=["one"])).content.decode()
    assert "Открыто сегодня до 18:00" in page
    assert "отвечаем в часы этого офиса" in page
    assert 'itemprop="openingHours" content="Mo 09:00-18:00"' in page
