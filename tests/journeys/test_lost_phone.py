"""A caller lost their phone number: found, checked by documents, changed by two colleagues, told twice."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from neighbours import ledger
from neighbours.registry_people import Resident, residents
from tests.journeys.stack import Stack
from tests.journeys.test_main_story import wait_for

pytestmark = pytest.mark.browser

NEW_PHONE = "+79000005555"
MATTER = "Потерял телефон с привязанным номером, нужен новый номер в профиле."


class Keyboard:
    """Hands of an operator: types by keys alone and counts them."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.pressed = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1

    def answer(self, attribute: str, said: str) -> None:
        """Answer the question that is open now: its field has the focus already."""
        question = self.page.locator(f".identity__question:has([value={attribute}])")
        question.wait_for()
        self.page.wait_for_function("document.activeElement?.id === 'identity-said'")
        self.page.keyboard.type(said)
        self.pressed += len(said)
        self.press("Enter")


def test_a_caller_lost_their_phone_number(stack: Stack, open_page: Callable[..., Any]) -> None:
    caller = residents()[1]
    operator = open_page(who="operator")
    number = register(operator, caller)
    operator.goto(f"/desk/{number}/")
    operator.locator("#identity-need").wait_for()

    hands = Keyboard(operator)
    operator.locator("body").press("v")
    operator.wait_for_function("document.activeElement?.id === 'identity-need'")
    operator.select_option("#identity-need", "correct_phone")  # «из…» and arrows on a real keyboard
    operator.locator("#identity-said").wait_for()
    hands.press("Tab")
    hands.answer("full_name", caller.full_name)
    hands.answer("birth_date", f"{caller.birth_date:%d%m%Y}")
    hands.answer("snils", caller.snils)
    hands.answer("passport", caller.passport)
    ready = operator.locator(".identity__ready")
    ready.wait_for()
    assert operator.locator(".identity__level").inner_text() == "Документы сверены"
    assert "второй сотрудник" in ready.inner_text()
    assert hands.pressed <= 75, "more keys than twenty seconds allow"
    page = operator.content()
    assert not [text for text in (caller.snils, caller.passport, caller.phone) if text in page]

    ready.get_by_role("link", name="Перейти").click()
    operator.locator("[name=value]").fill(NEW_PHONE)
    operator.get_by_role("button", name="Отправить на подтверждение").click()
    operator.get_by_text("Ждёт второго сотрудника").first.wait_for()
    assert not sent_to(stack, NEW_PHONE)

    senior = open_page(who="senior")
    senior.on("dialog", lambda dialog: dialog.accept())
    senior.goto("/desk/identity/changes/")
    change = senior.locator(".change", has_text=caller.full_name)
    change.get_by_role("button", name="Подтвердить").click()
    senior.get_by_text("Изменение применено").wait_for()

    for phone in (caller.phone, NEW_PHONE):
        assert wait_for(lambda to=phone: sent_to(stack, to)), "the person was not told"

    operator.goto(f"/desk/{number}/")
    for line in (
        "Проверка личности: ФИО как в профиле — совпало",
        "Проверка личности: СНИЛС — совпало. Документы сверены",
        "Изменение данных: Привязанный телефон — ждёт второго сотрудника",
        "Изменение данных: Привязанный телефон — применено",
    ):
        operator.locator(".timeline", has_text=line).wait_for()


def register(operator: Any, caller: Resident) -> str:
    """Find the person by the old phone and write their matter down; return the appeal's number."""
    operator.goto("/desk/new/")
    operator.locator("[name=phone]").fill(caller.phone)
    operator.locator("[name=phone]").press("Tab")
    operator.locator(".found__person", has_text=caller.full_name).locator("label").click()
    operator.locator("[name=body]").fill(MATTER)
    operator.locator("[name=body]").press("Control+Enter")
    operator.wait_for_url(re.compile("/registered/"))
    found = re.search(r"\d{9}", operator.url)
    assert found
    return found.group()


def sent_to(stack: Stack, phone: str) -> list[str]:
    """Return the notices of a changed phone that reached a number."""
    told = ledger.texts(stack.var / "neighbours", address=phone.removeprefix("+"))
    return [message.text for message in told if "измен" in message.text.lower()]
