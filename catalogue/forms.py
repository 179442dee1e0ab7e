"""What is typed on the catalogue's pages of the desk."""

from django import forms

from catalogue.models import SystemStatus


class MfcForm(forms.Form):
    """An application in the MFC by its number; the door judges its form."""

    number = forms.CharField(
        label="Номер заявления в МФЦ",
        help_text="12 цифр вверху расписки.",
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Впишите номер: 12 цифр вверху расписки."},
    )


class StateForm(forms.Form):
    """How a system does now."""

    system = forms.SlugField(widget=forms.HiddenInput)
    state = forms.ChoiceField(label="Состояние", choices=SystemStatus.State.choices)
    details = forms.CharField(
        label="Что сказать гражданину",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    retry_minutes = forms.IntegerField(
        label="Повторить через, минут", required=False, min_value=1, max_value=1440
    )
