"""What is typed on the catalogue's pages of the desk."""

from django import forms


class MfcForm(forms.Form):
    """An application in the MFC by its number; the door judges its form."""

    number = forms.CharField(
        label="Номер заявления в МФЦ",
        help_text="12 цифр вверху расписки.",
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Впишите номер: 12 цифр вверху расписки."},
    )
