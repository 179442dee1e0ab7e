"""Two appeals of one person: an operator joins them and takes them apart; the citizen opens the old number."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

FIRST = "Оплатил пошлину за водительское удостоверение, платёж завис второй день."
AGAIN = "Пошлина за водительское удостоверение: платёж завис, второй раз пишу, ответьте."


def test_joined_and_taken_apart(stack: Stack, open_page: Callable[..., Any]) -> None:
    citizen = open_page(who="citizen", width=390)
    first = written(citizen, FIRST)
    citizen.goto("/cabinet/new/info_request/")
    citizen.locator("[name=body]").press_sequentially(AGAIN[:60])
    citizen.get_by_role("button", name=f"Дописать в № {first}").wait_for()
    second = written(citizen, AGAIN)

    operator = open_page(who="supervisor")
    operator.goto(f"/desk/{second}/")
    operator.locator("#person .past a", has_text=first).first.wait_for()
    operator.keyboard.press("o")
    operator.locator("#move").get_by_text(f"№ {first}").click()
    operator.locator("#move").get_by_role("button", name="Объединить").click()
    operator.wait_for_url(f"**/desk/{first}/")
    stream = operator.locator("#ticket-stream")
    stream.get_by_text(AGAIN).wait_for()
    stream.get_by_text(f"из № {second}").first.wait_for()

    citizen.goto(f"/cabinet/{second}/")
    assert citizen.url.endswith(f"/cabinet/{first}/")
    citizen.get_by_text(AGAIN).first.wait_for()
    citizen.get_by_text(f"№ {second} объединено с этим").wait_for()

    operator.locator("#ticket-links").get_by_text("Отменить").click()
    operator.locator("#move").get_by_role("button", name="Отсоединить").click()
    stream.get_by_text(f"Отсоединено обращение № {second}").wait_for()
    citizen.goto(f"/cabinet/{second}/")
    assert citizen.url.endswith(f"/cabinet/{second}/")
    assert citizen.get_by_text(FIRST).count() == 0


def written(page: Any, text: str) -> str:
    """Register an appeal in the cabinet and return its number."""
    page.goto("/cabinet/new/info_request/")
    page.fill("[name=body]", text)
    page.get_by_role("button", name="Продолжить", exact=True).last.click()
    page.locator("main form button[value=send]").click()
    page.wait_for_url("**/registered/")
    return re.findall(r"/(\d{9})/", page.url)[0]
