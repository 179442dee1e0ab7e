"""Rules made through their door, and a week that has happened."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest


@pytest.fixture
def make_rule(sveta_supervisor: Any, now: datetime) -> Callable[..., Any]:
    """Return a function: a rule saved by the supervisor, on since an hour unless `is_on` says no."""
    from automation.actions.rules import RuleText, save_rule, switch_rule
    from automation.rules.conditions import Condition

    def make(
        trigger: str, *steps: Any, when: tuple[Any, ...] = (), is_on: bool = True, **text: Any
    ) -> Any:
        asked = tuple(Condition(*one) for one in when)
        words = {"title": f"Правило {trigger}"} | text
        paper = RuleText(trigger=trigger, steps=steps, conditions=asked, **words)
        before = now - timedelta(hours=1)
        rule = save_rule(rule=None, text=paper, by=sveta_supervisor, now=before)
        if is_on:
            rule = switch_rule(rule=rule, is_on=True, by=sveta_supervisor, now=before)
        return rule

    return make


@pytest.fixture
def react() -> Callable[[], None]:
    """Return a function: the worker runs all that is due, until nothing is."""
    from journal.outbox import run_due

    def run() -> None:
        while run_due():
            pass

    return run
