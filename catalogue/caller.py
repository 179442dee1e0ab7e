"""A simulated caller for training in a script: says at each step what one of its answers would sound like. Pure.

Who calls and what they say follow from the run and the step alone: a page drawn again says the same,
another run is another conversation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from catalogue.models import ScriptBranch, ScriptStep


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: a name to call them by, and how they speak before and after the matter."""

    name: str
    mood: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    nods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What the caller says at a step; `branch_id` is the answer it means, None where any will do."""

    caller: Caller
    words: str
    branch_id: int | None = None


CALLERS = (
    Caller(
        "Нина Фёдоровна",
        "не торопится, говорит подробно",
        ("Ой, сейчас скажу…", "Я не очень в этом понимаю, но вот что:", "Подождите, очки надену."),
        ("Вот так у меня.", "Правильно я говорю?", ""),
        ("Хорошо, записываю.", "Спасибо, милая, поняла.", "Да-да, слушаю вас."),
    ),
    Caller(
        "Артём",
        "спешит",
        ("Давайте быстрее.", "Слушайте,", "Коротко:"),
        ("Что дальше?", "Мне на работу через десять минут.", ""),
        ("Ага.", "Понял, дальше.", "Ладно."),
    ),
    Caller(
        "Гульнара",
        "расстроена, боится не успеть",
        ("Я уже второй раз звоню.", "Мне очень нужно сегодня.", "Понимаете,"),
        ("Что же мне делать?", "Я так переживаю.", ""),
        ("Хорошо, я попробую.", "Поняла, спасибо вам.", "Да, слушаю."),
    ),
)


def caller_of(run_id: UUID) -> Caller:
    """Return who calls in a run."""
    return CALLERS[_number(run_id, "caller") % len(CALLERS)]


def said_at(run_id: UUID, step: ScriptStep, branches: Sequence[ScriptBranch]) -> Said:
    """Return what the caller says at a step."""
    caller, chance = caller_of(run_id), _number(run_id, step.code)
    if not branches:
        return Said(caller, caller.nods[chance % len(caller.nods)])
    meant = branches[chance % len(branches)]
    before = caller.before[chance // 7 % len(caller.before)]
    after = caller.after[chance // 11 % len(caller.after)]
    matter = meant.title if before[-1] in ".…" else meant.title[:1].lower() + meant.title[1:]
    return Said(caller, f"{before} {matter}. {after}".strip(), meant.pk)


def _number(run_id: UUID, what: str) -> int:
    return int.from_bytes(sha256(f"{run_id}:{what}".encode()).digest()[:6])
