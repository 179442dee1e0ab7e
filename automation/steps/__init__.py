"""The one vocabulary of steps: macros, bulk runs and rules are lists of these.

A step is kept as JSON (`{"step": "priority", "priority": 4}`), read back by `load`, explained by
`in_words` and `preview`, run by `automation.actions.steps.run_steps`. To add one: a class in a file
of this folder, its line in `KINDS`, its door in `automation/actions/steps.py::DOORS`.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from automation.steps.base import Field, Step, Undo
from automation.steps.details import SetPriority, SetTopic
from automation.steps.marks import AddTag, RemoveTag, SetLabel, Snooze, Unwatch, Wake, Watch
from automation.steps.whose import (
    Assign,
    Escalate,
    MoveToTeam,
    ReturnFromDepartment,
    SendToDepartment,
    Take,
    Unassign,
)
from automation.steps.words import Ask, Close, Note, Reply, Resolve
from common.errors import InvalidInput

__all__ = [
    "KINDS",
    "MOST_STEPS",
    "AddTag",
    "Ask",
    "Assign",
    "Close",
    "Escalate",
    "Field",
    "MoveToTeam",
    "Note",
    "RemoveTag",
    "Reply",
    "Resolve",
    "ReturnFromDepartment",
    "SendToDepartment",
    "SetLabel",
    "SetPriority",
    "SetTopic",
    "Snooze",
    "Step",
    "Take",
    "Unassign",
    "Undo",
    "Unwatch",
    "Wake",
    "Watch",
    "check_steps",
    "dump",
    "load",
]

MOST_STEPS = 12

# In the order in which menus offer them.
KINDS: dict[str, type[Step]] = {
    kind.name: kind
    for kind in (
        Take, Assign, Unassign, SetPriority, SetTopic, AddTag, RemoveTag, SetLabel, MoveToTeam,
        SendToDepartment, ReturnFromDepartment, Escalate, Snooze, Wake, Watch, Unwatch, Note, Reply, Ask, Resolve,
        Close,
    )
}  # fmt: skip


def dump(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Return steps as JSON values."""
    return [step.as_json() for step in steps]


def load(rows: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Return steps from JSON values; raises InvalidInput for what is not one."""
    return tuple(_load(row) for row in rows)


def check_steps(steps: tuple[Step, ...], *, most: int = MOST_STEPS) -> None:
    """Raise InvalidInput, saying which step, unless these can be kept."""
    if not steps:
        raise InvalidInput("Добавьте хотя бы один шаг.", field="steps")
    if len(steps) > most:
        raise InvalidInput(f"Шагов больше {most}: разделите их на части.", field="steps")
    for place, step in enumerate(steps, 1):
        try:
            step.check()
        except InvalidInput as error:
            raise InvalidInput(
                f"Шаг {place} «{step.title}»: {error}", field=error.field, place=place
            ) from error


def _load(row: Mapping[str, Any]) -> Step:
    kind = KINDS.get(str(row.get("step", "")))
    if kind is None:
        raise InvalidInput("Такого шага больше нет. Удалите его или выберите другой.")
    values = {
        field.name: _typed(field.type, row.get(field.name)) for field in dataclasses.fields(kind)
    }
    return kind(**{name: value for name, value in values.items() if value is not None})


def _typed(wanted: Any, value: Any) -> Any:
    """Return a value of the field's type: forms give text, JSON gives what was kept."""
    if value is None:
        return None
    if wanted is int:
        try:
            return int(value)
        except (TypeError, ValueError):
            return 0
    return str(value)
