"""A real Chromium against the whole house. Console errors and failed requests fail the test."""

import math
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gosuslugi_support.running.demo_accounts import PASSWORD
from tests.journeys import stack as house

# The first is Chromium without its windows: pages open in a third of the time.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# One renderer that stays: with a new one for every page, axe and our scripts are compiled for every page.
ONE_RENDERER = ["--process-per-site", "--renderer-process-limit=1"]
SCREENSHOTS = Path(os.environ.get("SCREENSHOTS_DIR", house.ROOT / "var" / "screenshots"))


# Some pages ask who it is again after five minutes: cookies older than this are not used.
SIGNED_IN_FOR_S = 200


# A package's scope: house and browser end with the last journey. Running on, they would take their
# part of the processor from all other tests, and Playwright's loop would keep them from the database.
@pytest.fixture(scope="package")
def stack() -> Iterator[house.Stack]:
    # Not pytest's own folder: the next pytest closes that one, and PostgreSQL runs as another user.
    place = Path(tempfile.mkdtemp(prefix="gosuslugi-house-"))
    running = house.start(place)
    yield running
    running.stop()
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="package")
def launch(stack: house.Stack) -> Iterator[Callable[..., Any]]:
    """Return a function that starts a Chromium: `launch("--mute-audio")`."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert path, "No Chromium: `make test` installs it, or set CHROMIUM to its path."
    with sync_playwright() as driver:
        yield lambda *args: driver.chromium.launch(executable_path=path, args=[*QUIET, *args])


@pytest.fixture(scope="package")
def chromium(launch: Callable[..., Any]) -> Iterator[Any]:
    browser = launch(*ONE_RENDERER)
    yield browser
    browser.close()


class Passes:
    """Cookies of those who have signed in: the sign-in page is walked once a person, not once a browser."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, list[Any]]] = {}
        self._ended: dict[str, float] = {}

    def let_in(self, page: Any, who: str) -> float:
        """Sign somebody in, by their cookies while these are fresh; return when they were made."""
        at, cookies = self._kept.get(who, (-math.inf, []))
        if self.is_good(who, at):
            page.context.add_cookies(cookies)
            return at
        sign_in(page, who)
        at = time.monotonic()
        self._kept[who] = at, page.context.cookies()
        return at

    def is_good(self, who: str, at: float) -> bool:
        """Say whether who signed in at that moment is still let in everywhere."""
        is_fresh = time.monotonic() - at < SIGNED_IN_FOR_S
        return is_fresh and at > self._ended.get(who, -math.inf)

    def end(self, who: str) -> None:
        """Note that a test has ended the sessions somebody had."""
        self._ended[who] = time.monotonic()


@pytest.fixture(scope="package")
def passes() -> Passes:
    return Passes()


@pytest.fixture
def open_page(stack: house.Stack, chromium: Any, passes: Passes) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a page in a browser of its own: `open_page(width=390, theme="dark")`."""
    contexts, complaints = [], []

    def opened(*, width: int = 1440, theme: str = "light", who: str = "") -> Any:
        size = {"width": width, "height": 900 if width > 600 else 844}
        context = chromium.new_context(
            base_url=stack.url,
            viewport=size,
            color_scheme=theme,
            locale="ru-RU",
            timezone_id="Europe/Moscow",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on(
            "console",
            lambda line: (
                complaints.append(f"{page.url}: {line.text}") if line.type == "error" else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        if who:
            passes.let_in(page, who)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Any, who: str) -> None:
    """Sign in by the page as one of the demo's people: `sign_in(page, "operator")`."""
    page.goto("/account/login/")
    page.fill("[name=identifier]", f"{who}@example.org")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Войти", exact=True).click()
    page.wait_for_url(lambda url: "/account/login" not in url)
