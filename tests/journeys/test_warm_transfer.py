"""An appeal handed over with a colleague's consent: refused with a reason, then taken, nobody reloads a page (R-042)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.test_merging import written

pytestmark = pytest.mark.browser

TEXT = "Не приходит код подтверждения на новый номер телефона, помогите, пожалуйста."
ASKED = "Нужен доступ к журналу СМС: проверьте, ушёл ли код."


def test_a_colleague_is_asked_refuses_and_takes(open_page: Callable[..., Any]) -> None:
    number = written(open_page(who="citizen", width=390), TEXT)
    operator, senior = open_page(who="operator"), open_page(who="senior", width=1280)
    operator.goto(f"/desk/{number}/")
    operator.get_by_role("button", name="Взять").first.click()
    operator.locator("#ticket-head").get_by_text("В работе").first.wait_for()
    senior.goto("/desk/")
    offer = senior.locator("#offers").get_by_role("region", name=f"передаёт обращение {number}")

    ask(operator, "Сергей Власов")
    offer.get_by_text("просит вас взять обращение").wait_for()
    offer.get_by_text("Не могу взять").click()
    offer.get_by_label("Почему").fill("Разбираю сбой, вернусь через час.")
    offer.get_by_role("button", name="Не брать").click()
    stream = operator.locator("#ticket-stream")
    stream.get_by_text("Разбираю сбой, вернусь через час.").wait_for()
    offer.wait_for(state="detached")

    ask(operator, "Сергей Власов")
    offer.get_by_role("button", name="Взять обращение").click()
    senior.wait_for_url(f"**/desk/{number}/")
    senior.locator("#ticket-stream").get_by_text(ASKED).first.wait_for()
    head = operator.locator("#ticket-head")
    head.get_by_text("Сергей Власов").first.wait_for()


def ask(page: Any, name: str) -> None:
    """Ask a colleague to take the open appeal over."""
    page.locator("body").press("h")
    dialog = page.locator("#move")
    dialog.get_by_label("Кому").select_option(label=name)
    dialog.get_by_label("Что коллеге нужно знать").fill(ASKED)
    dialog.get_by_role("button", name="Спросить").click()
    dialog.wait_for(state="hidden")
