"""Steps that correct what an appeal says of itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from automation.steps.base import NOT_YOURS, OVER, Field, Options, Step, may
from common.actors import Acts
from tickets import policies
from tickets.models import Ticket
from tickets.models.ticket import Priority
from topics.selectors import active_topics, topic_of, topics_by_key


def _priorities() -> Options:
    return [(str(value), str(label)) for value, label in Priority.choices]


def _topics() -> Options:
    return [(topic.code, topic.title) for topic in active_topics()]


def _change_refusal(ticket: Ticket, by: Acts) -> str:
    if not ticket.is_open:
        return OVER
    return "" if may(policies.can_change_details, by, ticket) else NOT_YOURS


@dataclass(frozen=True, slots=True)
class SetPriority(Step):
    priority: int = 0

    name: ClassVar[str] = "priority"
    title: ClassVar[str] = "Изменить приоритет"
    icon: ClassVar[str] = "flag"
    fields: ClassVar[tuple[Field, ...]] = (Field("priority", "Приоритет", _priorities),)

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        return _change_refusal(ticket, by)

    def is_done(self, ticket: Ticket, by: Acts) -> bool:
        return ticket.priority == self.priority

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return f"Приоритет: {ticket.get_priority_display()} → {Priority(self.priority).label}"

    def expect(self, ticket: Ticket, by: Acts) -> None:
        ticket.priority = self.priority


@dataclass(frozen=True, slots=True)
class SetTopic(Step):
    topic: str = ""

    name: ClassVar[str] = "topic"
    title: ClassVar[str] = "Изменить тему"
    icon: ClassVar[str] = "tag"
    fields: ClassVar[tuple[Field, ...]] = (Field("topic", "Тема", _topics),)

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        return _change_refusal(ticket, by)

    def is_done(self, ticket: Ticket, by: Acts) -> bool:
        topic = topic_of(self.topic)
        return topic is not None and ticket.topic_id == topic.pk

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        now_is, then = topics_by_key().get(ticket.topic_id), topic_of(self.topic)
        return f"Тема: {now_is.title if now_is else '?'} → {then.title if then else self.topic}"

    def expect(self, ticket: Ticket, by: Acts) -> None:
        topic = topic_of(self.topic)
        if topic is not None:
            ticket.topic_id = topic.pk
