"""What an operator chooses about two appeals: which are one, what becomes another, what is linked."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.utils import timezone

from common.errors import InvalidInput
from common.masking import mask_text
from tickets.forms.desk import MoveForm
from tickets.forms.fields import fresh_key
from tickets.models import Ticket, TicketLink
from tickets.models.ticket import Kind
from tickets.numbers import parse_number
from tickets.selectors.duplicates import Similar, Wanted, similar_to, text_of
from tickets.selectors.merging import answering, joined_to
from tickets.selectors.splitting import splittable
from tickets.states import TicketType

Relation = TicketLink.Relation
OTHER = "number"
# One answer for a number nobody has and for one that is not theirs to see (Z-02).
UNKNOWN = "Обращения с таким номером нет в ваших командах. Проверьте девять цифр."
THIS, THAT = "this", "that"


def ticket_named(by: Any, text: str) -> Ticket:
    """Return the visible appeal that answers to a typed number; raises ValidationError."""
    try:
        return answering(by, parse_number(text))
    except InvalidInput as error:
        raise forms.ValidationError(str(error)) from error
    except Http404 as error:
        raise forms.ValidationError(UNKNOWN) from error


class MergeForm(MoveForm):
    """The other appeal, of those that look the same or by number, and which of the two stays."""

    other = forms.ChoiceField(
        label="С каким обращением",
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Выберите обращение из списка или введите номер."},
    )
    number = forms.CharField(
        label="Номер другого обращения",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    main = forms.ChoiceField(label="Главным останется", widget=forms.RadioSelect, initial=THAT)

    def prepare(self) -> None:
        found = _similar(self.ticket, self.by)
        rows = [(str(one.past.number), _line(one)) for one in found if one.past.may_open]
        self.fields["other"].choices = [*rows, (OTHER, "Другое, введу номер")]
        suggested = self.initial.get("other")
        self.initial["other"] = suggested or (rows[0][0] if rows else OTHER)
        if not rows:
            self.fields["other"].widget = forms.HiddenInput()
        self.fields["main"].choices = [
            (THAT, "Другое: это войдёт в него"),
            (THIS, f"№ {self.ticket.number}: другое войдёт в него"),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        by_number = data.get("number") and data.get("other") in {OTHER, ""}
        named = data.get("number") if by_number else data.get("other")
        if not named or named == OTHER:
            self.add_error("number", "Введите номер обращения, с которым объединяете.")
            return data
        try:
            other = ticket_named(self.by, str(named))
        except forms.ValidationError as error:
            self.add_error("number", error)
        else:
            data["pair"] = self._pair(other, data.get("main"))
        return data

    def _pair(self, other: Ticket, main: str | None) -> tuple[Ticket, Ticket]:
        """Return what is joined and what stays."""
        return (other, self.ticket) if main == THIS else (self.ticket, other)


class MergeUndoForm(MoveForm):
    """Which of the appeals that were joined here becomes one of its own again."""

    merge = forms.TypedChoiceField(
        label="Какое обращение отсоединить",
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Выберите обращение.",
            "invalid_choice": "Это объединение уже не отменить: обновите страницу.",
        },
    )

    def prepare(self) -> None:
        rows = joined_to(self.ticket, now=timezone.now())
        undoable = [row for row in rows if row.may_undo]
        self.fields["merge"].choices = [(row.merge.pk, f"№ {row.number}") for row in undoable]
        if len(undoable) == 1:
            self.initial.setdefault("merge", undoable[0].merge.pk)
        self.found = {row.merge.pk: row for row in undoable}

    def clean_merge(self) -> Any:
        return self.found[self.cleaned_data["merge"]]


class SplitForm(MoveForm):
    """Messages of the citizen that are another matter, and what kind of matter."""

    items = forms.TypedMultipleChoiceField(
        label="Сообщения о другом",
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        help_text="Здесь они останутся с пометкой. Новое обращение получит их вместе с файлами.",
        error_messages={
            "required": "Отметьте сообщения, которые станут новым обращением.",
            "invalid_choice": "Этого сообщения здесь больше нет: обновите страницу.",
        },
    )
    kind = forms.TypedChoiceField(
        label="Что это", coerce=Kind, error_messages={"required": "Выберите вид обращения."}
    )
    client_key = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)

    def prepare(self) -> None:
        self.fields["items"].choices = [(item.pk, _said(item)) for item in splittable(self.ticket)]
        self.fields["kind"].choices = [
            (kind.value, f"{kind.label} (номер на {TicketType(kind.type).value})") for kind in Kind
        ]
        self.initial.setdefault("kind", self.ticket.kind)
        self.initial.setdefault("client_key", fresh_key())


class LinkForm(forms.Form):
    """What this appeal is to another one, named by its number."""

    DUPLICATE, PARENT, CHILD, RELATED = "duplicate", "parent", "child", "related"
    relation = forms.ChoiceField(
        label="Это обращение",
        choices=[
            (RELATED, "связано с"),
            (DUPLICATE, "дубликат обращения"),
            (CHILD, "часть обращения"),
            (PARENT, "главное для"),
        ],
    )
    number = forms.CharField(
        label="Номер",
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Введите номер обращения."},
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="link_%s", **kwargs)
        self.by = by

    def clean_number(self) -> Ticket:
        return ticket_named(self.by, self.cleaned_data["number"])

    def ends(self, ticket: Ticket) -> dict[str, Any]:
        """Return the link as its door takes it: a part is written from its parent."""
        other, relation = self.cleaned_data["number"], self.cleaned_data["relation"]
        if relation == self.CHILD:
            return {"ticket": other, "other": ticket, "relation": Relation.PARENT}
        return {"ticket": ticket, "other": other, "relation": Relation(relation)}


def _similar(ticket: Ticket, by: Any) -> list[Similar]:
    if ticket.citizen is None:
        return []
    wanted = Wanted(text_of(ticket), ticket.topic, ticket.pk)
    return similar_to(by, ticket.citizen, wanted, now=timezone.now())


def _line(one: Similar) -> str:
    past = one.past
    when = timezone.localtime(past.registered_at)
    return f"№ {past.number}, {past.status_label.lower()}, {when:%d.%m.%Y}: {past.subject}"


def _said(item: Any) -> str:
    text = " ".join(mask_text(str(item.body)).text.split())
    short = text if len(text) <= 140 else f"{text[:140].rsplit(' ', 1)[0]}…"
    return f"{timezone.localtime(item.at):%d.%m.%Y %H:%M}: {short or 'без слов'}"
