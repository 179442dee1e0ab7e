"""An answer never asks a person for a code, a PIN or a password (C14): refused and kept for quality."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from common.code_demands import asks_for_code
from common.errors import InvalidInput
from journal.facts import record
from tickets.events import CodeDemandStopped

P = ParamSpec("P")
R = TypeVar("R")


class AsksForCode(InvalidInput):
    """Critical error of an answer: nothing was sent."""

    code = "asks_for_code"


def require_no_code_demand(text: str) -> None:
    """Raise AsksForCode when the text asks for what nobody may ask."""
    if asks_for_code(text):
        raise AsksForCode(
            "Похоже, здесь просят назвать код или пароль. Мы никогда их не спрашиваем: человек вводит "
            "код сам, на странице входа или в приложении. Перепишите эту фразу, остальной текст на месте.",
            field="body",
        )


def stops_code_demands(door: Callable[P, R]) -> Callable[P, R]:
    """Write down, apart from the refused door, who was about to ask for a code in which appeal."""

    @wraps(door)
    def watched(*args: P.args, **given: P.kwargs) -> R:
        try:
            return door(*args, **given)
        except AsksForCode:
            _note(given)
            raise

    return watched


@transaction.atomic
def _note(given: dict[str, Any]) -> None:
    record(CodeDemandStopped(ticket_id=given["ticket"].pk), by=given["by"], at=given["now"])
