"""The main job in three browsers: an appeal from the cabinet to its answer and its mark."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from neighbours import ledger
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

BODY = "Здравствуйте! Код подтверждения не приходит с самого утра, номер в профиле верный."
ANSWER = "Добрый день! Задержку у оператора связи устранили, запросите код ещё раз."


def test_an_appeal_from_the_cabinet_to_its_answer(
    stack: Stack, open_page: Callable[..., Any]
) -> None:
    """Citizen writes, operator sees it arrive and answers, citizen reads and rates, supervisor sees."""
    operator = open_page(who="operator")
    operator.goto("/desk/?view=free")
    stay(operator)
    supervisor = open_page(who="supervisor")
    supervisor.goto("/board/")
    stay(supervisor)
    citizen = open_page(who="citizen")

    number = register(citizen)
    row = operator.locator(".queue__row", has_text=number)
    row.wait_for()
    row.click()
    operator.get_by_text("Взять", exact=False).first.wait_for()
    operator.locator("body").press("t")
    operator.locator("#ticket-head", has_text="В работе").wait_for()
    operator.get_by_role("button", name="Ответить и решить").wait_for()
    operator.locator("[name=body]").first.fill(ANSWER)
    operator.locator("[name=body]").first.press("Control+Shift+Enter")

    citizen.goto(f"/cabinet/{number}/")
    stay(citizen)
    citizen.locator(".timeline", has_text=ANSWER).wait_for(timeout=30_000)
    citizen.locator(".badge", has_text="Решено").first.wait_for()
    stayed(citizen)
    citizen.locator("label[for=score-5]").click()
    citizen.get_by_role("button", name="Оценить").click()
    citizen.get_by_text("Ваша оценка ответа").wait_for()

    stayed(operator)
    stayed(supervisor)
    supervisor.goto(f"/desk/?view=all&q={number}")
    supervisor.locator(".queue__row", has_text=number).wait_for()

    letters = wait_for(lambda: [one for one in stack.received("mail") if number in str(one)])
    assert letters, "the letter with the number did not come"
    messages = wait_for(lambda: [one for one in texts(stack) if number in one])
    assert len(messages) >= 1


def register(page: Any) -> str:
    """Write an appeal in the cabinet and return the number shown in big type."""
    page.goto("/cabinet/new/")
    page.get_by_role("link", name=re.compile("Вопрос")).click()
    page.locator("[name=body]").fill(BODY)
    page.get_by_role("button", name="Продолжить").click()
    page.get_by_role("button", name="Отправить").click()
    shown = page.locator(".number-plate__number").inner_text()
    number = re.sub(r"\D", "", shown)
    assert re.fullmatch(r"3\d{8}", number), shown
    return number


def texts(stack: Stack) -> list[str]:
    """Return the texts of the SMS as a person's phone shows them, put together from their parts."""
    return [message.text for message in ledger.texts(stack.var / "neighbours")]


def stay(page: Any) -> None:
    """Mark the page, so that a reload is noticed."""
    page.evaluate("window.stayed = true")


def stayed(page: Any) -> None:
    assert page.evaluate("window.stayed === true"), "the page was loaded again"


def wait_for(found: Callable[[], list[Any]], *, seconds: float = 20) -> list[Any]:
    give_up_at = time.monotonic() + seconds
    while not (rows := found()) and time.monotonic() < give_up_at:
        time.sleep(0.3)
    return rows
