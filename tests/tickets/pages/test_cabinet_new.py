"""A new appeal through its pages: kind, description, review, number."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.accounts import make_limit, make_organisation
from tests.factories.tickets import make_topic
from tests.tickets.pages.citizen import BODY, NEW, form, hidden, photo, script, words
from tickets.models import Attachment, Draft, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]


@pytest.fixture
def browser(client_for: Any, citizen: Any) -> Any:
    return client_for(citizen)


def test_kind_is_asked_first_and_words_of_the_address_go_along(browser: Any) -> None:
    page = browser.get("/cabinet/new/?topic=login&body=Не+войти")
    assert page.status_code == 200
    assert 'href="/cabinet/new/complaint/?topic=login&amp;body=' in page.content.decode()


def test_words_and_topic_of_the_address_are_filled_in(browser: Any) -> None:
    make_topic("login", title="Вход")
    page = browser.get(f"{NEW}?topic=login&body=Не+войти+в+кабинет").content.decode()
    assert "Не войти в кабинет</textarea>" in page
    assert '<option value="login" selected>' in page


def test_unknown_kind_is_not_found(browser: Any) -> None:
    assert browser.get("/cabinet/new/denunciation/").status_code == 404


def test_description_is_shown_back_then_registered(browser: Any, citizen: Any) -> None:
    review = browser.post(NEW, form())
    assert review.status_code == 200
    assert Ticket.objects.count() == 0
    assert "Проверьте и отправьте" in words(review)
    answer = browser.post(NEW, form(step="send", body=hidden(review, "body")[0]))
    ticket = Ticket.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/cabinet/{ticket.number}/registered/",
    )
    assert (ticket.citizen, ticket.kind, ticket.channel) == (citizen, "info_request", "cabinet")
    assert ticket.items.get().body == BODY
    assert ticket.is_official is False


def test_number_is_shown_with_what_happens_next(browser: Any) -> None:
    browser.post(NEW, form(step="send"))
    ticket = Ticket.objects.get()
    page = browser.get(f"/cabinet/{ticket.number}/registered/")
    digits = " ".join([str(ticket.number)[at : at + 3] for at in (0, 3, 6)])
    assert digits in words(page)
    assert f'<copy-button text="{ticket.number}">' in page.content.decode()
    assert "Что будет дальше" in words(page)
    assert "Мы отправили номер на почту и в СМС." in words(page)


def test_complaint_is_official_and_names_the_day_of_the_law(browser: Any) -> None:
    review = browser.post("/cabinet/new/complaint/", form())
    assert "Официальный, по закону 59-ФЗ" in words(review)
    browser.post("/cabinet/new/complaint/", form(step="send"))
    ticket = Ticket.objects.get()
    assert ticket.is_official is True
    assert "Крайний срок официального ответа" in words(
        browser.get(f"/cabinet/{ticket.number}/registered/")
    )


def test_double_submit_makes_one_appeal(browser: Any) -> None:
    review = browser.post(NEW, form(files=[photo()]))
    data = form(step="send", kept=hidden(review, "kept"))
    first, second = browser.post(NEW, data), browser.post(NEW, data)
    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == 1
    assert Attachment.objects.get().ticket == Ticket.objects.get()


def test_empty_description_is_refused_and_the_file_stays(browser: Any) -> None:
    page = browser.post(NEW, form(body=" ", files=[photo("чек.png")]))
    assert page.status_code == 422
    assert "Опишите, что случилось: без описания" in words(page)
    assert "чек.png" in words(page)
    review = browser.post(NEW, form())
    assert len(hidden(review, "kept")) == 1
    assert Ticket.objects.count() == 0


def test_wrong_file_is_named_with_its_reason_and_nothing_typed_is_lost(browser: Any) -> None:
    page = browser.post(NEW, form(files=[script("page.html"), photo("чек.png")]))
    assert page.status_code == 422
    text = words(page)
    assert "page.html:" in text
    assert "Не приходит код подтверждения. Пробовал три раза." in text
    assert "чек.png" in text
    assert [row.name for row in Attachment.objects.all()] == ["чек.png"]


def test_too_big_file_is_told_the_limit_and_how_to_shrink(browser: Any, settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 50
    page = browser.post(NEW, form(files=[photo("большой.png")]))
    assert page.status_code == 422
    assert "большой.png: Файл больше" in words(page)
    assert "Уменьшите его" in words(page)
    assert Attachment.objects.count() == 0


def test_eleventh_file_is_refused_in_words_and_ten_stay(browser: Any) -> None:
    page = browser.post(NEW, form(files=[photo(f"{number}.png") for number in range(11)]))
    assert page.status_code == 422
    assert "10.png: Можно приложить не больше 10 файлов" in words(page)
    assert BODY in page.content.decode()
    assert Attachment.objects.count() == 10


def test_file_is_taken_back(browser: Any) -> None:
    browser.post(NEW, form(body="", files=[photo()]))
    row = Attachment.objects.get()
    page = browser.post(NEW, form(step="", remove=str(row.pk)))
    assert page.status_code == 200
    assert Attachment.objects.count() == 0
    assert BODY in page.content.decode()


def test_foreign_file_is_not_taken_back_nor_sent(
    browser: Any, client_for: Any, other_citizen: Any
) -> None:
    browser.post(NEW, form(body="", files=[photo()]))
    row = Attachment.objects.get()
    stranger = client_for(other_citizen)
    stranger.post(NEW, form(step="", remove=str(row.pk)))
    assert Attachment.objects.get() == row
    page = stranger.post(NEW, form(step="send", kept=[str(row.pk)]))
    assert page.status_code == 422
    assert Ticket.objects.count() == 0


def test_draft_is_kept_and_comes_back(browser: Any) -> None:
    assert browser.post("/cabinet/new/draft/", {"body": "Начал пис"}).status_code == 204
    assert "Начал пис</textarea>" in browser.get(NEW).content.decode()
    browser.post(NEW, form(step="send"))
    assert Draft.objects.count() == 0


def test_words_of_the_address_do_not_replace_a_draft(browser: Any) -> None:
    browser.post("/cabinet/new/draft/", {"body": "Начал писать"})
    page = browser.get(f"{NEW}?body=Не+приходит+код").content.decode()
    assert "Начал писать\n\nНе приходит код</textarea>" in page


def test_text_of_the_review_comes_back_to_be_edited(browser: Any) -> None:
    page = browser.post(NEW, form(step="edit"))
    assert page.status_code == 200
    assert BODY in page.content.decode()
    assert "error-summary" not in page.content.decode()


def test_organisation_is_offered_to_its_representative_only(
    browser: Any, client_for: Any, citizen: Any, other_citizen: Any
) -> None:
    firm = make_organisation()
    citizen.represents.create(organisation=firm, created_at=citizen.created_at)
    assert "ООО «Ромашка»" in words(browser.get(NEW))
    browser.post(NEW, form(step="send", on_behalf=str(firm.pk)))
    assert Ticket.objects.get().citizen == firm
    stranger = client_for(other_citizen)
    assert "Ромашка" not in words(stranger.get(NEW))
    stranger.post(NEW, form(step="send", on_behalf=str(firm.pk)))
    assert Ticket.objects.latest("pk").citizen == other_citizen


def test_limited_citizen_is_told_why_and_until_when(
    browser: Any, citizen: Any, senior: Any
) -> None:
    make_limit(citizen, set_by=senior, now=timezone.now() - timedelta(hours=1))
    for address in (NEW, "/cabinet/new/", "/cabinet/"):
        assert "Причина: Оскорбления" in words(browser.get(address))
    page = browser.post(NEW, form(step="send"))
    assert page.status_code == 422
    assert Ticket.objects.count() == 0


def test_too_long_text_is_refused_with_the_limit(browser: Any) -> None:
    page = browser.post(NEW, form(body="ы" * 20_001))
    assert page.status_code == 422
    assert "Текст длиннее 20000 знаков" in words(page)


@pytest.mark.parametrize("address", ["/cabinet/", "/cabinet/new/", NEW, "/cabinet/notices/"])
def test_guest_is_led_to_sign_in_and_staff_finds_nothing(
    client_for: Any, olga_operator: Any, address: str
) -> None:
    guest = client_for(None).get(address)
    assert (guest.status_code, guest["Location"]) == (302, f"/account/login/?next={address}")
    assert client_for(olga_operator).get(address).status_code == 404


def test_changed_text_after_sending_is_another_appeal_only_when_pressed_again(
    browser: Any,
) -> None:
    browser.post(NEW, form(step="send"))
    page = browser.post(NEW, form(step="send", body="Другое"))
    assert page.status_code == 422
    assert "Это обращение уже отправлено" in words(page)
    assert Ticket.objects.count() == 1
    fresh = hidden(page, "client_key")[0]
    assert fresh != "key-1"
    assert browser.post(NEW, form(step="send", body="Другое", client_key=fresh)).status_code == 303
    assert Ticket.objects.count() == 2


def test_registering_costs_few_queries(browser: Any) -> None:
    browser.post(NEW, form(step="send", client_key="warm"))
    with CaptureQueriesContext(connection) as queries:
        browser.post(NEW, form(step="send", client_key="counted"))
    counted = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    drafts = [sql for sql in counted if sql.startswith('DELETE FROM "tickets_draft"')]
    assert len(drafts) == 1
    assert len(counted) - len(drafts) == 9
