"""The citizen's pages as a person meets them on a phone: axe with best practice, nothing typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import SCREENSHOTS, sign_in
from tests.journeys.stack import ROOT

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STRANGERS_PAGES = {"help": "/", "help-words": "/?q=не+приходит+код", "status": "/status/"}
CITIZENS_PAGES = {
    "cabinet": "/cabinet/",
    "new-kind": "/cabinet/new/",
    "new-words": "/cabinet/new/complaint/?body=Ответ+пришёл+не+по+существу",
    "notices": "/cabinet/notices/",
}


def look(page: Any, name: str, *, width: int, theme: str) -> None:
    """Take the picture of a page; fail on a horizontal scroll and on what axe finds."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}-{width}-{theme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    # Through the debugger: the page's own policy lets no foreign script in.
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    broken = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]]
    assert broken == [], name


def test_pages_are_whole_and_readable(open_page: Callable[..., Any]) -> None:
    """On a phone and by best practice, too; every width and theme is walked in test_every_page."""
    width, theme = 390, "light"
    page = open_page(width=width, theme=theme)
    for name, address in STRANGERS_PAGES.items():
        page.goto(address)
        look(page, name, width=width, theme=theme)
    sign_in(page, "citizen")
    for name, address in CITIZENS_PAGES.items():
        page.goto(address)
        look(page, name, width=width, theme=theme)
    page.goto("/cabinet/")
    page.locator(".ticket-row__title").first.click()
    page.locator(".timeline").wait_for()
    look(page, "appeal", width=width, theme=theme)


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
    look(page, "registered", width=390, theme="light")
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
