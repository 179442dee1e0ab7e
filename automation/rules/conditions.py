"""What a rule may ask of an appeal: a closed list, each condition a piece of one SQL question.

A condition is kept as `{"field": "topic", "op": "is", "value": "login"}`. One question serves a fact,
the sweep of time rules and the dry run. To add a field: its line in `FIELDS`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from accounts.models import Contact
from common import keyed_search
from common.errors import InvalidInput
from tickets.models import StateLabel, Tag, Ticket, TicketTag
from tickets.models.ticket import Kind, Priority
from tickets.selectors.directory import directory
from tickets.states import LABELS, OPEN, Status
from topics.selectors import active_topics

Options = list[tuple[str, str]]
MOST_CONDITIONS = 8
LONGEST_WORDS = 200
IS, IS_NOT, AT_LEAST, AT_MOST, HAS = "is", "is_not", "at_least", "at_most", "has"
OPS = {
    IS: "равно", IS_NOT: "не равно", AT_LEAST: "не меньше", AT_MOST: "не больше", HAS: "есть слова",
}  # fmt: skip
YES, NO = "yes", "no"
YES_NO: Options = [(YES, "да"), (NO, "нет")]


@dataclass(frozen=True, slots=True)
class ConditionField:
    """One thing to ask of. `options` makes the value a choice, otherwise it is a number or words."""

    name: str
    label: str
    ops: tuple[str, ...]
    q: Callable[[str, str, datetime], Q]
    options: Callable[[], Options] | None = None
    unit: str = ""
    hint: str = ""

    @property
    def is_number(self) -> bool:
        return bool(self.unit)

    def check(self, op: str, value: str) -> None:
        """Raise InvalidInput for what cannot be asked."""
        if op not in self.ops:
            raise InvalidInput(f"«{self.label}»: выберите, как сравнивать.", field="op")
        if self.options and value not in dict(self.options()):
            raise InvalidInput(
                f"«{self.label}»: этого варианта больше нет, выберите другой.", field="value"
            )
        if self.is_number and not (value.isdigit() and 0 < int(value) <= 9999):
            raise InvalidInput(f"«{self.label}»: напишите число от 1 до 9999.", field="value")
        if not self.options and not self.is_number and not keyed_search.words(value):
            raise InvalidInput(f"«{self.label}»: напишите хотя бы одно слово.", field="value")

    def in_words(self, op: str, value: str) -> str:
        shown = dict(self.options()).get(value, "?") if self.options else value
        if self.is_number:
            shown = f"{value} {self.unit}"
        if self.options and self.options() == YES_NO:
            return f"{self.label}: {shown}"
        return f"{self.label} {OPS[op]} «{shown}»"


def _column(name: str) -> Callable[[str, str, datetime], Q]:
    """Return the question of a plain column: `is`, `is_not`."""
    return lambda op, value, _now: Q(**{name: value}) if op == IS else ~Q(**{name: value})


def _flag(name: str) -> Callable[[str, str, datetime], Q]:
    return lambda _op, value, _now: Q(**{name: value == YES})


def _present(name: str) -> Callable[[str, str, datetime], Q]:
    return lambda _op, value, _now: Q(**{f"{name}__isnull": value == NO})


def _priority(op: str, value: str, _now: datetime) -> Q:
    name = {AT_LEAST: "priority__gte", AT_MOST: "priority__lte"}.get(op, "priority")
    return Q(**{name: int(value)})


def _status(op: str, value: str, _now: datetime) -> Q:
    found = Q(status__in=sorted(OPEN)) if value == "open" else Q(status=value)
    return found if op == IS else ~found


def _age(op: str, value: str, now: datetime) -> Q:
    edge = now - timedelta(hours=int(value))
    return Q(registered_at__lte=edge) if op == AT_LEAST else Q(registered_at__gte=edge)


def _tag(op: str, value: str, _now: datetime) -> Q:
    found = Q(Exists(TicketTag.objects.filter(ticket=OuterRef("pk"), tag=int(value))))
    return found if op == IS else ~found


def _repeat(_op: str, value: str, _now: datetime) -> Q:
    """An appeal of the same profile about the same topic in the days before (R-053)."""
    since = OuterRef("registered_at") - timedelta(days=settings.REPEAT_DAYS)
    same = Ticket.objects.filter(
        citizen=OuterRef("citizen"),
        topic=OuterRef("topic"),
        registered_at__gt=since,
        registered_at__lt=OuterRef("registered_at"),
    )
    found = Q(Exists(same))
    return found if value == YES else ~found


def _words(_op: str, value: str, _now: datetime) -> Q:
    wanted = keyed_search.query(value)
    return Q(search=wanted) if wanted else Q(pk=None)


def _topics() -> Options:
    return [(str(topic.pk), topic.title) for topic in active_topics()]


def _teams() -> Options:
    teams = directory().teams.values()
    return [(str(team.pk), team.title) for team in teams if team.is_active]


def _labels() -> Options:
    return [(str(row.pk), row.title) for row in StateLabel.objects.all()]


def _tags() -> Options:
    return [(str(row.pk), row.title) for row in Tag.objects.all()]


def _languages() -> Options:
    return [("ru", "русский"), ("en", "английский"), ("tt", "татарский"), ("ba", "башкирский")]


def _states() -> Options:
    return [("open", "любое незавершённое"), *((s.value, LABELS[s]) for s in Status)]


def _choices(kind: Any) -> Callable[[], Options]:
    return lambda: [(str(value), str(label)) for value, label in kind.choices]


SAME = (IS, IS_NOT)
FIELDS: Mapping[str, ConditionField] = {
    field.name: field
    for field in (
        ConditionField("topic", "Тема", SAME, _column("topic"), _topics),
        ConditionField("kind", "Вид обращения", SAME, _column("kind"), _choices(Kind)),
        ConditionField(
            "channel", "Канал", SAME, _column("channel"), _choices(Contact.Channel)
        ),
        ConditionField("team", "Команда", SAME, _column("team"), _teams),
        ConditionField(
            "priority", "Приоритет", (AT_LEAST, AT_MOST, IS), _priority, _choices(Priority)
        ),
        ConditionField("status", "Состояние", SAME, _status, _states),
        ConditionField("label", "Метка состояния", SAME, _column("label"), _labels),
        ConditionField("tag", "Тег", SAME, _tag, _tags),
        ConditionField(
            "age", "Возраст обращения", (AT_LEAST, AT_MOST), _age, unit="ч",
            hint="Часов подряд с регистрации, ночи и выходные считаются.",
        ),
        ConditionField(
            "language", "Язык заявителя", SAME, _column("citizen__language"), _languages
        ),
        ConditionField(
            "official", "Официальное, по 59-ФЗ", (IS,), _flag("is_official"), lambda: YES_NO
        ),
        ConditionField(
            "assigned", "Есть исполнитель", (IS,), _present("assignee"), lambda: YES_NO
        ),
        ConditionField(
            "anonymous", "Заявитель не назвался", (IS,),
            lambda _op, value, _now: Q(citizen__isnull=value == YES), lambda: YES_NO,
        ),
        ConditionField(
            "repeat", "Повторное по той же теме", (IS,), _repeat, lambda: YES_NO,
            hint="Тот же заявитель обращался по этой теме несколько дней назад.",
        ),
        ConditionField(
            "words", "В тексте", (HAS,), _words,
            hint="Все слова сразу, в любой форме: в словах заявителя, ответах и заметках.",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """One filled-in condition."""

    field: str
    op: str
    value: str

    def check(self) -> None:
        """Raise InvalidInput for a condition that cannot be asked."""
        known = FIELDS.get(self.field)
        if known is None:
            raise InvalidInput("Такого условия больше нет. Удалите его или выберите другое.")
        known.check(self.op, self.value)

    def in_words(self) -> str:
        known = FIELDS.get(self.field)
        return known.in_words(self.op, self.value) if known else "условие, которого больше нет"

    def as_json(self) -> dict[str, str]:
        return {"field": self.field, "op": self.op, "value": self.value}


def load(rows: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Return conditions from JSON values."""
    return tuple(
        Condition(str(row.get("field", "")), str(row.get("op", "")), str(row.get("value", "")))
        for row in rows
    )


def question(conditions: Iterable[Condition], *, match: str, now: datetime) -> Q:
    """Return the one question of all conditions; without any, every appeal fits.

    Raises InvalidInput for a condition that cannot be asked any more: a rule never guesses.
    """
    asked = Q()
    for condition in conditions:
        condition.check()
        one = FIELDS[condition.field].q(condition.op, condition.value, now)
        asked = asked | one if match == "any" else asked & one
    return asked
