"""Form fields for numbers of documents: checked here, hinted while typing by <checked-field>.

`cleaned_data` holds the stored form (digits, `770-001`, a date), "" or None when nothing was typed.
"""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from common.checks.birth import check_birth_date, check_date
from common.checks.inn import check_inn, check_organisation_inn, check_person_inn
from common.checks.ogrn import check_ogrn
from common.checks.passport import (
    check_department_code,
    check_number,
    check_series,
    check_series_and_number,
    display_passport,
)
from common.checks.result import Check
from common.checks.snils import check_snils, display_snils
from common.phones import check_phone, display_phone


class CheckedInput(forms.TextInput):
    """An input inside `<checked-field kind=…>`; a plain one where scripts don't run."""

    template_name = "components/widgets/checked_input.html"

    def __init__(self, kind: str, attrs: dict[str, Any] | None = None) -> None:
        usual = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(attrs={**usual, **(attrs or {})})
        self.kind = kind

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["kind"] = self.kind
        return context


class CheckedField(forms.CharField):
    """A text that a check reads; its errors are the field's, its warnings are the caller's to show."""

    kind = ""
    input_attrs: dict[str, Any] = {}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("widget", CheckedInput(self.kind, self.input_attrs))
        words = {"required": self.check("").errors[0].text, **kwargs.pop("error_messages", {})}
        super().__init__(error_messages=words, **kwargs)

    def check(self, text: str) -> Check:
        raise TypeError(f"{type(self).__name__} names no check")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return self.empty_value
        check = self.check(text)
        if check.errors:
            raise forms.ValidationError(
                [forms.ValidationError(error.text, code=error.code) for error in check.errors]
            )
        return self.stored(check)

    def stored(self, check: Check) -> Any:
        return check.value


class SnilsField(CheckedField):
    kind = "snils"

    def check(self, text: str) -> Check:
        return check_snils(text)

    def prepare_value(self, value: Any) -> Any:
        return display_snils(value) if isinstance(value, str) else value


class InnField(CheckedField):
    """An ИНН of either length; `InnField(owner="organisation")` or `"person"` takes one."""

    kind = "inn"
    CHECKS = {
        "": check_inn,
        "organisation": check_organisation_inn,
        "person": check_person_inn,
    }

    def __init__(self, *, owner: str = "", **kwargs: Any) -> None:
        self.kind = f"inn-{owner}" if owner else "inn"
        self.owner = owner
        super().__init__(**kwargs)

    def check(self, text: str) -> Check:
        return self.CHECKS[self.owner](text)


class OgrnField(CheckedField):
    kind = "ogrn"

    def check(self, text: str) -> Check:
        return check_ogrn(text)


class PhoneField(CheckedField):
    kind = "phone"
    input_attrs = {"type": "tel", "inputmode": "tel"}

    def check(self, text: str) -> Check:
        return check_phone(text)

    def prepare_value(self, value: Any) -> Any:
        return display_phone(value) if isinstance(value, str) and value[:1] == "+" else value


class PassportField(CheckedField):
    """Series and number in one field; the parts have fields of their own."""

    kind = "passport"

    def check(self, text: str) -> Check:
        return check_series_and_number(text, today=timezone.localdate())

    def prepare_value(self, value: Any) -> Any:
        return display_passport(value) if isinstance(value, str) else value


class PassportSeriesField(CheckedField):
    kind = "passport-series"

    def check(self, text: str) -> Check:
        return check_series(text, today=timezone.localdate())


class PassportNumberField(CheckedField):
    kind = "passport-number"

    def check(self, text: str) -> Check:
        return check_number(text)


class DepartmentCodeField(CheckedField):
    kind = "department-code"

    def check(self, text: str) -> Check:
        return check_department_code(text)


class DocumentDateField(CheckedField):
    """A day on a document; `cleaned_data` holds a date."""

    kind = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"empty_value": None, **kwargs})

    def check(self, text: str) -> Check:
        return check_date(text)

    def stored(self, check: Check) -> date:
        return date.fromisoformat(check.value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d.%m.%Y}" if isinstance(value, date) else value


class BirthDateField(DocumentDateField):
    kind = "birth-date"

    def check(self, text: str) -> Check:
        return check_birth_date(text, today=timezone.localdate())
