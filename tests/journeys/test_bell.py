"""The bell of an operator and Web Push, in two browsers and over the wire of the push service."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.stack import Stack
from tests.journeys.test_main_story import register

pytestmark = pytest.mark.browser


def test_a_citizen_writes_the_bell_rings_and_a_closed_page_is_pushed_to(
    stack: Stack, open_page: Callable[..., Any]
) -> None:
    """In sight: the number on the bell, no push. Closed: a kind and a number in the browser, no words."""
    citizen, operator = open_page(who="citizen"), open_page(who="operator")
    number = register(citizen)
    operator.goto(f"/desk/{number}/")
    operator.locator("#ticket-head").wait_for()
    operator.locator("body").press("t")
    operator.locator("#ticket-head", has_text="В работе").wait_for()
    operator.goto("/desk/bell/choice/")
    operator.locator("[name=quiet]").uncheck()
    operator.get_by_role("button", name="Сохранить").click()
    operator.get_by_text("Настройки сохранены.").wait_for()
    operator.get_by_role("button", name="Подписать демо-браузер").click()
    operator.get_by_text("Демо-браузер подписан", exact=False).wait_for()
    workers = operator.evaluate(
        "navigator.serviceWorker.getRegistrations().then((all) => all.map((one) => one.scope))"
    )
    assert workers == [f"{stack.url}/desk/"]
    operator.goto("/desk/")
    bell = operator.locator("bell-button")
    bell.wait_for()
    before = unread(bell)

    write(citizen, number, "Я жду ответа и готов помочь.")
    bell.locator(f"[data-unread='{before + 1}']").wait_for(state="attached")
    bell.locator("summary").click()
    line = bell.locator(".bell__line--unread", has_text=number)
    line.get_by_text("Заявитель написал").wait_for()
    assert pushed(stack, number) == []
    line.get_by_role("link").click()
    operator.wait_for_url(f"**/desk/{number}/")
    operator.locator(f"bell-button [data-unread='{before}']").wait_for(state="attached")

    operator.close()
    write(citizen, number, "И ещё одно слово.")
    until = time.monotonic() + 110
    while not pushed(stack, number) and time.monotonic() < until:
        time.sleep(0.3)
    told = pushed(stack, number)
    assert told, stack.do("pushes", number)
    # A second try has subscribed a second browser; each is told once.
    assert all(one == {"kind": "citizen_wrote", "number": number} for one in told)


def unread(bell: Any) -> int:
    return int(bell.locator("[data-part=count]").get_attribute("data-unread"))


def write(citizen: Any, number: str, words: str) -> None:
    citizen.goto(f"/cabinet/{number}/")
    citizen.locator("[name=body]").first.fill(words)
    citizen.get_by_role("button", name="Отправить").first.click()
    citizen.locator(".timeline", has_text=words).wait_for()


def pushed(stack: Stack, number: str) -> list[dict[str, str]]:
    """Return what browsers of the push service have opened about an appeal."""
    opened = [json.loads(record["text"]) for record in stack.received("push")]
    return [one for one in opened if one["number"] == number]
