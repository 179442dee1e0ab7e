"""The form of the demo's registries."""

from typing import Any

from django import forms

from neighbours.registry_trouble import Mood

TITLES = {
    "snils": "СФР: СНИЛС",
    "passport": "МВД: паспорта",
    "inn": "ФНС: ИНН",
    "portal": "Портал: учётные записи",
    "mfc": "МФЦ: заявления",
}


class MoodsForm(forms.Form):
    """What each service does with a request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(mood.value, mood.label) for mood in Mood]
        for service, title in TITLES.items():
            self.fields[service] = forms.ChoiceField(label=title, choices=choices)

    def clean(self) -> dict[str, Mood]:
        super().clean()
        return {service: Mood(value) for service, value in self.cleaned_data.items()}
