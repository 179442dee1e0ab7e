"""What people type is shown as it was typed, wherever it is shown, and never runs (U-14)."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.journeys.conftest import Passes
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser

PAYLOADS = (
    "<script>hit()</script>",
    '"><img src=x onerror=hit()>',
    "<svg onload=hit()>",
    "</textarea><iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    "' autofocus onfocus=hit() x='",
    'https://example.org/"onmouseover=hit()//',
    "javascript:hit()",
    "<template shadowrootmode=open><a href=javascript:hit()>x</a></template>",
    "{{constructor.constructor('hit()')()}} ${hit()} {% debug %}",
)
BODY = "\n".join(PAYLOADS)
# A name has no angle brackets by its own rule; what is left could still leave an attribute.
NAME = '" autofocus onfocus=hit() x="'
FILE = "<img src=x onerror=hit()>.txt"
PHONE = "+7 916 555-44-33"
WATCH = """
window.hits = [];
window.hit = () => window.hits.push("ran");
for (const name of ["alert", "confirm", "prompt"]) window[name] = window.hit;
document.addEventListener("securitypolicyviolation", (event) =>
  window.hits.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
# Every way a payload could have become more than text.
ALIVE = """[...document.querySelectorAll("*")].filter((element) =>
  element.matches("img[src=x], iframe, [href^='javascript:' i], [shadowrootmode]") ||
  [...element.attributes].some((one) => one.name.startsWith("on")) ||
  (element.matches("script") && element.textContent.includes("hit()"))
).map((element) => element.outerHTML)"""


@pytest.fixture(scope="module")
def browser_of(stack: Stack, chromium: Any, passes: Passes) -> Iterator[Callable[[str], Any]]:
    """Return a function that gives one signed-in page a person, watched for anything that runs."""
    pages: dict[str, Any] = {}

    def of(who: str) -> Any:
        if who not in pages:
            page = chromium.new_context(base_url=stack.url, locale="ru-RU").new_page()
            page.set_default_timeout(30_000)
            page.add_init_script(WATCH)
            pages[who] = page
            if who:
                passes.let_in(page, who)
        return pages[who]

    yield of
    for page in pages.values():
        page.context.close()


def check(page: Any, *literal: str) -> None:
    """Fail when anything ran, came alive or was refused by the policy, or `literal` is not seen."""
    page.evaluate("document.querySelectorAll('[autofocus]').forEach((one) => one.focus())")
    assert page.evaluate("window.hits") == [], page.url
    assert page.evaluate(ALIVE) == [], page.url
    shown = squeezed(page.evaluate("document.body.textContent"))
    fields = page.evaluate("[...document.querySelectorAll('input, textarea')].map((f) => f.value)")
    everywhere = shown + squeezed(" ".join(fields))
    assert [text for text in literal if squeezed(text) not in everywhere] == [], page.url


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def press(page: Any, *labels: str) -> None:
    for label in labels:
        with page.expect_navigation():
            page.get_by_role("button", name=label, exact=True).click()


def test_an_appeal_full_of_markup_is_text_for_everybody(browser_of: Callable[[str], Any]) -> None:
    citizen = browser_of("citizen")
    citizen.goto("/cabinet/new/complaint/")
    citizen.fill("[name=body]", BODY)
    upload = {"name": FILE, "mimeType": "text/plain", "buffer": BODY.encode()}
    citizen.locator("input[type=file]").set_input_files(upload)
    press(citizen, "Продолжить")
    check(citizen, *PAYLOADS)
    press(citizen, "Отправить")
    number = citizen.url.rstrip("/").split("/")[-2]
    for path in (f"/cabinet/{number}/", "/cabinet/"):
        citizen.goto(path)
        check(citizen, PAYLOADS[0])

    operator = browser_of("operator")
    operator.goto(f"/desk/{number}/")
    check(operator, *PAYLOADS)
    note(operator, number)
    operator.goto(f"/desk/{number}/?view=all")
    check(operator, *PAYLOADS, "Заметка " + PAYLOADS[0])
    for path in (f"/desk/{number}/who/", f"/desk/{number}/templates/?q={quote(BODY)}"):
        operator.goto(path)
        check(operator)

    supervisor = browser_of("supervisor")
    for path in (f"/desk/{number}/", "/desk/?view=all", "/board/", "/desk/deliveries/"):
        supervisor.goto(path)
        check(supervisor)


def note(operator: Any, number: str) -> None:
    """Leave a note the way the page does without scripts."""
    operator.evaluate(
        """async ([path, words]) => {
          const body = new URLSearchParams({ "note-body": words,
            csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value });
          const answer = await fetch(path, { method: "POST", body });
          if (!answer.ok) throw new Error(String(answer.status));
        }""",
        [f"/desk/{number}/notes/", "Заметка " + BODY],
    )


def test_names_of_a_caller_are_text(browser_of: Callable[[str], Any]) -> None:
    operator = browser_of("operator")
    operator.goto("/desk/new/")
    operator.fill("[name=phone]", PHONE)
    operator.fill("[name=last_name]", PAYLOADS[1])
    operator.fill("[name=first_name]", NAME)
    operator.fill("[name=body]", BODY)
    submit(operator)
    check(operator, PAYLOADS[1], NAME, *PAYLOADS)
    assert operator.locator("[name=last_name][aria-invalid=true]").count() == 1

    operator.fill("[name=last_name]", NAME)
    submit(operator)
    operator.wait_for_url("**/registered/")
    check(operator)
    number = operator.url.rstrip("/").split("/")[-2]
    for path in (f"/desk/{number}/", f"/desk/{number}/who/", "/desk/?view=all"):
        operator.goto(path)
        check(operator, NAME)


def submit(page: Any) -> None:
    """Send the form of a new caller; htmx puts the answer into the page.

    By key: what is suggested beside the words moves the button under a mouse.
    """
    with page.expect_response(lambda answer: answer.url.endswith("/desk/new/")):
        page.locator("form:has([name=last_name]) button[type=submit]").last.press("Enter")
    page.wait_for_load_state("networkidle")


def test_words_in_an_address_are_text(browser_of: Callable[[str], Any]) -> None:
    guest = browser_of("")
    for path in (
        f"/?q={quote(BODY)}",
        f"/demo/inbox/?address={quote(PAYLOADS[1])}",
        f"/account/login/?next={quote(PAYLOADS[6])}",
        f"/no/{quote(PAYLOADS[0])}/",
    ):
        guest.goto(path)
        check(guest)
    citizen = browser_of("citizen")
    citizen.goto(f"/cabinet/new/info_request/?body={quote(BODY)}")
    check(citizen, *PAYLOADS)


def test_a_template_of_an_answer_is_text(browser_of: Callable[[str], Any]) -> None:
    admin = browser_of("admin")
    admin.goto("/admin/tickets/answertemplate/add/")
    # A second try adds a second one.
    admin.fill("[name=code]", f"markup-{time.time():.0f}")
    admin.fill("[name=title]", PAYLOADS[1])
    admin.fill("[name=body]", BODY)
    with admin.expect_navigation():
        admin.locator("[name=_save]").click()
    check(admin, PAYLOADS[1])
    with admin.expect_navigation():
        admin.locator("#result_list tbody th a", has_text="onerror").first.click()
    check(admin, *PAYLOADS)

    operator = browser_of("operator")
    operator.goto("/desk/?view=all")
    appeal = operator.locator(".queue__row").first.get_attribute("href").partition("?")[0]
    operator.goto(f"{appeal}templates/?q=onerror")
    check(operator, PAYLOADS[1], *PAYLOADS)
