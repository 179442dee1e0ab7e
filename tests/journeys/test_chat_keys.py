"""A whole talk by keys alone, in the panel and on the desk; what a screen reader is told, once; axe in each state."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.journeys.axe import violations

pytestmark = pytest.mark.browser

QUESTION = "Помогите, не получается подтвердить запись"
# What has the focus, through the panel's frame: the element and what it is called.
FOCUSED = """() => {
  let found = document.activeElement;
  while (found?.contentDocument) found = found.contentDocument.activeElement;
  if (found === found.ownerDocument.body) return ["body", ""];
  const parts = [found, ...(found.labels ?? [])];
  const words = parts.map((part) => part.innerText.trim()).find(Boolean);
  const drawn = parts.map((part) => part.querySelector("[aria-label]")?.getAttribute("aria-label")).find(Boolean);
  return [found.localName, found.getAttribute("aria-label") || words || drawn || ""];
}"""
RECORD = """() => {
  window.said = [];
  const place = document.querySelector("[data-chat-heard]");
  const added = (changes) => changes.forEach(({ addedNodes }) => window.said.push(...[...addedNodes].map((one) => one.textContent)));
  new MutationObserver(added).observe(place, { childList: true });
}"""


def test_a_whole_talk_by_keys_alone(open_page: Callable[..., Any], tmp_path: Path) -> None:
    citizen, operator = open_page(), open_page(who="operator")
    citizen.on(
        "filechooser", lambda _: None
    )  # the browser hands them over from here on: asked for at the press, it may be late
    name = f"Зоя {uuid4().hex[:6]}"  # each try meets its own talk on the desk
    panel = opened(citizen)
    asked(citizen, panel, name)
    assert violations(panel) == []

    operator.goto("/desk/chats/")
    tab_to(operator, name, most=90)
    operator.keyboard.press("Enter")
    taken(operator)
    panel.evaluate(RECORD)
    operator.keyboard.type("Здравствуйте! Проверяю запись.")
    operator.keyboard.press("Enter")
    panel.locator("chat-list").get_by_text("Проверяю запись").wait_for()
    noted(operator)

    file_sent(citizen, panel, tmp_path)
    operator.locator("chat-list .chat-file").wait_for()
    assert violations(operator) == violations(panel) == []

    handed_over_and_taken_back(operator, name)
    operator.keyboard.press("Escape")
    operator.keyboard.press("e")
    operator.locator("#chat-foot[data-state=wrap_up]").wait_for()
    operator.keyboard.press("s" if operator.locator("[data-hotkey=s]").count() else "w")
    rated(citizen, panel)
    said = panel.evaluate("window.said")
    for words in ("Проверяю запись", "Зовём старшего", "Разговор окончен"):
        assert len([one for one in said if words in one]) == 1, said
    assert not any("Второй коллега" in one or "видно" in one for one in said)

    citizen.keyboard.press("Escape")
    citizen.locator("iframe").wait_for(state="hidden")
    assert focused(citizen) == ["a", "Онлайн-чат"]


# --- the citizen
def opened(citizen: Any) -> Any:
    """Open the panel from the end of the help page; return its frame."""
    citizen.goto("/")
    tab_to(citizen, "Онлайн-чат", key="Shift+Tab", most=3)
    citizen.keyboard.press("Enter")
    citizen.frame_locator("iframe").get_by_label("Что случилось?").wait_for()
    return citizen.frames[1]


def asked(citizen: Any, panel: Any, name: str) -> None:
    """Say what happened, choose the topic, refuse the answers, say who one is, wait."""
    typed(citizen, "Что случилось?", QUESTION)
    tab_to(citizen, "Согласен")
    citizen.keyboard.press("Space")
    tab_to(citizen, "Начать разговор")
    citizen.keyboard.press("Enter")
    panel.locator("chat-room").wait_for()
    if panel.get_by_text("О чём вопрос?").count():
        tab_to(citizen, "Другое")
        citizen.keyboard.press("Enter")
        panel.locator(".chat-chips").wait_for(state="detached")
        assert focused(citizen)[1] == "Помощник"
    typed(citizen, "Как к вам обращаться", name)
    typed(citizen, "Телефон", "8 916 555-77-02")
    tab_to(citizen, "Позвать специалиста")
    citizen.keyboard.press("Enter")
    panel.locator("#chat-place", has_text="в очереди").wait_for()
    comes_to(citizen, "Очередь")


def file_sent(citizen: Any, panel: Any, folder: Path) -> None:
    """Choose a file by keys and send it with words; walk to the answer and quote it."""
    paper = folder / "заявление.txt"
    paper.write_text("Прошу проверить запись", "utf-8")
    tab_to(citizen, "Приложить файл", key="Shift+Tab")
    with citizen.expect_file_chooser() as chooser:
        citizen.keyboard.press("Space")
    chooser.value.set_files(paper)
    panel.locator(".chat-upload progress").wait_for(state="hidden")
    typed(citizen, "Сообщение", "Вот заявление")
    citizen.keyboard.press("Enter")
    panel.locator("chat-list .chat-file").wait_for()
    tab_to(citizen, "Разговор", key="Shift+Tab")
    citizen.keyboard.press("ArrowUp")
    citizen.keyboard.press("ArrowUp")
    assert "Проверяю запись" in focused(citizen)[1]
    tab_to(citizen, "Ответить на это", most=1)
    citizen.keyboard.press("Enter")
    assert focused(citizen)[0] == "textarea"
    citizen.keyboard.press("Escape")  # the quote goes, the panel stays
    assert panel.locator("[data-about]").is_hidden()
    assert citizen.locator("iframe").is_visible()


def rated(citizen: Any, panel: Any) -> None:
    panel.get_by_text("Как вам помогли?").wait_for()
    tab_to(citizen, "5 из 5")
    citizen.keyboard.press("Space")
    tab_to(citizen, "Оценить")
    citizen.keyboard.press("Enter")
    panel.get_by_text("Спасибо! Ваша оценка: 5 из 5.").wait_for()
    assert violations(panel) == []


# --- the operator
def taken(operator: Any) -> None:
    operator.locator("#chat-state [data-hotkey=t]").wait_for()
    operator.keyboard.press("t")
    operator.locator("chat-desk-composer[mode=reply]").wait_for()
    in_field(operator)


def noted(operator: Any) -> None:
    """Leave a note: Escape leaves the field, N turns it, R turns it back."""
    operator.keyboard.press("Escape")
    operator.keyboard.press("n")
    operator.keyboard.type("Это гражданину не видно")
    operator.keyboard.press("Enter")
    operator.locator("chat-list .chat-row--note").wait_for()
    operator.keyboard.press("Escape")
    operator.keyboard.press("r")
    in_field(operator)


def handed_over_and_taken_back(operator: Any, name: str) -> None:
    operator.keyboard.press("Escape")
    operator.keyboard.press("h")
    operator.locator("dialog[open] select").wait_for()
    assert violations(operator) == []
    operator.keyboard.press("ArrowDown")  # «Старшему специалисту»
    operator.keyboard.press("Tab")
    operator.keyboard.type("Второй коллега знает больше")
    operator.keyboard.press("Control+Enter")
    operator.locator("chat-desk-talk").wait_for(state="detached")
    tab_to(operator, name, most=90)
    operator.keyboard.press("Enter")
    taken(operator)


# --- keys
def focused(page: Any) -> list[str]:
    found: list[str] = page.evaluate(FOCUSED)
    return found


def tab_to(page: Any, name: str, *, key: str = "Tab", most: int = 30) -> None:
    """Press Tab until what is called so has the focus; fails with what was passed on the way."""
    passed = []
    for _ in range(most):
        page.keyboard.press(key)
        passed.append(focused(page)[1][:30])
        if name in focused(page)[1]:
            return
    raise AssertionError(f"«{name}» is not reached by {most} × {key}: {passed}")


def typed(page: Any, name: str, words: str) -> None:
    tab_to(page, name)
    page.keyboard.type(words)


def comes_to(page: Any, *names: str) -> None:
    """Wait until the focus has come by itself to an element, or to what is called so."""
    for _ in range(100):
        if set(names) & set(focused(page)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"The focus is at {focused(page)}")


def in_field(page: Any) -> None:
    comes_to(page, "textarea")
