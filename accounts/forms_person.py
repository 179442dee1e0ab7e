"""What is typed on pages of personal data: reveals, changes, refusals, a person's own documents."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.attributes import MASKED, MAX_ADDRESS
from accounts.forms import ProneToRefusal
from accounts.models import Attribute, Reveal
from common.checks.forms import (
    BirthDateField,
    CheckedInput,
    DepartmentCodeField,
    DocumentDateField,
    InnField,
    PassportField,
    SnilsField,
)
from common.checks.passport import Passport, check_passport

# Attribute -> the kind of <checked-field> that helps while one types; the rest is plain text.
KINDS = {
    Attribute.PHONE: "phone",
    Attribute.SNILS: "snils",
    Attribute.INN: "inn",
    Attribute.PASSPORT: "passport",
    Attribute.PASSPORT_CODE: "department-code",
    Attribute.PASSPORT_ISSUED_ON: "date",
    Attribute.BIRTH_DATE: "birth-date",
}
HINTS = {
    Attribute.FULL_NAME: "Фамилия, имя и отчество как в документе.",
    Attribute.EMAIL: "Например, name@example.ru.",
    Attribute.ADDRESS: "Как на странице паспорта с отметкой о регистрации.",
}


class RevealForm(ProneToRefusal):
    """What to show and why."""

    attributes = forms.MultipleChoiceField(
        choices=[(row.value, row.label) for row in MASKED],
        error_messages={
            "required": "Отметьте, что показать.",
            "invalid_choice": "Отметьте, что показать.",
        },
    )
    reason = forms.ChoiceField(
        label="Зачем",
        choices=[("", "Выберите причину"), *Reveal.Reason.choices],
        error_messages={
            "required": "Выберите, зачем нужны данные.",
            "invalid_choice": "Выберите, зачем нужны данные.",
        },
    )


class ChangeForm(ProneToRefusal):
    """The new value of one attribute; the door checks it once more."""

    attribute = forms.ChoiceField(choices=Attribute.choices, widget=forms.HiddenInput)
    value = forms.CharField(
        label="Новое значение",
        max_length=MAX_ADDRESS,
        error_messages={"required": "Впишите новое значение."},
    )

    def __init__(self, *args: Any, attribute: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["attribute"] = attribute
        chosen = Attribute(attribute)
        self.fields["value"].label = f"{chosen.label}: новое значение"
        self.fields["value"].help_text = HINTS.get(chosen, "")
        if chosen in KINDS:
            self.fields["value"].widget = CheckedInput(KINDS[chosen])


class RefusalForm(ProneToRefusal):
    """Why a change is refused."""

    reason = forms.CharField(
        label="Причина отказа",
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Напишите причину: её увидит коллега."},
    )


class DocumentsForm(ProneToRefusal):
    """A person's documents, each of its own; what is left empty stays as it was."""

    snils = SnilsField(label="СНИЛС", required=False)
    inn = InnField(owner="person", label="ИНН", required=False)
    passport = PassportField(label="Серия и номер паспорта", required=False)
    passport_issued_on = DocumentDateField(label="Дата выдачи паспорта", required=False)
    passport_code = DepartmentCodeField(label="Код подразделения", required=False)
    birth_date = BirthDateField(label="Дата рождения", required=False)
    address = forms.CharField(
        label="Адрес регистрации",
        required=False,
        max_length=MAX_ADDRESS,
        help_text=HINTS[Attribute.ADDRESS],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Check how a passport, its dates and the age go together, when enough was typed."""
        data = super().clean() or {}
        if data.get("passport"):
            check = check_passport(
                Passport(
                    data["passport"][:4],
                    data["passport"][4:],
                    issued=data.get("passport_issued_on"),
                    born=data.get("birth_date"),
                ),
                today=timezone.localdate(),
            )
            for remark in check.errors:
                self.add_error("passport", remark.text)
        return data

    def values(self) -> dict[str, str]:
        """Return what was typed, by attribute."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
