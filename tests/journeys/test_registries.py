"""A registry that is away: the operator goes on talking, the recheck comes by itself, the person is told."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from neighbours.registry_people import residents
from neighbours.registry_trouble import SERVICES
from tests.journeys.axe import violations
from tests.journeys.stack import Stack
from tests.journeys.test_lost_phone import register

pytestmark = pytest.mark.browser
MARIA = residents()[0]
ASK = re.compile("Сверить|Спросить сейчас|Ещё раз")


def test_a_registry_away_is_asked_again_and_the_account_is_looked_at(
    stack: Stack, open_page: Callable[..., Any]
) -> None:
    demo = open_page()
    switch(demo, inn="error")
    operator = open_page(who="operator")
    talk_with_maria(operator)
    block = operator.locator("#identity-access")
    operator.select_option("#identity-need", "check_account")
    block.get_by_text("Спросите: ФИО как в профиле, Привязанный телефон").first.wait_for()
    assert block.get_by_role("button", name="Проверить состояние").is_disabled()
    for said in (MARIA.full_name, MARIA.phone):
        answer(operator, said)
    operator.locator("#identity").get_by_text("Можно:").wait_for()
    block.get_by_role("button", name="Проверить состояние").click()
    block.locator(".access__line--success", has_text="учётная запись активна").wait_for()

    operator.select_option("#identity-need", "check_documents")
    ask(block, "СНИЛС (СФР)")
    row(block, "СНИЛС (СФР)").get_by_text("Совпало").wait_for()
    ask(block, "ИНН (ФНС)")
    away = row(block, "ИНН (ФНС)")
    away.get_by_text("Проверим сами в").wait_for()
    assert [found for found in violations(operator) if "identity" in found] == []

    switch(demo)
    ask(block, "ИНН (ФНС)")
    away.get_by_text("Совпало").wait_for()
    stream = operator.locator("#ticket-stream")
    stream.get_by_text("Сверка с реестром, ИНН (ФНС): сведения совпали").last.wait_for()

    block.get_by_text("четыре шага").click()
    block.get_by_role("button", name="Вставить в ответ").click()
    text = operator.locator("[data-panel=reply] textarea[name=body]").input_value()
    assert re.match(r"Если войти на портал.+\n1\. .+\n2\. .+\n3\. .+\n4\. ", text)
    assert "никому не называйте, даже нам" in text


def test_the_recheck_comes_by_itself(stack: Stack, open_page: Callable[..., Any]) -> None:
    """Nobody presses anything: a moment later it has matched, and a letter says so."""
    demo = open_page()
    switch(demo, passport="down")
    operator = open_page(who="operator")
    talk_with_maria(operator)
    block = operator.locator("#identity-access")
    operator.select_option("#identity-need", "check_documents")
    answer(operator, MARIA.full_name)
    ask(block, "Паспорт (МВД)")
    row(block, "Паспорт (МВД)").get_by_text("Проверим сами в").wait_for()
    switch(demo)
    row(block, "Паспорт (МВД)").get_by_text("Совпало").wait_for(timeout=60_000)
    give_up_at = time.monotonic() + 20
    while not any("повторно проверили" in str(one["subject"]) for one in stack.received("mail")):
        assert time.monotonic() < give_up_at, "the letter about the recheck did not come"
        time.sleep(0.3)


def switch(page: Any, **moods: str) -> None:
    page.goto("/account/demo/registries/")
    for service in SERVICES:
        page.select_option(f"[name={service}]", moods.get(service, "ok"))
    with page.expect_navigation():
        page.get_by_role("button", name="Переключить").click()


def talk_with_maria(page: Any) -> None:
    """Write an appeal of hers down and take her call; another conversation of ours is ended first."""
    number = register(page, MARIA)
    page.goto(f"/desk/{number}/")
    end = page.get_by_role("button", name="Закончить разговор")
    start = page.locator("#identity button[value=phone]")
    start.or_(end).first.wait_for()
    if end.count():
        end.click()
    start.click()
    page.locator("#identity-access").wait_for()


def answer(page: Any, said: str) -> None:
    field = page.locator("#identity-ask [name=said]")
    field.wait_for()
    asked = page.locator("#identity-ask").inner_text()
    field.fill(said)
    field.press("Enter")
    page.wait_for_function(
        "asked => document.querySelector('#identity-ask')?.innerText !== asked", arg=asked
    )


def row(block: Any, registry: str) -> Any:
    return block.locator(".access__row", has_text=registry)


def ask(block: Any, registry: str) -> None:
    button = row(block, registry).get_by_role("button", name=ASK)
    button.wait_for()
    button.click()
