"""What a stranger types on the status pages."""

from django import forms

from common.errors import InvalidInput
from tickets.numbers import parse_number


class NumberForm(forms.Form):
    number = forms.CharField(
        label="Номер обращения",
        help_text="Девять цифр: из письма, СМС или того, что продиктовал оператор.",
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-number"}
        ),
        error_messages={
            "required": "Введите номер обращения: девять цифр.",
            "max_length": "Номер — девять цифр. Проверьте, пожалуйста.",
        },
    )

    def clean_number(self) -> int:
        try:
            return parse_number(self.cleaned_data["number"])
        except InvalidInput as error:
            raise forms.ValidationError(str(error)) from error


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Код из шести цифр",
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input-code"}
        ),
        error_messages={
            "required": "Введите код из СМС или письма.",
            "max_length": "Код — шесть цифр. Проверьте, пожалуйста.",
        },
    )
