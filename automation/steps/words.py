"""Steps that write: an answer, a question, a note, an ending. Texts hold variables (`variables.py`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from automation.steps.base import NOT_YOURS, OVER, Field, Step, may
from automation.steps.templates import template_of, template_options
from automation.variables import Scene, check_text, fill
from common.actors import Acts
from common.code_demands import asks_for_code
from common.errors import InvalidInput
from tickets import policies
from tickets.models import Ticket
from tickets.selectors.desk_ticket import filled
from tickets.selectors.routes import needs_approval
from tickets.states import Status, allowed

VARIABLES_HINT = "Можно вставить переменные: {{ имя }}, {{ номер }}, {{ тема }}, {{ срок }}."
WRONG_STATE = "Состояние обращения этого не позволяет: сначала его берут в работу"
SHOWN = 400


def _text(field: str, label: str, hint: str = VARIABLES_HINT) -> Field:
    return Field(field, label, rows=6, hint=hint)


def _check_for_citizen(text: str, field: str = "text") -> None:
    check_text(text, field=field)
    if asks_for_code(text):
        raise InvalidInput(
            "Похоже, здесь просят назвать код или пароль. Мы никогда их не спрашиваем: перепишите "
            "эту фразу.",
            field=field,
        )


_ANSWER_FIELDS = (
    Field(
        "template", "Шаблон", template_options, is_required=False,
        hint="Или напишите текст ниже.",
    ),
    Field("text", "Текст ответа", rows=6, hint=VARIABLES_HINT, is_required=False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Answer(Step):
    """Either a template or a text of one's own."""

    text: str = ""
    template: str = ""

    fields: ClassVar[tuple[Field, ...]] = _ANSWER_FIELDS
    writes_to_citizen: ClassVar[bool] = True

    def check(self) -> None:
        if bool(self.text.strip()) == bool(self.template):
            raise InvalidInput("Выберите шаблон или напишите текст, что-то одно.", field="text")
        if self.template and template_of(self.template) is None:
            raise InvalidInput("Этого шаблона больше нет: выберите другой.", field="template")
        _check_for_citizen(self.text)

    def body(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        """Return what the citizen will read; raises InvalidInput when the template is gone."""
        if not self.template:
            return fill(self.text, Scene(ticket, by, now))
        template = template_of(self.template)
        if template is None:
            raise InvalidInput("Шаблона этого ответа больше нет.", field="template")
        return filled(template.body, ticket)

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return f"{self.title}: «{_short(self.body(ticket, by, now))}»"

    def in_words(self) -> str:
        template = template_of(self.template) if self.template else None
        told = f"шаблон «{template.title}»" if template else f"«{_short(self.text, 80)}»"
        return f"{self.title}: {told}"


@dataclass(frozen=True, slots=True)
class Reply(_Answer):
    name: ClassVar[str] = "reply"
    title: ClassVar[str] = "Ответить заявителю"
    icon: ClassVar[str] = "send"

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        if not ticket.is_open:
            return OVER
        return "" if may(policies.can_reply, by, ticket) else NOT_YOURS


@dataclass(frozen=True, slots=True)
class Resolve(_Answer):
    """Answer and end the work; where a second person approves, the answer is put before them."""

    name: ClassVar[str] = "resolve"
    title: ClassVar[str] = "Ответить и решить"
    icon: ClassVar[str] = "circle-check"

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        if not ticket.is_open:
            return OVER
        if not allowed("resolve", ticket.status):
            return WRONG_STATE
        return "" if may(policies.can_resolve, by, ticket) else NOT_YOURS

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        title = "Ответ уйдёт на утверждение" if needs_approval(ticket) else self.title
        return f"{title}: «{_short(self.body(ticket, by, now))}»"

    def expect(self, ticket: Ticket, by: Acts) -> None:
        if not needs_approval(ticket):
            ticket.status = Status.RESOLVED


@dataclass(frozen=True, slots=True)
class Ask(Step):
    """Ask the citizen: service time stands still until they answer."""

    text: str = ""

    name: ClassVar[str] = "ask"
    title: ClassVar[str] = "Спросить заявителя"
    icon: ClassVar[str] = "user-question"
    fields: ClassVar[tuple[Field, ...]] = (_text("text", "Вопрос"),)
    writes_to_citizen: ClassVar[bool] = True

    def check(self) -> None:
        if not self.text.strip():
            raise InvalidInput("Напишите вопрос.", field="text")
        _check_for_citizen(self.text)

    def body(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return fill(self.text, Scene(ticket, by, now))

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        if not ticket.is_open:
            return OVER
        if not allowed("ask_citizen", ticket.status):
            return WRONG_STATE
        return "" if may(policies.can_ask_citizen, by, ticket) else NOT_YOURS

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return f"Вопрос: «{_short(self.body(ticket, by, now))}»"

    def in_words(self) -> str:
        return f"{self.title}: «{_short(self.text, 80)}»"

    def expect(self, ticket: Ticket, by: Acts) -> None:
        ticket.status = Status.WAITING_CITIZEN


@dataclass(frozen=True, slots=True)
class Note(Step):
    """Write a note for colleagues; a citizen never sees it."""

    text: str = ""

    name: ClassVar[str] = "note"
    title: ClassVar[str] = "Внутренняя заметка"
    icon: ClassVar[str] = "lock"
    fields: ClassVar[tuple[Field, ...]] = (_text("text", "Заметка"),)

    def check(self) -> None:
        if not self.text.strip():
            raise InvalidInput("Напишите заметку.", field="text")
        check_text(self.text)

    def body(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return fill(self.text, Scene(ticket, by, now))

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        return "" if may(policies.can_add_note, by, ticket) else NOT_YOURS

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return f"Заметка: «{_short(self.body(ticket, by, now))}»"

    def in_words(self) -> str:
        return f"{self.title}: «{_short(self.text, 80)}»"


@dataclass(frozen=True, slots=True)
class Close(Step):
    """Confirm that an answered matter is over."""

    name: ClassVar[str] = "close"
    title: ClassVar[str] = "Закрыть"
    icon: ClassVar[str] = "archive"
    writes_to_citizen: ClassVar[bool] = True

    def refusal(self, ticket: Ticket, by: Acts) -> str:
        if not allowed("close", ticket.status):
            return "Закрывают только решённые обращения"
        return "" if may(policies.can_close, by, ticket) else NOT_YOURS

    def preview(self, ticket: Ticket, by: Acts, now: datetime) -> str:
        return f"Состояние: {ticket.status_label} → Закрыто"

    def expect(self, ticket: Ticket, by: Acts) -> None:
        ticket.status = Status.CLOSED


def _short(text: str, limit: int = SHOWN) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
