"""Every page on a wide light screen and on a dark phone: axe, console, requests, width, headers.

With SCREENSHOTS=1 a picture of each is left in var/screenshots, with SCREENSHOTS=all of both themes at both widths.
"""

import base64
import math
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.journeys.axe import keep_ready, violations
from tests.journeys.conftest import SCREENSHOTS, Passes
from tests.journeys.pages import NO_PAGE, PAGES, TROUBLE, Page
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

TALLEST = 2600
# One load of a page is judged in both looks: width and theme are changed under it. What a theme
# may break is a colour, what a width may break is the layout, and each of them is seen.
LOOKS = ((1440, 900, "light"), (390, 844, "dark"))
OTHERS = ((1440, 900, "dark"), (390, 844, "light"))
# Where citizens are most, axe's best practice is asked for, too.
BEST = {
    *(
        "home",
        "home-guess",
        "status",
        "cabinet",
        "cabinet-kind",
        "cabinet-write",
        "cabinet-notices",
    ),
    *("cabinet-appeal-accepted", "cabinet-appeal-asked", "cabinet-appeal-answered"),
}
SHOTS = os.environ.get("SCREENSHOTS", "")
# What Django's own admin is made of, not we: labels of rows by their column, tooltips of its
# two-list choice, its small buttons.
DJANGOS = ("label:", "select-name:", "aria-prohibited-attr:", "target-size:")
HEADERS = {
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
}
STRICT = ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'")
SCRIPTS = re.compile(r"script-src 'self'( 'nonce-[\w+/=]{16,}')?(;|$)")
LOOSE = ("'unsafe-inline'", "'unsafe-eval'", "http:", "https:", "*")
# Two frames after a change of theme or size, and when no colour is on its way, what is drawn is
# what was asked for. Django's admin fades its links whatever the person prefers.
DRAWN = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  await frame();
  const fading = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.allSettled(fading.map((one) => one.finished));
}"""
SETTLED = """async () => {
  await document.fonts.ready;
  for (let i = 0; i < 40 && document.querySelector(".htmx-request"); i++)
    await new Promise((done) => setTimeout(done, 50));
}"""


@dataclass
class Visitor:
    """One person's browser: its page and everything it complained about."""

    page: Any
    devtools: Any
    complaints: list[str] = field(default_factory=list)
    signed_in_at: float = -math.inf

    def sign_in(self, who: str, passes: Passes) -> None:
        """Sign in as somebody, afresh when they were signed in long ago."""
        if passes.is_good(who, self.signed_in_at):
            return
        self.page.context.clear_cookies()
        self.signed_in_at = passes.let_in(self.page, who)

    def look(self, width: int, height: int, theme: str) -> None:
        """Change width and theme under the page."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")

    def listen(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def _console(self, line: Any) -> None:
        # What the browser says of a bad answer is judged where answers are.
        if line.type in {"error", "warning"} and "Failed to load resource" not in line.text:
            self.complaints.append(f"console: {line.text}")

    def _failed(self, request: Any) -> None:
        # Leaving a page drops what it was still asking for.
        if "ERR_ABORTED" not in str(request.failure):
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Any) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status}: {response.url}")

    def shoot(self, name: str, look: tuple[int, int, str]) -> None:
        """Take a picture of the page; DevTools do it without a style of their own."""
        size = self.page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], TALLEST), "scale": 1}
        how = {"format": "png", "captureBeyondViewport": True, "optimizeForSpeed": True}
        picture = self.devtools.send("Page.captureScreenshot", how | {"clip": clip})
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        (SCREENSHOTS / f"{name}-{look[0]}-{look[2]}.png").write_bytes(
            base64.b64decode(picture["data"])
        )


@pytest.fixture(scope="module")
def visitor(stack: Stack, chromium: Any, passes: Passes) -> Iterator[Callable[[str], Visitor]]:
    """Return a function that gives the browser of a person, signed in once for the whole file."""
    known: dict[str, Visitor] = {}

    def of(who: str) -> Visitor:
        if who not in known:
            context = chromium.new_context(
                base_url=stack.url, locale="ru-RU", timezone_id="Europe/Moscow"
            )
            keep_ready(context)
            page = context.new_page()
            page.set_default_timeout(15_000)
            known[who] = Visitor(page, context.new_cdp_session(page))
            known[who].listen()
        if who:
            known[who].sign_in(who, passes)
        return known[who]

    yield of
    for one in known.values():
        one.page.context.close()


@pytest.fixture(scope="module")
def found(visitor: Callable[[str], Visitor]) -> dict[str, str]:
    """Find or make the appeals that pages are opened with; return what `{…}` stands for."""
    citizen, operator = visitor("citizen").page, visitor("operator").page
    asked, answered, free = (_register(citizen) for _ in range(3))
    for number, then in ((asked, "question"), (answered, "resolution")):
        operator.goto(f"/desk/{number}/")
        me = operator.locator("form[action$='/assignment/'] [name=to]").first.input_value()
        _post(operator, f"/desk/{number}/assignment/", {"to": me})
        _post(operator, f"/desk/{number}/notes/", {"note-body": "Звонила, не дозвонилась."})
        body = "Добрый день! Уточните, пожалуйста, на какой номер ждёте код?"
        _post(operator, f"/desk/{number}/{then}/", {"body": body})
    operator.goto(f"/desk/{asked}/who/")
    card = operator.locator("a[href^='/desk/people/']").first.get_attribute("href")
    ask = {"kind": "correction", "text": "Отчество: Павловна."}
    _post(citizen, "/account/data/requests/new/", ask)
    admin = visitor("admin").page
    rows = {}
    for kind, where in (("topic", "/admin/topics/topic/"), ("user", "/admin/accounts/user/")):
        admin.goto(where)
        rows[kind] = admin.locator("#result_list tbody th a").first.get_attribute("href")
    return {
        "asked": asked,
        "answered": answered,
        "free": free,
        "person": card.split("/")[3],
        **rows,
    }


def _register(citizen: Any) -> str:
    citizen.goto("/cabinet/new/info_request/")
    citizen.fill("[name=body]", TROUBLE)
    for label in ("Продолжить", "Отправить"):
        with citizen.expect_navigation():
            citizen.get_by_role("button", name=label, exact=True).click()
    return str(citizen.url.rstrip("/").split("/")[-2])


def _post(page: Any, path: str, fields: dict[str, str]) -> None:
    """Send a form of the open page as the page itself would."""
    status = page.evaluate(
        """async ([path, fields]) => {
          const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
          const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: token });
          return (await fetch(path, { method: "POST", body })).status;
        }""",
        [path, fields],
    )
    assert status == 200, f"{path}: {status}"


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.name)
def test_a_page(entry: Page, visitor: Callable[[str], Visitor], found: dict[str, str]) -> None:
    one = visitor(entry.who)
    page, faults = one.page, one.complaints
    one.look(*LOOKS[0])
    answers: list[Any] = []
    listen = lambda answer: _keep_document(page, answer, answers)  # noqa: E731
    page.on("response", listen)
    faults.clear()
    page.goto(entry.path.format(**found))
    if entry.steps:
        entry.steps(page)
    page.evaluate(SETTLED)
    page.remove_listener("response", listen)
    assert answers[-1].status == entry.status
    for answer in answers:
        _check_headers(answer)

    for look in LOOKS:
        one.look(*look)
        page.evaluate(DRAWN)
        faults += [f"{look}: {fault}" for fault in _seen(page, entry)]
        if SHOTS:
            one.shoot(entry.name, look)
    for look in OTHERS if SHOTS == "all" else ():
        one.look(*look)
        page.evaluate(DRAWN)
        one.shoot(entry.name, look)
    # Left open, a page of the desk would go on asking for news while others are judged.
    page.goto("about:blank")
    assert faults == []


def _keep_document(page: Any, answer: Any, answers: list[Any]) -> None:
    if answer.request.is_navigation_request() and answer.frame == page.main_frame:
        answers.append(answer)


def _seen(page: Any, entry: Page) -> list[str]:
    wide, room = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    faults = [] if wide <= room else [f"scrolls sideways: {wide} px in {room}"]
    faults += violations(page, *(["best-practice"] if entry.name in BEST else []))
    ours = "/admin/" not in page.url
    return [fault for fault in faults if ours or not fault.startswith(DJANGOS)]


def _check_headers(answer: Any) -> None:
    """Compare the headers of an HTML answer with what each must carry (U-15)."""
    headers = answer.headers
    policy = headers["content-security-policy"]
    assert {name: headers.get(name) for name in HEADERS} == HEADERS, answer.url
    assert [part for part in STRICT if part not in policy] == [], answer.url
    assert [part for part in LOOSE if part in policy] == [], answer.url
    assert SCRIPTS.search(policy), answer.url


def test_every_address_is_looked_at_or_says_why_not() -> None:
    """A new address without a line in `pages.py` fails here."""
    listed = {page.url_name for page in PAGES} - {""}
    excused = {name for names in NO_PAGE.values() for name in names.split()}
    routed = set(_names(get_resolver()))
    ours = {name for name in routed if not name.startswith("admin:")}
    assert ours - listed - excused == set()
    assert (listed | excused) - routed == set()
    assert listed & excused == set()


def _names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _names(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{space}{entry.name}"
