"""Words in double braces that a text of a step is filled with: `{{ имя }}`. A closed list.

Nothing is evaluated (U-16): what is not on the list is refused when the text is saved, and a value
that happens to hold braces stays as it is, because a text is filled in one pass.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from common.actors import Acts
from common.errors import InvalidInput
from tickets.models import Clock, Ticket
from tickets.selectors.clocks import clock_of
from tickets.selectors.directory import directory
from topics.selectors import topics_by_key

_VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
# «Здравствуйте, {{ имя }}!» to somebody whose name is unknown is «Здравствуйте!».
_NAME_WITH_COMMA = re.compile(r",\s*\{\{\s*имя\s*\}\}|\{\{\s*имя\s*\}\},\s*")


@dataclass(frozen=True, slots=True)
class Scene:
    """One text being filled: about which appeal, by whom, when."""

    ticket: Ticket
    by: Acts
    now: datetime


def _name(scene: Scene) -> str:
    return scene.ticket.citizen.greeting if scene.ticket.citizen else ""


def _topic(scene: Scene) -> str:
    topic = topics_by_key().get(scene.ticket.topic_id)
    return topic.title if topic else ""


def _due(scene: Scene) -> str:
    clock = clock_of(scene.ticket, Clock.Kind.SERVICE)
    return f"{timezone.localtime(clock.due_at):%d.%m.%Y %H:%M}" if clock else "не установлен"


def _author(scene: Scene) -> str:
    return scene.by.full_name if isinstance(scene.by, User) else "контактный центр"


# Name -> (what it is, for the page that explains them; how it is read).
VARIABLES: dict[str, tuple[str, Callable[[Scene], str]]] = {
    "имя": ("имя и отчество заявителя", _name),
    "номер": ("номер обращения", lambda scene: str(scene.ticket.number)),
    "тема": ("тема обращения", _topic),
    "состояние": ("состояние обращения", lambda scene: scene.ticket.status_label),
    "срок": ("срок ответа", _due),
    "команда": ("команда, у которой обращение", lambda scene: directory().name(scene.ticket.team_id)),
    "сотрудник": ("имя того, кто выполняет шаг", _author),
    "сегодня": ("сегодняшняя дата", lambda scene: f"{timezone.localtime(scene.now):%d.%m.%Y}"),
}  # fmt: skip


def check_text(text: str, *, field: str = "text") -> None:
    """Raise InvalidInput for a variable that is not on the list, and for braces that name nothing."""
    for name in _VARIABLE.findall(text):
        if name not in VARIABLES:
            raise InvalidInput(
                f"Переменной «{name}» нет. Есть: {', '.join(VARIABLES)}.", field=field
            )
    rest = _VARIABLE.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise InvalidInput(
            "Переменная пишется так: {{ имя }}. Проверьте двойные скобки.", field=field
        )


def fill(text: str, scene: Scene) -> str:
    """Return the text with its variables replaced; an unknown one stays as it was typed."""
    if not _name(scene):
        text = _NAME_WITH_COMMA.sub("", text)

    def value(found: re.Match[str]) -> str:
        known = VARIABLES.get(found[1])
        return known[1](scene) if known else found[0]

    return _VARIABLE.sub(value, text)
