"""The citizen's pages as a person meets them on a phone: nothing typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.axe import violations

pytestmark = pytest.mark.browser


def test_appeal_is_written_from_the_first_words_to_the_number(
    open_page: Callable[..., Any],
) -> None:
    page = open_page(width=390, who="citizen")
    page.goto("/")
    page.locator("[name=q]").press_sequentially("не приходит код из смс")
    page.get_by_text("Получение и ввод одноразовых кодов").first.wait_for()
    page.get_by_role("link", name="Написать обращение").click()
    assert page.input_value("[name=topic]") == "otp_codes"
    page.locator("[name=body]").fill("Не приходит код из СМС. Жду с утра.")
    page.get_by_text("Черновик сохранён").wait_for()
    page.reload()
    assert "Жду с утра." in page.input_value("[name=body]")
    page.locator(".button-row").get_by_role("button", name="Продолжить").click()
    page.get_by_role("button", name="Отправить").dblclick()
    page.locator(".number-plate__number").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page, "best-practice") == []
    page.goto("/cabinet/new/info_request/")
    assert page.input_value("[name=body]") == ""


def test_poke_disturbs_nothing_that_is_typed(open_page: Callable[..., Any]) -> None:
    page = open_page(who="citizen")
    page.goto("/cabinet/")
    page.locator(".ticket-row__title").first.click()
    words = page.locator("#reply textarea")
    words.fill("Пишу и не хочу потерять")
    words.evaluate("field => field.setSelectionRange(4, 4)")
    before = page.locator("#appeal-stream").element_handle()
    with page.expect_response(lambda answer: "/cabinet/" in answer.url):
        page.locator("live-updates").evaluate("live => live.dispatchEvent(new CustomEvent('poke'))")
    page.wait_for_function("stream => !stream.isConnected", arg=before)
    assert words.input_value() == "Пишу и не хочу потерять"
    assert words.evaluate("field => document.activeElement === field && field.selectionStart") == 4
