"""Passkeys in a real browser: added, asked for as the second factor, and instead of a password."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.factories.accounts import PASSWORD, make_staff

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A page of a browser with a passkey device of its own."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        context = browser.new_context(locale="ru-RU")
        page = context.new_page()
        device = context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        yield page
        browser.close()


def password_step(page: Page, address: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{address}/account/login/")
    page.get_by_label("Телефон или почта").fill("olga@example.org")
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Войти", exact=True).click()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_passkey_is_added_and_opens(page: Page, live_server: Any, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    make_staff("olga@example.org", full_name="Ольга Соколова", role="auditor")
    password_step(page, live_server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Второй фактор")

    page.get_by_role("link", name="Добавить").click()
    page.get_by_label("Входить этим ключом без пароля").check()
    page.get_by_role("button", name="Добавить").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Резервные коды")

    password_step(page, live_server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Второй шаг входа")
    page.get_by_role("button", name="Войти по ключу доступа").click()
    expect(page.get_by_role("heading", name="Ольга Соколова")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_role("button", name="Войти по ключу доступа").click()
    expect(page.get_by_role("heading", name="Ольга Соколова")).to_be_visible()
