"""A person takes everything about them away; another asks on paper to be erased, and two people do it."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_everything_about_me(open_page: Callable[..., Any]) -> None:
    page = open_page(width=390, who="citizen")
    page.goto("/account/data/")
    page.get_by_role("link", name="Скачать всё обо мне").click()
    page.get_by_role("button", name="Собрать архив").click()
    # The page is drawn anew by itself: nobody reloads it.
    page.get_by_role("heading", name="Архив готов").wait_for(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Скачать архив").click()
    body = Path(download.value.path()).read_bytes()
    archive = zipfile.ZipFile(io.BytesIO(body))
    assert archive.testzip() is None
    profile = json.loads(archive.read("data/profile.json"))
    assert profile[0]["email"] == "citizen@example.org"
    page.goto("/account/data/requests/")
    assert page.get_by_role("heading", name="Получить свои данные").is_visible()


def test_asked_on_paper_erased_by_two(open_page: Callable[..., Any]) -> None:
    citizen = open_page(who="citizen")
    citizen.goto("/account/data/requests/new/")
    citizen.fill("[name=text]", "Отчество: Павловна")
    citizen.get_by_role("button", name="Отправить запрос").click()

    officer = open_page(who="officer")
    officer.goto("/desk/subjects/")
    officer.get_by_role("link", name="Исправить данные").first.click()
    officer.fill("#id_answer", "Исправили отчество.")
    officer.get_by_role("button", name="Ответить").click()
    citizen.goto("/account/data/requests/")
    assert citizen.get_by_text("Исправили отчество.").is_visible()

    number = _erasable(officer)
    supervisor = open_page(who="supervisor")
    supervisor.goto("/desk/subjects/")
    supervisor.get_by_role("link", name="Удалить данные").first.click()
    supervisor.on("dialog", lambda dialog: dialog.accept())
    supervisor.get_by_role("button", name="Удалить данные").click()
    supervisor.get_by_role("link", name="Акт уничтожения").click()
    supervisor.get_by_role("heading", name="Акт об уничтожении персональных данных").wait_for()
    assert supervisor.get_by_text("Светлана Морозова").first.is_visible()
    officer.goto(number)
    assert officer.get_by_text("Ничего, что называет человека.").is_visible()


def _erasable(officer: Any) -> str:
    """Register on paper, person after person, until somebody has no appeal going on.

    Nobody of the demo's accounts or of the other stories bears these names: they share the house.
    """
    for name in (
        "Петров",
        "Смирнов",
        "Кузнецов",
        "Соколов",
        "Попов",
        "Лебедев",
        "Козлов",
    ):
        officer.goto("/desk/subjects/new/")
        officer.fill("[name=q]", name)
        officer.get_by_role("button", name="Найти").click()
        found = officer.locator("main ul.card a")
        links = [found.nth(place).get_attribute("href") for place in range(found.count())]
        for link in links:
            officer.goto(link)
            officer.check("[name=kind][value=erasure]")
            officer.check("[name=channel][value=mfc]")
            officer.fill("[name=text]", "Прошу удалить мои данные")
            officer.get_by_role("button", name="Записать, срок пойдёт сегодня").click()
            send = officer.get_by_role("button", name="Отправить на подтверждение")
            send.wait_for()
            if send.is_enabled():
                send.click()
                officer.get_by_text("Ждёт второго сотрудника").first.wait_for()
                return str(officer.url)
    raise AssertionError("everybody of the demo has an appeal going on")
