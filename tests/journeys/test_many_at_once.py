"""A supervisor ticks rows, sees what would change, changes them in the background and takes it back."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser
DONE_MS = 60_000


def test_rows_are_ticked_changed_and_taken_back(
    stack: Stack, open_page: Callable[..., Any]
) -> None:
    numbers = stack.do("appeals", 3)
    page = open_page(who="supervisor")
    page.goto("/desk/?view=free")
    page.get_by_label(f"Выбрать {numbers[-1]}").click()
    page.get_by_label(f"Выбрать {numbers[0]}").click(modifiers=["Shift"])
    page.get_by_text("Выбраны 3").wait_for()
    page.get_by_role("button", name="Действие…").click()
    dialog = page.locator("#bulk-dialog")
    dialog.get_by_role("button", name="Изменить приоритет").click()
    dialog.get_by_label("Приоритет").select_option(label="Срочный")
    dialog.get_by_role("button", name="Показать, что изменится").click()
    dialog.get_by_text("Приоритет: Обычный → Срочный").first.wait_for()
    dialog.get_by_role("button", name="Начать").click()
    page.get_by_text("Массовое действие началось").wait_for()
    assert not dialog.is_visible()
    assert page.locator(".queue__select input:checked").count() == 0
    page.goto("/desk/bulk/")
    page.locator("main tbody a").first.click()
    undo = page.get_by_role("button", name="Отменить действие")
    undo.wait_for(timeout=DONE_MS)
    page.get_by_text("Можно вернуть, как было: 3").wait_for()
    undo.click()
    page.get_by_role("heading", name="Отменено", exact=True).wait_for(timeout=DONE_MS)
    page.goto(f"/desk/{numbers[0]}/")
    assert page.locator("#ticket-head").get_by_text("Срочно").count() == 0
