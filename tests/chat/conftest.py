"""The chat's cast: operators on the line, a line, a citizen who waits."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest


@pytest.fixture
def queue(db: None, now: datetime) -> None:
    """Weights, skills and steps of relaxing as the article gives them."""
    from routing.reference import load_reference

    load_reference(now)


@pytest.fixture
def comes(queue: None, now: datetime) -> Callable[..., Any]:
    """Return a function that puts a colleague on the line: `comes(olga_operator)`."""
    from common.actors import SYSTEM
    from routing.actions.presence import set_presence
    from routing.actions.reference import set_abilities

    def come(
        person: Any, *, languages: tuple[str, ...] = ("ru",), at: Any = now, **limits: Any
    ) -> Any:
        skills = {"general": 3}
        set_abilities(
            operator=person, skills=skills, languages=languages, by=SYSTEM, now=at, **limits
        )
        set_presence(operator=person, state="ready", by=person, now=at)
        return person

    return come


@pytest.fixture
def line(queue: None, team_a: Any) -> Any:
    from tests.factories.chat import make_chat_line

    return make_chat_line(team_a, languages=["ru", "en"])


@pytest.fixture
def waits(line: Any, now: datetime) -> Callable[..., Any]:
    """Return a function that lets somebody ask for a person: `waits(citizen)`, `waits(guest)`."""
    from uuid import uuid4

    from chat.actions.messages import Words
    from chat.actions.opening import NewDialog, ask_operator, open_dialog

    def ask(person: Any, *, text: str = "Не могу войти", at: datetime = now, **new: Any) -> Any:
        by = getattr(person, "user", person)
        words = Words(cid=uuid4(), text=text)
        dialog = open_dialog(new=NewDialog(line=line, words=words, **new), by=by, now=at)
        return ask_operator(dialog=dialog, by=by, now=at)

    return ask
