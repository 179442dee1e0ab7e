"""Steps that mark an appeal for colleagues: tags, a label over its state, putting it aside."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from automation.steps.base import NOT_YOURS, OVER, Field, Options, Step, may
from common.actors import Acts
from tickets import policies
from tickets.models import Ticket
from tickets.selectors.labels import active_labels, active_tags, label_by_id, titles_of
from tickets.states import LABELS, Status

DAYS = (1, 2, 3, 5, 7, 14, 30)


def _tags() -> Options:
    return [(str(tag.pk), tag.title) for tag in active_tags()]


def _labels() -> Options:
    return [(str(row.pk), f"{row.title} ({LABELS[Status(row.status)]})") for row in active_labels()]


def _days() -> Options:
    return [(str(days), f"На {days} дн.") for days in DAYS]


def _has(ticket: Ticket, tag: int) -> bool:
    """Say whether a list that brought the tags along has it; without them it is not known."""
    return tag in (getattr(ticket, "kept_tags", None) or ())


@dataclass(frozen=True, slots=True)
class _TagStep(Step):
    tag: int = 0

    fields: ClassVar[tuple[Field, ...]] = (Field("tag", "Тег", _tags),)

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        return "" if may(policies.can_tag, by, ticket) else NOT_YOURS

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return f"{self.title}: {', '.join(titles_of([self.tag]))}"


@dataclass(frozen=True, slots=True)
class AddTag(_TagStep):
    name: ClassVar[str] = "tag_add"
    title: ClassVar[str] = "Поставить тег"
    icon: ClassVar[str] = "tag"

    def is_done(self, ticket: Ticket, by: Acts) -> bool:
        return _has(ticket, self.tag)


@dataclass(frozen=True, slots=True)
class RemoveTag(_TagStep):
    name: ClassVar[str] = "tag_remove"
    title: ClassVar[str] = "Снять тег"
    icon: ClassVar[str] = "tag"

    def is_done(self, ticket: Ticket, by: Acts) -> bool:
        return hasattr(ticket, "kept_tags") and not _has(ticket, self.tag)


@dataclass(frozen=True, slots=True)
class SetLabel(Step):
    """Refine the state by a label; 0 takes it off."""

    label: int = 0

    name: ClassVar[str] = "label"
    title: ClassVar[str] = "Поставить метку состояния"
    icon: ClassVar[str] = "star"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "label", "Метка", _labels, hint="Если не выбрать, метка снимется.", is_required=False
        ),
    )

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        if not may(policies.can_label, by, ticket):
            return NOT_YOURS
        label = label_by_id(self.label)
        if label is not None and label.status != ticket.status:
            return "Метка не для состояния обращения"
        return ""

    def is_done(self, ticket: Ticket, by: Acts) -> bool:
        return (ticket.label_id or 0) == self.label

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        was, then = label_by_id(ticket.label_id), label_by_id(self.label)
        return f"Метка: {was.title if was else 'нет'} → {then.title if then else 'нет'}"


@dataclass(frozen=True, slots=True)
class Snooze(Step):
    """Put one's own appeal aside for some days."""

    days: int = 0

    name: ClassVar[str] = "snooze"
    title: ClassVar[str] = "Отложить"
    icon: ClassVar[str] = "moon"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "days", "На сколько", _days,
            hint="Сроки не останавливаются. Если срок ответа наступит раньше, обращение не отложится.",
        ),
    )  # fmt: skip

    def until(self, now: datetime) -> datetime:
        return now + timedelta(days=self.days)

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        if not ticket.is_open:
            return OVER
        if not may(policies.can_snooze, by, ticket):
            return "Отложить можно только своё обращение"
        return ""

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return f"Отложить до {self.until(now):%d.%m.%Y}"


@dataclass(frozen=True, slots=True)
class Wake(Step):
    """Bring an appeal that was put aside back to its owner's list."""

    name: ClassVar[str] = "wake"
    title: ClassVar[str] = "Вернуть отложенное"
    icon: ClassVar[str] = "sun"

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        if not ticket.is_open:
            return OVER
        return "" if may(policies.can_wake, by, ticket) else NOT_YOURS

    def is_done(self, ticket: Ticket, by: Acts) -> bool:
        return ticket.snoozed_at is None


@dataclass(frozen=True, slots=True)
class Watch(Step):
    """Follow the appeal oneself: its news come to one's bell."""

    name: ClassVar[str] = "watch"
    title: ClassVar[str] = "Наблюдать"
    icon: ClassVar[str] = "eye"
    needs_person: ClassVar[bool] = True

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        return "" if may(policies.can_watch, by, ticket) else NOT_YOURS


@dataclass(frozen=True, slots=True)
class Unwatch(Step):
    """Follow the appeal no more."""

    name: ClassVar[str] = "unwatch"
    title: ClassVar[str] = "Не наблюдать"
    icon: ClassVar[str] = "eye-off"
    needs_person: ClassVar[bool] = True

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        return "" if may(policies.can_watch, by, ticket) else NOT_YOURS
