"""Two operators over a list that is longer than a page: it is windowed, keeps its place, and nothing jumps."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser
LONG = 60
SCROLLER = "document.getElementById('queue-scroll')"


def test_a_long_list_under_two_operators(stack: Stack, open_page: Callable[..., Any]) -> None:
    """Scroll to the end, open, go back; see a colleague come and leave; new work waits behind a button."""
    stack.do("queue", LONG)
    operator = open_page(who="operator")
    operator.goto("/desk/?view=free")
    operator.evaluate("window.stayed = true")
    total = int(operator.locator(".queue__item[aria-setsize]").first.get_attribute("aria-setsize"))
    assert total >= LONG
    operator.evaluate(f"{SCROLLER}.scrollTop = {SCROLLER}.scrollHeight")
    last = operator.locator(f".queue__item[aria-posinset='{total}']")
    last.locator(".queue__row").wait_for()
    assert operator.locator(".queue__item").count() < 40
    place = operator.evaluate(f"{SCROLLER}.scrollTop")
    last.locator(".queue__row").click()
    operator.locator("#work[data-number]").wait_for()
    number = operator.locator("#work").get_attribute("data-number")

    colleague = open_page(who="senior")
    colleague.goto(f"/desk/{number}/?view=free")
    operator.locator("#presence", has_text="читает").wait_for()
    colleague.locator(".queue__row").first.click()
    operator.locator("#presence .presence").wait_for(state="detached")

    operator.locator("body").press("k")
    operator.locator(f"#work:not([data-number='{number}'])").wait_for()
    stack.do("queue", 1)
    operator.locator(".queue__fresh", has_text="новое обращение").wait_for()
    operator.go_back()
    operator.locator(f"#work[data-number='{number}']").wait_for()
    operator.go_back()
    operator.get_by_text("Выберите обращение").wait_for()
    assert operator.evaluate(f"{SCROLLER}.scrollTop") == pytest.approx(place, abs=2)
    assert operator.evaluate("window.stayed") is True
