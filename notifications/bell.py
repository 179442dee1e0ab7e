"""What a colleague can be told of on the page and by Web Push, and who can say what a notice is about.

The table of kinds is closed. Apps above say what a thing is called and who is not to be disturbed
(`provide`, `provide_quiet`; wiring does it), so that no words and no rights live in this app.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice. `life` is how long a push of it makes sense."""

    code: str
    title: str  # in the settings
    words: str  # in the list and in the push
    life: timedelta = HOUR
    is_urgent: bool = False


_ALL: Final = (
    Kind(
        "offer",
        "Мне предложили обращение",
        "Вам предлагают обращение",
        life=timedelta(seconds=15),
        is_urgent=True,
    ),
    Kind("citizen_wrote", "Заявитель написал по моему обращению", "Заявитель написал"),
    Kind("mention", "Меня упомянули в заметке", "Вас упомянули в заметке"),
    Kind("assigned", "Мне назначили обращение", "Обращение назначено вам"),
    Kind("transfer", "Просят принять обращение", "Вас просят принять обращение"),
    Kind("transfer_accepted", "Коллега взял переданное мной", "Коллега взял обращение"),
    Kind("transfer_refused", "Коллега не взял переданное мной", "Коллега не взял обращение"),
    Kind("escalated", "Передали мне как старшему", "Вам передали как старшему"),
    Kind("sla_warning", "Подходит срок ответа", "Подходит срок ответа", is_urgent=True),
    Kind("sla_breached", "Срок ответа прошёл", "Срок ответа прошёл", is_urgent=True),
    Kind("approval", "Ответ ждёт моего утверждения", "Ответ ждёт вашего утверждения"),
    Kind("rejected", "Мой ответ вернули", "Ответ вернули на доработку"),
    Kind("recheck", "Просят проверить ещё раз", "Просят проверить ещё раз"),
    Kind("watched", "Новое в обращениях, за которыми я слежу", "Новое в обращении"),
    Kind("woken", "Вернулось обращение, которое я отложил", "Отложенное обращение вернулось"),
    Kind("rule", "Сообщило правило автоматизации", "Правило просит посмотреть обращение"),
    Kind("review", "Пора пересмотреть статью", "Статью нужно пересмотреть"),
    Kind("video_review", "Пора пересмотреть видео", "Видео пора пересмотреть"),
    Kind("rule_off", "Правило автоматизации выключилось", "Правило выключилось из-за ошибок"),
)
KINDS: Final[Mapping[str, Kind]] = {kind.code: kind for kind in _ALL}


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing as its reader sees it. `number` is of an appeal; it may leave in a push, `text` not."""

    text: str
    url: str
    number: str = ""


# (reader, ids) -> what of these the reader may see
Describe = Callable[[Any, Iterable[UUID]], Mapping[UUID, Shown]]
# ids of people -> those not to be disturbed now
Quiet = Callable[[Iterable[UUID], datetime], set[UUID]]

_describers: dict[str, Describe] = {}
_quiet: list[Quiet] = []


def provide(name: str, describe: Describe) -> None:
    """Say how things called `name:<uuid>` are shown; called from wiring only."""
    _describers[name] = describe


def provide_quiet(quiet: Quiet) -> None:
    """Say who is on a pause or has gone home; called from wiring only."""
    if quiet not in _quiet:
        _quiet.append(quiet)


def not_to_disturb(people: Iterable[UUID], now: datetime) -> set[UUID]:
    """Return those of these people who are on a pause or have ended their shift."""
    wanted = list(people)
    return set().union(*(quiet(wanted, now) for quiet in _quiet))


def shown_to(reader: Any, things: Iterable[str]) -> dict[str, Shown]:
    """Return what of these things the reader may see now; one question a sort of things."""
    wanted: dict[str, list[UUID]] = {}
    for thing in dict.fromkeys(things):
        name, _, key = thing.partition(":")
        wanted.setdefault(name, []).append(UUID(key))
    return {
        f"{name}:{key}": shown
        for name, keys in wanted.items()
        if name in _describers
        for key, shown in _describers[name](reader, keys).items()
    }
