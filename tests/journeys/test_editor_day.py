"""An editor's day: a law changes, its article is rewritten, a second person lets it out, everybody sees it at once."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.test_main_story import register

pytestmark = pytest.mark.browser
LAW, CODE = "152-ФЗ «О персональных данных»", "106"
NEW_WORDS = "С этого дня справку присылают голубиной почтой."


def test_a_changed_law_becomes_an_answer_everybody_sees(open_page: Callable[..., Any]) -> None:
    number = register(open_page(who="citizen"))
    editor = open_page(who="editor")
    mark_law(editor)
    want_second_person(editor)
    rewrite(editor)
    supervisor = open_page(who="supervisor")
    let_out(supervisor)

    operator = open_page(who="operator")
    operator.goto(f"/desk/{number}/?view=free")
    operator.locator("body").press("t")
    operator.get_by_role("button", name="Ответить и решить").wait_for()
    answer = operator.locator("[name=body]").first
    answer.press_sequentially("??голубиной")
    option = operator.locator(f"#article-{CODE}")
    option.wait_for()
    answer.press("Enter")
    assert NEW_WORDS in answer.input_value()

    reader = open_page(width=390)
    reader.goto("/help/")
    reader.locator("[name=q]").press_sequentially("голубиная почта")
    reader.locator(".help-hit a").first.click()
    reader.get_by_text(NEW_WORDS).wait_for()
    reader.get_by_role("button", name="Да", exact=True).click()
    reader.get_by_text("Рады, что помогло").wait_for()

    editor.goto(f"/desk/articles/{CODE}/")
    editor.get_by_role("button", name="Статья исправлена").first.click()
    editor.locator(".toast", has_text="Пересмотр закрыт").wait_for()


def mark_law(page: Any) -> None:
    """Say that a law has changed: its articles are to be looked at within a working day."""
    page.goto("/desk/articles/reviews/")
    page.locator("tr", has_text=LAW).get_by_role("button", name="Изменилась").click()
    page.locator(".toast", has_text="Статей на пересмотр").wait_for()
    page.locator("tr", has=page.get_by_role("link", name=CODE, exact=True)).first.wait_for()


def want_second_person(page: Any) -> None:
    page.goto(f"/desk/articles/{CODE}/settings/")
    page.get_by_label("Публикует только второй человек").check()
    page.get_by_role("button", name="Сохранить").click()
    page.locator(".toast", has_text="сохранены").wait_for()


def rewrite(page: Any) -> None:
    page.goto(f"/desk/articles/{CODE}/")
    page.locator("[name=solution]").fill(NEW_WORDS)
    page.locator("[name=solution]").press("Control+Enter")
    page.locator(".toast", has_text="Черновик сохранён").wait_for()
    assert page.get_by_role("button", name="Опубликовать").count() == 0
    page.get_by_role("button", name="На проверку").click()
    page.locator(".toast", has_text="Утвердит другой человек").wait_for()


def let_out(page: Any) -> None:
    page.goto(f"/desk/articles/{CODE}/")
    page.get_by_role("button", name="Утвердить").click()
    page.locator(".toast", has_text="Утверждено").wait_for()
    page.get_by_role("button", name="Опубликовать").click()
    page.locator(".toast", has_text="Опубликовано").wait_for()
