"""What an operator types about an open appeal."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from tickets.forms.fields import Ids, TextForm
from tickets.models.ticket import DelayReason, Kind, Priority
from tickets.selectors.directory import Person, directory
from tickets.states import TicketType
from topics.models import Topic
from topics.selectors import choosable_topics

Choices = list[tuple[Any, str]]
KEEP = ("", "Оставить как есть")


class ReplyForm(TextForm):
    """An answer to the citizen. `seen` is how many lines of the stream its author has read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    kept = Ids(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = "Ответ заявителю"
        self.fields["body"].error_messages["required"] = "Напишите ответ: пустой не отправляется."
        self.fields["files"].label = "Файлы к ответу"


class NoteForm(TextForm):
    """A note for colleagues."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = "Внутренняя заметка"
        self.fields["body"].error_messages["required"] = "Напишите заметку: пустая не сохраняется."


class MoveForm(forms.Form):
    """What a move asks for. Built for one appeal and one person: `ticket` and `by`."""

    def __init__(self, *args: Any, ticket: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticket, self.by = ticket, by
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices; a form without choices has nothing to fill."""


def words(label: str, empty: str = "", *, hint: str = "", rows: int = 4) -> forms.CharField:
    """Return a text field; `empty` is what to say when nothing is typed, "" makes it optional."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        required=bool(empty),
        max_length=20_000,
        help_text=hint,
        error_messages={"required": empty} if empty else {},
    )


def one_of(label: str, empty: str = "", *, hint: str = "", coerce: Any = UUID) -> Any:
    """Return a choice whose options `prepare` fills."""
    unknown = "Этого варианта больше нет: выберите другой."
    return forms.TypedChoiceField(
        label=label,
        coerce=coerce,
        empty_value=None,
        required=bool(empty),
        help_text=hint,
        error_messages={"required": empty or unknown, "invalid_choice": unknown},
    )


def people(rows: Iterable[Person]) -> Choices:
    return [(who.id, f"{who.name} — отсутствует" if who.is_away else who.name) for who in rows]


class AssignmentForm(MoveForm):
    """Who does the work; nobody chosen returns it to the queue."""

    to = one_of("Исполнитель", hint="Если сотрудник отсутствует, обращение получит заместитель.")

    def prepare(self) -> None:
        rows = directory().workers_of(self.ticket.team_id)
        self.fields["to"].choices = [("", "Никто: вернуть в очередь"), *people(rows)]
        self.initial.setdefault("to", self.ticket.assignee_id)


class DepartmentForm(MoveForm):
    department = one_of(
        "Экспертный отдел", "Выберите отдел.", hint="Вы продолжите вести обращение до ответа."
    )
    note = words("Что нужно от отдела", hint="Увидят только коллеги.")

    def prepare(self) -> None:
        rows = directory().departments()
        self.fields["department"].choices = [
            ("", "Выберите отдел"),
            *((team.pk, team.title) for team in rows),
        ]


class DepartmentReturnForm(MoveForm):
    note = words(
        "Что выяснил отдел", hint="Увидят только коллеги: по этим словам ответят заявителю."
    )


class RefusalForm(MoveForm):
    reason = words(
        "Причина отказа",
        "Напишите причину: её прочитает заявитель.",
        hint="Увидит заявитель. Объясните, почему и что можно сделать.",
        rows=6,
    )


class RedirectForm(MoveForm):
    to = forms.CharField(
        label="Кому направляем",
        max_length=300,
        help_text="Орган или организация полностью, как в письме.",
        error_messages={"required": "Укажите, кому направлено обращение."},
    )
    text = words("Что ещё сказать заявителю", hint="Увидит заявитель.")


class ExtensionForm(MoveForm):
    days = forms.IntegerField(
        label="На сколько дней",
        min_value=1,
        max_value=30,
        initial=30,
        help_text="Не больше 30 и только один раз (59-ФЗ, статья 12).",
        error_messages={
            "required": "Укажите число дней от 1 до 30.",
            "min_value": "Укажите число дней от 1 до 30.",
            "max_value": "Срок продлевают не больше чем на 30 дней.",
        },
    )
    reason = words("Причина", "Напишите причину: закон обязывает сообщить её заявителю.")


class EscalationForm(MoveForm):
    to = one_of("Кому", hint="Если не выбрать, получит самый свободный старший.")
    reason = words("В чём нужна помощь", "Напишите, в чём нужна помощь.")

    def prepare(self) -> None:
        rows = directory().workers_of(self.ticket.team_id, self.ticket.home_team_id)
        leaders = [who for who in rows if who.leads and who.id != self.by.pk]
        self.fields["to"].choices = [("", "Самому свободному"), *people(leaders)]


class RecheckForm(MoveForm):
    reason = words("Что проверить ещё раз", "Напишите, что проверить ещё раз.")


class ReopeningForm(MoveForm):
    reason = words("Почему возобновляем", "Напишите, почему возобновляете: увидят коллеги.")


class TeamForm(MoveForm):
    team = one_of(
        "Линия",
        "Выберите линию.",
        hint="Если вы в ней не работаете, обращение уйдёт из ваших списков.",
    )

    def prepare(self) -> None:
        rows = directory().lines_but(self.ticket)
        self.fields["team"].choices = [
            ("", "Выберите линию"),
            *((team.pk, team.title) for team in rows),
        ]


class DetailsForm(MoveForm):
    """What an appeal says of itself; the kind only within its type."""

    topic = forms.ModelChoiceField(
        label="Тема",
        queryset=Topic.objects.none(),
        empty_label=None,
        error_messages={"required": "Выберите тему.", "invalid_choice": "Выберите тему из списка."},
    )
    priority = forms.TypedChoiceField(
        label="Приоритет",
        choices=Priority.choices,
        coerce=int,
        error_messages={"required": "Выберите приоритет."},
    )
    kind = forms.TypedChoiceField(
        label="Вид", coerce=Kind, error_messages={"required": "Выберите вид."}
    )
    is_official = forms.BooleanField(
        label="Официальное обращение по 59-ФЗ", required=False, help_text="Срок ответа — 30 дней."
    )
    expected_date = forms.DateField(
        label="Ожидаемая дата ответа",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Выберите дату в календаре."},
        help_text="Эту дату видит заявитель.",
    )
    delay_reason = forms.ChoiceField(
        label="Причина задержки",
        choices=[("", "Нет задержки"), *DelayReason.choices],
        required=False,
        help_text="Эту причину видит заявитель.",
    )

    def prepare(self) -> None:
        self.fields["topic"].queryset = choosable_topics()
        kinds = [kind for kind in Kind if kind.type == self.ticket.type]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        for name in self.fields:
            self.initial.setdefault(name, getattr(self.ticket, name))


class ReclassificationForm(MoveForm):
    kind = forms.TypedChoiceField(
        label="На самом деле это",
        coerce=Kind,
        error_messages={"required": "Выберите вид обращения."},
        help_text="Обращение получит новый номер, прежнее закроется со ссылкой на новое. Сроки не начнутся заново.",
    )
    is_official = forms.BooleanField(label="Официальное обращение по 59-ФЗ", required=False)

    def prepare(self) -> None:
        kinds = [kind for kind in Kind if kind.type != self.ticket.type]
        self.fields["kind"].choices = [
            (kind.value, f"{kind.label} (номер на {TicketType(kind.type).value})") for kind in kinds
        ]


class ApprovalForm(MoveForm):
    """The second person's word: approve as it is, or send back with a remark."""

    remark = words("Замечание", hint="Нужно, если возвращаете ответ на доработку.")


class RevealForm(forms.Form):
    """Why the hidden parts of a text are needed."""

    why = forms.CharField(max_length=16)
