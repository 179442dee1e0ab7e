"""Registries and the portal in the identity panel: what the operator sees and presses."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import asking
from accounts.models import Citizen, Contact, PortalOperation, RegistryInquiry
from neighbours.registry_people import Resident
from neighbours.registry_trouble import Mood

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "identity-access"}


@pytest.fixture
def now() -> Any:
    """Pages read the clock: the conversation has begun a minute ago."""
    return timezone.now() - timedelta(minutes=1)


@pytest.fixture
def desk(call: Contact, client_for: Any) -> Any:
    return client_for(call.operator)


def address(call: Contact, what: str) -> str:
    return f"/desk/identity/conversations/{call.pk}/{what}/"


def block(desk: Any, call: Contact) -> str:
    answer = desk.get(address(call, "access"), **HTMX)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_match_comes_by_itself(desk: Any, call: Contact, registries: Any) -> None:
    answer = desk.post(address(call, "inquiries"), {"registry": "snils"}, **HTMX)
    assert answer.status_code == 200
    assert "Проверяем…" in answer.content.decode()
    assert f"contact:{call.pk}" in answer.content.decode()
    asking.ask_registries()
    assert "Сведения профиля подтверждены" in block(desk, call)


def test_a_slow_answer_is_said(desk: Any, call: Contact, registries: Any) -> None:
    desk.post(address(call, "inquiries"), {"registry": "snils"}, **HTMX)
    RegistryInquiry.objects.update(asked_at=timezone.now() - timedelta(seconds=6))
    assert "Реестр отвечает медленно" in block(desk, call)


def test_a_mismatch_says_what_and_where_to_go(
    desk: Any, call: Contact, registries: Any, simulator: Any
) -> None:
    simulator.mood(Mood.MISMATCH)
    desk.post(address(call, "inquiries"), {"registry": "passport"}, **HTMX)
    asking.ask_registries()
    page = block(desk, call)
    assert "Реестр знает иначе: Серия и номер паспорта" in page
    assert "<strong>МВД или МФЦ</strong>" in page
    assert "обратитесь в МВД или МФЦ: там проверят паспорт" in page


def test_a_registry_that_is_away_says_when_it_is_asked_again(
    desk: Any, call: Contact, registries: Any, simulator: Any
) -> None:
    simulator.mood(Mood.DOWN)
    desk.post(address(call, "inquiries"), {"registry": "inn"}, **HTMX)
    asking.ask_registries()
    page = block(desk, call)
    assert "Причина: нет связи. Проверим сами" in page
    assert "Спросить сейчас" in page
    RegistryInquiry.objects.update(next_try_at=None, reason="gave_up")
    assert "Так и не ответил. Сами больше не спрашиваем." in block(desk, call)


def test_no_stored_value_is_on_the_page(
    desk: Any, call: Contact, registries: Any, maria: Resident
) -> None:
    desk.post(address(call, "inquiries"), {"registry": "snils"}, **HTMX)
    asking.ask_registries()
    page = block(desk, call)
    for text in (maria.snils, maria.passport, maria.inn, call.citizen.phone):
        assert text not in page


def test_buttons_open_when_the_matrix_is_met(
    desk: Any, call: Contact, portal: Any, now: Any
) -> None:
    from accounts.actions.identification import answer_question

    page = block(desk, call)
    assert "Спросите: Привязанный телефон" in page
    assert "Спросите: Дата рождения, код на телефон" in page
    assert "не проверена" in page
    answer_question(
        contact=call, attribute="phone", said=call.citizen.phone, by=call.operator, now=now
    )
    assert "Спросите: Привязанный телефон" not in block(desk, call)
    answer = desk.post(address(call, "portal"), {"kind": "check_status"}, **HTMX)
    assert answer.status_code == 200
    assert "выполняется…" in answer.content.decode()
    asking.ask_portal_due()
    page = block(desk, call)
    assert ">активна</span>" in page
    assert "</strong>: учётная запись активна" in page


def test_a_refusal_stands_in_the_block_and_changes_nothing(desk: Any, call: Contact) -> None:
    for what, data, words in (
        ("portal", {"kind": "unlock"}, "Сначала подтвердите личность"),
        ("portal", {"kind": "format"}, "Такого действия нет"),
        ("inquiries", {"registry": "salary"}, "Такого реестра нет"),
    ):
        answer = desk.post(address(call, what), data, **HTMX)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert PortalOperation.objects.count() == RegistryInquiry.objects.count() == 0


def test_without_scripts_the_panel_is_the_answer(desk: Any, call: Contact, registries: Any) -> None:
    answer = desk.post(address(call, "inquiries"), {"registry": "snils"})
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/desk/identity/{call.citizen_id}/",
    )
    refused = desk.post(address(call, "portal"), {"kind": "unlock"})
    assert refused.status_code == 422
    assert "Сначала подтвердите личность" in refused.content.decode()
    assert desk.get(address(call, "access")).status_code == 303


def test_the_advice_never_speaks_of_a_code_from_the_operator(desk: Any, call: Contact) -> None:
    page = block(desk, call)
    assert "1. Очистите кеш" in page
    assert "введите его сами и никому не называйте, даже нам" in page
    assert "код от оператора" not in page


@pytest.mark.parametrize("what", ["access", "inquiries", "portal"])
def test_nobody_elses_conversation_is_there(
    call: Contact, client_for: Any, oleg_operator: Any, citizen: Citizen, what: str
) -> None:
    for person, status in ((oleg_operator, 404), (citizen, 404)):
        client = client_for(person)
        send = client.get if what == "access" else client.post
        assert send(address(call, what)).status_code == status
    assert PortalOperation.objects.count() == RegistryInquiry.objects.count() == 0


def test_an_ended_conversation_shows_and_does_nothing(
    desk: Any, call: Contact, registries: Any
) -> None:
    desk.post(address(call, "inquiries"), {"registry": "snils"}, **HTMX)
    asking.ask_registries()
    Contact.objects.filter(pk=call.pk).update(ended_at=timezone.now())
    page = block(desk, call)
    assert "Совпало" in page
    assert '<button type="submit"' not in page
    answer = desk.post(address(call, "inquiries"), {"registry": "inn"}, **HTMX)
    assert answer.status_code == 403
