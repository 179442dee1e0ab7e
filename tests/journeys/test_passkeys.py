"""Passkeys in a real browser: added, asked for as the second step, and instead of a password."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Passes, sign_in

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def title_is(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def sign_out(page: Page) -> None:
    page.goto("about:blank")  # a page of the desk would ask for its socket again, and be refused
    page.context.clear_cookies()
    page.goto("/account/login/")


@pytest.fixture
def _apart(passes: Passes) -> Iterator[None]:
    """A changed second factor ends the sessions the editor had in other tests."""
    yield
    passes.end("editor")


@pytest.mark.usefixtures("_apart")
def test_editor_adds_a_passkey_comes_in_by_it_and_removes_it(
    open_page: Callable[..., Any],
) -> None:
    page = open_page(width=390)
    sign_in(page, "editor")  # a session of its own: the key changes what it is worth
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    page.goto("/account/profile/")
    page.get_by_role("link", name="Настроить").click()
    page.get_by_role("link", name="Добавить").click()
    page.get_by_label("Входить этим ключом без пароля").check()
    page.get_by_role("button", name="Добавить").click()
    title_is(page, "Резервные коды")

    sign_out(page)
    sign_in(page, "editor")
    title_is(page, "Второй шаг входа")
    page.get_by_role("button", name="Войти по ключу доступа").click()
    page.wait_for_url("**/desk/articles/")

    sign_out(page)
    page.get_by_role("button", name="Войти по ключу доступа").click()
    page.wait_for_url("**/desk/articles/")

    page.goto("/account/second-factor/webauthn/")
    page.get_by_role("link", name="Удалить").click()
    page.get_by_role("button", name="Удалить").click()
    expect(page.get_by_text("Ключей пока нет.")).to_be_visible()
