"""Forms of a rule: its name and beginning, a form for each condition; steps are `automation.forms`."""

from typing import Any

from django import forms
from django.http import QueryDict

from automation.models import RuleVersion
from automation.rules.conditions import (
    FIELDS,
    LONGEST_WORDS,
    MOST_CONDITIONS,
    OPS,
    Condition,
    ConditionField,
)
from automation.rules.triggers import TRIGGERS
from common.errors import InvalidInput


class RuleForm(forms.Form):
    """When a rule looks and who hears of it."""

    title = forms.CharField(
        label="Название",
        max_length=80,
        error_messages={"required": "Назовите правило: по названию поймут, зачем оно."},
    )
    place = forms.IntegerField(
        label="Порядок",
        min_value=0,
        max_value=999,
        initial=100,
        help_text="Правила с меньшим числом смотрят первыми.",
    )
    trigger = forms.ChoiceField(
        label="Когда", choices=[(one.name, one.label) for one in TRIGGERS.values()]
    )
    hours = forms.IntegerField(
        label="Рабочих часов",
        min_value=1,
        max_value=200,
        required=False,
        help_text="Только для «долго не отвечают» и «до срока осталось мало».",
    )
    match = forms.ChoiceField(label="Какие условия нужны", choices=RuleVersion.Match.choices)
    tells = forms.ChoiceField(
        label="Кому сообщить", choices=RuleVersion.Tells.choices, required=False
    )


class ConditionForm(forms.Form):
    """How to compare and with what; `condition()` is the filled-in condition."""

    def __init__(self, asked: ConditionField, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        self.asked = asked
        self.fields["op"] = forms.ChoiceField(
            label="Сравнение", choices=[(op, OPS[op]) for op in asked.ops]
        )
        self.fields["value"] = _value_field(asked)
        if len(asked.ops) == 1:  # nothing to choose
            self.fields["op"].widget = forms.HiddenInput()
            self.fields["op"].initial = asked.ops[0]

    def condition(self) -> Condition | None:
        """Return the condition; None, with errors on the form, when it cannot be asked."""
        if not self.is_valid():
            return None
        value = str(self.cleaned_data["value"])
        made = Condition(self.asked.name, self.cleaned_data["op"], value)
        try:
            made.check()
        except InvalidInput as error:
            self.add_error(getattr(error, "field", None) or "value", str(error))
            return None
        return made


def condition_forms(
    data: QueryDict | None, conditions: tuple[Condition, ...] = (), *, is_redrawn: bool = False
) -> list[ConditionForm]:
    """Return a form for each condition: as they were posted, else of those that are kept."""
    if data is None:
        return [
            ConditionForm(
                FIELDS[one.field], prefix=f"if-{place}", initial={"op": one.op, "value": one.value}
            )
            for place, one in enumerate(conditions)
            if one.field in FIELDS
        ]
    names = [name for name in data.getlist("field")[:MOST_CONDITIONS] if name in FIELDS]
    if is_redrawn:
        return [
            ConditionForm(FIELDS[name], prefix=f"if-{place}", initial=_posted(data, place))
            for place, name in enumerate(names)
        ]
    return [
        ConditionForm(FIELDS[name], data, prefix=f"if-{place}") for place, name in enumerate(names)
    ]


def conditions_rearranged(data: QueryDict, do: str) -> QueryDict:
    """Return what was posted with a condition added or removed: `if-add`, `if-remove:2`."""
    names = [name for name in data.getlist("field")[:MOST_CONDITIONS] if name in FIELDS]
    rows = [(name, _posted(data, place)) for place, name in enumerate(names)]
    verb, _, text = do.partition(":")
    if verb == "if-add" and data.get("new_field") in FIELDS and len(rows) < MOST_CONDITIONS:
        rows.append((str(data["new_field"]), {}))
    elif verb == "if-remove" and text.isdigit() and int(text) < len(rows):
        rows.pop(int(text))
    result = data.copy()
    for name in [name for name in result if name.startswith("if-")]:
        del result[name]
    result.setlist("field", [name for name, _ in rows])
    for place, (_, values) in enumerate(rows):
        for name, value in values.items():
            result[f"if-{place}-{name}"] = value
    return result


def _posted(data: QueryDict, place: int) -> dict[str, str]:
    return {
        name: data[f"if-{place}-{name}"] for name in ("op", "value") if f"if-{place}-{name}" in data
    }


def _value_field(asked: ConditionField) -> forms.Field:
    common = {"label": "Значение", "help_text": asked.hint}
    if asked.options is not None:
        return forms.ChoiceField(
            choices=[("", "Выберите из списка"), *asked.options()],
            error_messages={"required": f"«{asked.label}»: выберите из списка."},
            **common,
        )
    if asked.is_number:
        common["label"] = f"Значение, {asked.unit}"
        return forms.IntegerField(min_value=1, max_value=9999, **common)
    return forms.CharField(
        max_length=LONGEST_WORDS,
        error_messages={"required": f"«{asked.label}»: напишите слова."},
        **common,
    )
