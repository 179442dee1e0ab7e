"""The identity panel through its pages: one conversation from the first button to the last."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.actions.contacts import open_contact
from accounts.models import Contact, IdentityAnswer
from tests.accounts.identity.papers import BORN, SHOWN, SNILS

HTMX = {"HX-Request": "true"}


@pytest.fixture
def panel(client_for: Any, olga_operator: Any) -> Any:
    """Return a function that asks the panel as htmx does: `panel("GET", path, form)`."""
    client = client_for(olga_operator)

    def ask(path: str, form: dict[str, str] | None = None, status: int = 200) -> str:
        send = client.get if form is None else client.post
        response = send(f"/desk/identity/{path}", form or {}, headers=HTMX)
        assert response.status_code == status, response.content.decode()
        assert response["Cache-Control"].count("no-store") == 1
        page = response.content.decode()
        assert not [text for text in SHOWN if text in page and text not in (form or {}).values()]
        return page

    return ask


def of(contact: Contact, deed: str) -> str:
    return f"conversations/{contact.pk}/{deed}/"


def test_a_conversation_from_the_first_button_to_the_last(panel, papers, citizen) -> None:
    page = panel(f"{citizen.pk}/")
    assert "Начать разговор" in page
    assert "Сверить" not in page
    page = panel(f"{citizen.pk}/conversations/", {"channel": "phone"})
    contact = Contact.objects.get(ended_at=None)
    assert "Личность не проверена" in page
    assert "Что нужно сделать?" in page
    page = panel(f"{citizen.pk}/?need=check_account")
    assert "ФИО как в профиле" in page
    assert "Ещё спросить" in page
    place = {"need": "check_account"}
    page = panel(
        of(contact, "answers"),
        {"attribute": "full_name", "said": "морозова мария петровна", **place},
    )
    assert "identity__tick--match" in page
    assert 'value="phone"' in page
    assert "морозова" not in page
    page = panel(of(contact, "answers"), {"attribute": "phone", "said": "89161234567", **place})
    assert "<strong>Можно:</strong> проверить состояние учётной записи" in page
    page = panel(of(contact, "ending"), {})
    assert "Начать разговор" in page
    contact.refresh_from_db()
    assert contact.ended_at is not None


def test_two_documents_raise_the_level_in_words(panel, live_call) -> None:
    panel(
        of(live_call, "answers"), {"attribute": "snils", "said": SNILS, "need": "change_documents"}
    )
    page = panel(
        of(live_call, "answers"),
        {"attribute": "birth_date", "said": "02031985", "need": "change_documents"},
    )
    assert "Документы сверены" in page
    assert page.count("data-reached") == 2


def test_a_mismatch_says_what_to_say_and_keeps_no_answer(panel, live_call) -> None:
    page = panel(
        of(live_call, "answers"),
        {"attribute": "snils", "said": "16011253299", "need": "change_documents"},
    )
    assert "Не совпало: СНИЛС" in page
    assert "Осталось ошибок: 2" in page
    assert "16011253299" not in page
    assert "160-112" not in page


def test_what_cannot_be_an_answer_stays_in_the_field_and_costs_nothing(panel, live_call) -> None:
    page = panel(
        of(live_call, "answers"),
        {
            "attribute": "snils",
            "said": "112-233-445 96",
            "need": "change_documents",
            "ask": "snils",
        },
        status=422,
    )
    assert "Контрольное число не сходится" in page
    assert IdentityAnswer.objects.count() == 0


def test_three_mistakes_close_the_questions(panel, live_call) -> None:
    for said in ("01.01.1980", "02.01.1980", "03.01.1980"):
        page = panel(
            of(live_call, "answers"),
            {"attribute": "birth_date", "said": said, "need": "change_documents"},
        )
    assert "Три ответа не совпали" in page
    assert 'name="said"' not in page
    panel(of(live_call, "answers"), {"attribute": "snils", "said": SNILS, "need": "x"}, status=422)
    assert IdentityAnswer.objects.filter(outcome="match").count() == 0


def test_what_is_not_on_file_goes_to_the_registry(panel, live_call, papers) -> None:
    papers.passport = ""
    papers.save()
    page = panel(f"{live_call.citizen_id}/?need=correct_phone")
    assert "Нет в профиле или не сверено: Серия и номер паспорта. Сверьте по реестру." in page


def test_any_question_in_line_may_be_asked_first(panel, live_call) -> None:
    page = panel(f"{live_call.citizen_id}/?need=correct_phone&ask=passport")
    assert 'name="attribute" value="passport"' in page


def test_the_panel_takes_no_more_queries_however_long_the_talk(
    client_for, olga_operator, live_call, django_assert_max_num_queries
) -> None:
    client = client_for(olga_operator)
    for attribute, said in (("full_name", "Не Та"), ("snils", SNILS), ("birth_date", BORN)):
        client.post(
            f"/desk/identity/{of(live_call, 'answers')}", {"attribute": attribute, "said": said}
        )
    with django_assert_max_num_queries(20):
        client.get(f"/desk/identity/{live_call.citizen_id}/?need=correct_phone", headers=HTMX)


def test_without_scripts_the_panel_is_a_page(client_for, olga_operator, live_call) -> None:
    client = client_for(olga_operator)
    answer = client.post(
        f"/desk/identity/{of(live_call, 'answers')}",
        {"attribute": "snils", "said": SNILS, "need": "unlock"},
    )
    assert answer.status_code == 303
    assert answer["Location"] == f"/desk/identity/{live_call.citizen_id}/?need=unlock"
    page = client.get(answer["Location"]).content.decode()
    assert "<title>Проверка личности" in page
    assert "identity__tick--match" in page


def test_only_the_one_who_leads_it_acts_in_a_conversation(
    client_for, oleg_operator, live_call
) -> None:
    client = client_for(oleg_operator)
    for deed in ("answers", "ending", "presence", "codes", "codes/spoken"):
        assert client.post(f"/desk/identity/{of(live_call, deed)}").status_code == 404
    live_call.refresh_from_db()
    assert (live_call.ended_at, IdentityAnswer.objects.count()) == (None, 0)


@pytest.mark.parametrize("who", ["citizen", "quality", "editor", "auditor", "administrator"])
def test_others_have_no_panel(request, client_for, papers, citizen, who) -> None:
    client = client_for(request.getfixturevalue(who))
    assert client.get(f"/desk/identity/{citizen.pk}/").status_code == 404


def test_an_original_is_seen_at_a_counter_only(panel, papers, citizen, olga_operator) -> None:
    now = timezone.now()
    visit = open_contact(citizen=citizen, channel="mfc", by=olga_operator, now=now)
    page = panel(f"{citizen.pk}/?need=lift_freeze")
    assert "Оригинал предъявлен" in page
    assert "Нужен визит в МФЦ" in page
    page = panel(of(visit, "presence"), {"need": "lift_freeze"})
    assert "Удостоверена лично или через ЕСИА" in page
    assert "Оригинал предъявлен" not in page
    assert "<strong>Можно:</strong> снять заморозку изменений" in page
