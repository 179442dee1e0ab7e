"""What an operator fills in about a dialog."""

from typing import Any
from uuid import UUID

from django import forms

from accounts.models import Team, User
from chat.actions.ending import WriteUp
from chat.actions.handing_over import PhoneCall, Receiver
from chat.actions.ticketing import DialogTicket
from chat.models import Dialog, HandOver
from chat.selectors.people import colleagues, languages, other_teams, phone_of
from chat.states import Result
from tickets.models.ticket import Kind
from topics.models import Topic
from topics.selectors import active_topics, topic_of

To = HandOver.To
MOST_WORDS = 500
CHOOSE = ("", "Выберите")


class DialogForm(forms.Form):
    """Built for one dialog and one person: `dialog` and `by`."""

    def __init__(self, *args: Any, dialog: Dialog, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dialog, self.by = dialog, by
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices and what is known."""


def _words(label: str, *, hint: str = "", rows: int = 3, most: int = MOST_WORDS) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, widget=widget, required=False, max_length=most, help_text=hint
    )


def _topics(field: Any, dialog: Dialog) -> None:
    field.choices = [CHOOSE, *((topic.code, topic.title) for topic in active_topics())]
    if dialog.topic is not None:
        field.initial = dialog.topic.code


class TopicForm(DialogForm):
    """What the dialog is about."""

    topic = forms.ChoiceField(label="Тема", error_messages={"required": "Выберите тему."})

    def prepare(self) -> None:
        _topics(self.fields["topic"], self.dialog)

    def topic_chosen(self) -> Topic:
        topic = topic_of(self.cleaned_data["topic"])
        assert topic is not None  # it is one of the choices
        return topic


class WrapUpForm(TopicForm):
    """Result, topic and tags: what the contact was."""

    result = forms.ChoiceField(
        label="Итог",
        choices=Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите итог разговора."},
    )
    tags = forms.CharField(
        label="Метки", required=False, max_length=200, help_text="Через запятую, до восьми."
    )
    field_order = ("result", "topic", "tags")

    def prepare(self) -> None:
        super().prepare()
        made = Result.TICKET if self.dialog.ticket_id else Result.SOLVED
        self.fields["result"].initial = self.dialog.result or made

    def written(self) -> WriteUp:
        data = self.cleaned_data
        tags = tuple(tag.strip() for tag in data["tags"].split(",") if tag.strip())
        return WriteUp(result=data["result"], topic=self.topic_chosen(), tags=tags)


class TicketForm(TopicForm):
    """An appeal made of the dialog."""

    kind = forms.ChoiceField(label="Вид", choices=Kind.choices, initial=Kind.QUESTION)
    words = _words(
        "Суть своими словами",
        hint="Переписка приложится сама. Номер обращения придёт гражданину в чат.",
        most=4000,
    )
    field_order = ("kind", "topic", "words")

    def asked(self) -> DialogTicket:
        data = self.cleaned_data
        return DialogTicket(kind=data["kind"], words=data["words"], topic=self.topic_chosen())


class HandOverForm(DialogForm):
    """Whom to give it to, in one list: a senior, a colleague, a team, a language."""

    to = forms.ChoiceField(label="Кому", error_messages={"required": "Выберите, кому передать."})
    why = _words("Что передать", hint="Увидит только коллега: что уже сделано и чего ждут.")

    def prepare(self) -> None:
        others = [
            (
                f"{To.OPERATOR}:{person.pk}",
                person.full_name if is_here else f"{person.full_name} — не на линии",
            )
            for person, is_here in colleagues(self.dialog, self.by)
        ]
        teams = [(f"{To.TEAM}:{team.pk}", team.title) for team in other_teams(self.dialog)]
        spoken = [
            (f"{To.LANGUAGE}:{code}", title)
            for code, title in languages().items()
            if code != self.dialog.language
        ]
        groups = (("Коллеге", others), ("Другой команде", teams), ("На другом языке", spoken))
        field: Any = self.fields["to"]
        field.choices = [
            CHOOSE,
            (To.SENIOR.value, "Старшему специалисту"),
            *((title, rows) for title, rows in groups if rows),
        ]

    def receiver(self) -> Receiver:
        to, _, key = self.cleaned_data["to"].partition(":")
        return Receiver(
            to=to,
            operator=User.objects.get(pk=UUID(key)) if to == To.OPERATOR else None,
            team=Team.objects.get(pk=UUID(key)) if to == To.TEAM else None,
            language=key if to == To.LANGUAGE else "",
            why=self.cleaned_data["why"],
        )


class PhoneForm(DialogForm):
    """Which number to call; empty: the one we know."""

    phone = forms.CharField(label="Номер", max_length=24, required=False)
    why = _words("Что передать", hint="Тот, кто позвонит, увидит весь разговор и эти слова.")

    def prepare(self) -> None:
        known = phone_of(self.dialog)
        self.fields["phone"].required = not known
        self.fields["phone"].error_messages["required"] = "Спросите номер и впишите его."
        if known:
            tail = f"Известный номер кончается на {known[-4:-2]}-{known[-2:]}. Другой впишите сюда."
            self.fields["phone"].help_text = tail

    def call(self) -> PhoneCall:
        return PhoneCall(phone=self.cleaned_data["phone"].strip(), why=self.cleaned_data["why"])


class SayForm(DialogForm):
    """Words without a script."""

    text = forms.CharField(
        label="Сообщение",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Напишите сообщение."},
    )
    inner = forms.BooleanField(label="Только для коллег", required=False)


class NothingForm(DialogForm):
    """A press of a button."""
