"""Fields of an appeal: as an administrator makes them, and as colleagues fill them."""

from typing import Any

from django import forms

from tickets.field_values import NO, TEXT_AT_MOST, YES, plain_of
from tickets.forms.desk import MoveForm
from tickets.models import CustomField
from tickets.selectors.custom_fields import ShownField, fields_for, shown_fields

Kind = CustomField.Kind
NOT_CHOSEN = ("", "Не выбрано")


class CustomFieldForm(forms.ModelForm):
    """A choice needs options; anything else has none."""

    class Meta:
        model = CustomField
        fields = (
            "title",
            "code",
            "kind",
            "topics",
            "options",
            "hint",
            "is_required",
            "is_sensitive",
            "position",
            "is_active",
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        kind = data.get("kind") or self.instance.kind
        lines = [line for line in data.get("options", "").splitlines() if line.strip()]
        if kind == Kind.CHOICE and len(lines) < 2:
            self.add_error("options", "Напишите хотя бы два варианта, по одному в строке.")
        if any(len(line.strip()) > 120 for line in lines):
            self.add_error("options", "Вариант не длиннее 120 знаков.")
        if kind != Kind.CHOICE and lines:
            self.add_error("options", "Варианты есть только у выбора из списка.")
        return data


class FieldsForm(MoveForm):
    """The fields of one appeal's topic. What is masked starts empty; left empty, it stays as it is."""

    def prepare(self) -> None:
        for row in shown_fields(self.ticket):
            if not row.is_old:
                self.fields[row.field.code] = _input(row)

    def clean(self) -> dict[str, Any]:
        """Leave out masked fields nobody typed into."""
        data: dict[str, Any] = super().clean() or {}
        masked = {field.code for field in fields_for(self.ticket.topic_id) if field.is_sensitive}
        return {code: given for code, given in data.items() if given or code not in masked}


def _input(row: ShownField) -> forms.Field:
    field = row.field
    hint = f"Сейчас: {row.words}. Заполните, чтобы заменить." if row.may_reveal else field.hint
    given: dict[str, Any] = {"label": field.title, "required": False, "help_text": hint}
    if row.value and not field.is_sensitive:
        given["initial"] = plain_of(field, row.value)
    if field.kind == Kind.CHOICE:
        old = given.get("initial", "")
        options = [*field.choices, *([old] if old and old not in field.choices else [])]
        return forms.ChoiceField(choices=[NOT_CHOSEN, *((one, one) for one in options)], **given)
    if field.kind == Kind.YES_NO:
        return forms.ChoiceField(choices=[NOT_CHOSEN, (YES, "Да"), (NO, "Нет")], **given)
    if field.kind == Kind.DATE:
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.CharField(widget=day, max_length=10, **given)
    if field.kind == Kind.NUMBER:
        number = forms.TextInput(attrs={"inputmode": "decimal"})
        return forms.CharField(widget=number, max_length=24, **given)
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(widget=area, max_length=TEXT_AT_MOST, **given)
