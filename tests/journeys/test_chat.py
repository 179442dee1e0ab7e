"""The chat in two browsers: a guest with a phone and an operator, a lost connection between them, the mark (W-11, W-12)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.axe import violations

pytestmark = pytest.mark.browser

NAME = "Мария из лифта"
QUESTION = "Не приходит код из СМС при входе, номер прежний"
LOST = ("Пишу в лифте, связи нет", "И ещё: вчера код приходил")
# A browser says when it can't reach the house; here that is what is tried.
OFFLINE = "ERR_INTERNET_DISCONNECTED"


def test_a_guest_talks_loses_the_connection_and_rates(
    open_page: Callable[..., Any], tmp_path: Path
) -> None:
    guest = open_page(width=390)
    begun(guest)
    operator = open_page(who="operator")
    taken(operator)

    operator.get_by_role("textbox", name="Сообщение").fill("Здравствуйте! Сейчас проверю.")
    operator.keyboard.press("Enter")
    said(guest, "Здравствуйте! Сейчас проверю.")
    assert violations(guest) == []
    pasted(guest)
    guest.get_by_role("button", name="Отправить", exact=True).click()
    operator.locator("chat-list img").wait_for()

    guest.context.set_offline(True)
    guest.locator("[data-chat-offline]").wait_for()
    for words in LOST:
        guest.get_by_role("textbox", name="Сообщение").fill(words)
        guest.keyboard.press("Enter")
    guest.context.set_offline(False)
    for words in LOST:
        said(operator, words)
    rows = operator.locator("chat-list .chat-row--citizen .chat-row__text").all_inner_texts()
    assert [words for words in rows if words in LOST] == list(LOST)

    guest.get_by_text("Ещё", exact=True).click()
    guest.once("dialog", lambda asked: asked.accept())
    guest.get_by_role("button", name="Закончить разговор").click()
    guest.locator("label[for=stars-5]").click()
    guest.get_by_label("Что было хорошо, что нет").fill("Быстро и понятно")
    guest.get_by_role("button", name="Оценить").click()
    guest.get_by_text("Спасибо! Ваша оценка: 5 из 5.").wait_for()
    guest.reload()
    mine = guest.locator("chat-list .chat-row--citizen .chat-row__text").all_inner_texts()
    assert [words for words in mine if words in LOST] == list(LOST)


def test_the_panel_opens_at_the_first_press_and_closes(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto("/")
    assert page.locator("iframe").count() == 0
    page.get_by_role("link", name="Онлайн-чат").click()
    panel = page.frame_locator("iframe[title='Онлайн-чат']")
    panel.get_by_label("Что случилось?").wait_for()
    assert violations(page) == []
    panel.get_by_role("button", name="Свернуть чат").click()
    page.locator("iframe").wait_for(state="hidden")


def begun(guest: Any) -> None:
    """Come from the help page, agree, see ready answers, ask for a person."""
    guest.goto("/")
    guest.get_by_role("link", name="Онлайн-чат").click()
    guest.get_by_label("Что случилось?").fill(QUESTION)
    guest.get_by_label("Согласен на обработку персональных данных").check()
    guest.get_by_role("button", name="Начать разговор").click()
    guest.get_by_text("Это решило вопрос?").wait_for()
    assert violations(guest) == []
    guest.get_by_label("Как к вам обращаться").fill(NAME)
    guest.get_by_label("Телефон").fill("8 916 555-01-02")
    guest.get_by_role("button", name="Позвать специалиста").click()
    guest.locator("#chat-place", has_text="в очереди").wait_for()


def taken(operator: Any) -> None:
    """Take the dialog that waits."""
    operator.goto("/desk/chats/")
    operator.locator("#chat-list a", has_text=NAME).last.click()
    operator.get_by_role("button", name="Взять").first.click()
    operator.get_by_role("tab", name="Ответ").wait_for()


def said(page: Any, words: str) -> None:
    page.locator("chat-list").get_by_text(words, exact=True).first.wait_for()


def pasted(page: Any) -> None:
    """Paste a picture as from a screenshot."""
    page.get_by_role("textbox", name="Сообщение").evaluate(
        """async (field) => {
          const canvas = new OffscreenCanvas(40, 30);
          canvas.getContext("2d").fillRect(5, 5, 20, 10);
          const file = new File([await canvas.convertToBlob()], "снимок.png", {type: "image/png"});
          const clipboardData = new DataTransfer();
          clipboardData.items.add(file);
          field.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
        }"""
    )
    page.locator(".chat-upload").wait_for()
