"""The supervisor's wallboard: an appeal comes, an operator comes, both are seen and steered without a reload."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.test_main_story import register, stay, stayed

pytestmark = pytest.mark.browser
NAME = "Тимур Шакиров"


def test_a_supervisor_sees_the_queue_move_and_sends_a_colleague_on_a_break(
    open_page: Callable[..., Any],
) -> None:
    supervisor = open_page(who="supervisor")
    supervisor.on("dialog", lambda asked: asked.accept())
    supervisor.goto("/board/wall/")
    stay(supervisor)
    waiting = supervisor.locator("#wall-waiting .tile__figure")
    before = int(waiting.inner_text())
    register(open_page(who="citizen"))
    supervisor.wait_for_function(
        "before => Number(document.querySelector('#wall-waiting .tile__figure').textContent) > before",
        arg=before,
    )

    operator = open_page(who="timur")
    operator.goto("/desk/")
    stay(operator)
    operator.locator("#presence-switch summary").click()
    operator.get_by_role("button", name="Готов", exact=True).click()
    tile = supervisor.locator(".wall-person", has_text=NAME)
    tile.wait_for()

    tile.click()
    card = supervisor.locator("#wall-dialog")
    card.get_by_role("button", name="Перерыв").click()
    tile.filter(has_text="Перерыв").wait_for()
    operator.locator("#presence-switch", has_text="Перерыв").wait_for()
    supervisor.locator(".toast").get_by_role("button", name="Отменить").click()
    tile.filter(has_text=re.compile("Готов|Предложено|В работе")).wait_for()

    tile.click()
    card.get_by_role("button", name="Увести с линии").click()
    tile.wait_for(state="detached")
    stayed(supervisor)
    stayed(operator)
