"""A voice call between two browsers with fake microphones: the other side's sound is measured, not believed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.journeys.axe import violations
from tests.journeys.conftest import sign_in
from tests.journeys.stack import Stack

pytestmark = pytest.mark.browser
# A microphone that beeps, a permission that is given, and ways through the loopback alone.
VOICE = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--autoplay-policy=no-user-gesture-required",
]
LINE = 'document.querySelector("voice-call").talk.sound.line'
# The energy of what is heard, as the connection itself counts it (getStats).
ENERGY = f"""async () => {{
    const {{ pc }} = {LINE};
    const heard = [...(await pc.getStats()).values()].find((one) => one.type === "inbound-rtp");
    return heard?.totalAudioEnergy ?? 0;
}}"""
LOUD, SILENT = 0.01, 0.001


@pytest.fixture
def pages(stack: Stack, launch: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a page with a microphone; console errors fail the test."""
    complaints: list[str] = []
    browser = launch(*VOICE)

    def opened(width: int) -> Any:
        context = browser.new_context(
            base_url=stack.url,
            viewport={"width": width, "height": 844},
            locale="ru-RU",
            timezone_id="Europe/Moscow",
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda line: complaints.append(line.text) if line.type == "error" else None,
        )
        return page

    yield opened
    browser.close()
    assert complaints == []


def in_phase(page: Any, phase: str) -> Any:
    call = page.locator(f"voice-call[data-phase={phase}]")
    call.wait_for()
    return call


def hears(page: Any) -> None:
    """Wait until more sound of the other side has come."""
    before = page.evaluate(ENERGY)
    page.wait_for_function(f"async (least) => (await ({ENERGY})()) > least", arg=before + LOUD)


def hears_nothing(page: Any) -> None:
    """Measure a second, in which the fake microphone would beep, after what was on its way."""
    page.wait_for_timeout(400)
    before = page.evaluate(ENERGY)
    page.wait_for_timeout(1_100)
    assert page.evaluate(ENERGY) - before < SILENT


def ask(citizen: Any) -> str:
    """Begin a dialog as a guest, ask for a person; return its id."""
    citizen.goto("/chat/")
    citizen.locator("[name=text]").fill("Не приходит код подтверждения, помогите войти")
    citizen.locator("[name=consent]").check()
    citizen.get_by_role("button", name="Начать разговор").click()
    citizen.locator("chat-room").wait_for()
    for field, words in (("name", "Вера"), ("phone", "+7 916 000-55-44")):
        if citizen.locator(f"[name={field}]").count():
            citizen.locator(f"[name={field}]").fill(words)
    citizen.get_by_role("button", name="Позвать специалиста").click()
    citizen.locator("chat-list").get_by_text("Зовём оператора").wait_for()
    return str(citizen.locator("chat-room").get_attribute("data-dialog"))


def away(operator: Any) -> None:
    """Go to another page of the desk."""
    operator.locator(".site-header a[href='/desk/chats/']").first.click()
    operator.wait_for_url("**/desk/chats/")


def be_ready(operator: Any) -> None:
    """Come on the line: who is not is taken for lost, and the dialog goes to somebody else."""
    if operator.locator("presence-switch").get_attribute("state") != "ready":
        operator.locator("#presence-switch summary").click()
        operator.get_by_role("button", name="Готов", exact=True).click()


def test_citizen_and_operator_hear_each_other_and_come_back_after_a_reload(
    pages: Callable[..., Any],
) -> None:
    citizen, operator = pages(390), pages(1440)
    dialog = ask(citizen)
    sign_in(operator, "operator")
    operator.goto(f"/desk/chats/{dialog}/")
    be_ready(operator)
    operator.get_by_role("button", name="Взять").click()

    operator.locator(f"voice-call[dialog='{dialog}']").wait_for()
    away(operator)

    # The browser of the test has given the microphone: let the page think it has to ask.
    citizen.evaluate("navigator.permissions.query = async () => ({ state: 'prompt' })")
    citizen.get_by_role("button", name="Позвонить голосом").click()
    in_phase(citizen, "explain").get_by_text("не записывается").wait_for()
    citizen.get_by_role("button", name="Понятно, позвонить").click()
    operator.get_by_role("alert").get_by_text("Вера звонит в чате").wait_for()
    operator.keyboard.press("F2")
    in_phase(operator, "ringing").get_by_text("Гражданин звонит", exact=True).wait_for()
    operator.keyboard.press("F2")
    for page in (citizen, operator):
        in_phase(page, "talking")
    hears(operator)
    hears(citizen)
    assert violations(citizen) == violations(operator) == []

    citizen.keyboard.press("F8")
    operator.locator("voice-call [data-part=them-muted]").wait_for()
    hears_nothing(operator)
    citizen.keyboard.press("F8")

    met = operator.evaluate(f"{LINE}.them")
    citizen.reload()
    operator.wait_for_function(f"(met) => {LINE}.them !== met", arg=met)
    for page in (citizen, operator):
        in_phase(page, "talking")
    hears(operator)

    away(operator)  # the call stays in the corner of another page
    operator.locator("voice-call.voice--docked[data-phase=talking]").wait_for()
    hears(operator)
    operator.keyboard.press("F4")
    in_phase(citizen, "over").get_by_text("Разговор окончен").first.wait_for()
    citizen.locator("chat-list").get_by_text("Голосовой звонок,").wait_for()
