"""A code for a caller, in two browsers: the operator sees it fare and never sees it (C14, A-14)."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from neighbours import ledger
from neighbours.registry_people import residents
from tests.journeys.stack import Stack
from tests.journeys.test_lost_phone import register
from tests.journeys.test_main_story import stay, stayed, wait_for

pytestmark = pytest.mark.browser


def test_only_the_caller_types_the_code(
    stack: Stack, open_page: Callable[..., Any], chromium: Any
) -> None:
    caller = residents()[7]
    operator = open_page(who="operator")
    number = register(operator, caller)
    frames, answers = [], []
    operator.on(
        "websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(frame))
    )
    operator.goto(f"/desk/{number}/")
    operator.on("response", lambda answer: answers.append(answer))
    operator.locator("#identity button[value=sms]").click()
    panel = operator.locator("#identity-live")
    panel.locator(".identity__code--delivered").wait_for(timeout=20_000)
    stay(operator)

    code = wait_for(lambda: codes_to(stack, caller.phone))[0]
    phone = chromium.new_context(base_url=stack.url, viewport={"width": 390, "height": 844})
    citizen = phone.new_page()
    citizen.goto("/confirm/")
    wrong = f"{(int(code) + 1) % 10**6:06}"
    type_code(citizen, caller.phone, wrong)
    citizen.get_by_text("Код не подошёл").first.wait_for()
    panel.get_by_text("осталось попыток: 4").wait_for()

    type_code(citizen, caller.phone, code)
    citizen.get_by_text("Оператор уже видит, что это вы").wait_for()
    typed_at = time.monotonic()
    panel.locator(".identity__level--1").wait_for()
    assert time.monotonic() - typed_at < 1.5
    stayed(operator)
    assert panel.locator(".identity__level").inner_text() == "Подтверждён кодом"
    operator.locator(".timeline", has_text="Заявитель ввёл код").wait_for()
    heard = [*map(str, frames), *map(read, answers), operator.content()]
    assert frames
    assert not [text for text in heard if code in text]
    phone.close()


def test_the_code_is_typed_without_scripts(stack: Stack, chromium: Any) -> None:
    context = chromium.new_context(
        base_url=stack.url, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto("/confirm/")
    type_code(page, "+7 900 000-77-99", "123456")
    assert "Код не подошёл" in page.content()
    context.close()


def type_code(page: Any, phone: str, code: str) -> None:
    page.fill("[name=identifier]", phone)
    page.fill("[name=code]", code)
    page.get_by_role("button", name="Подтвердить").click()


def read(answer: Any) -> str:
    """Return what a page of the operator was answered, apart from styles, scripts and pictures."""
    is_page = "text/html" in answer.headers.get("content-type", "") and answer.status == 200
    return str(answer.text()) if is_page else ""


def codes_to(stack: Stack, phone: str) -> list[str]:
    """Return the codes that reached a phone, the newest first."""
    told = ledger.texts(stack.var / "neighbours", address=phone.removeprefix("+"))
    return [found.group(1) for sms in told if (found := re.match(r"Код (\d{6})\.", sms.text))]
