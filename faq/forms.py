"""What people send about articles. Plain forms: the doors check what it means."""

from typing import Any

from django import forms

from faq.models import Feedback


class OpinionForm(forms.Form):
    """«Это решило вопрос?»: yes or no; then, of the same opinion, why not."""

    helped = forms.ChoiceField(choices=[("yes", "Да"), ("no", "Нет")], required=False)
    why = forms.ChoiceField(label="Чего не хватило", choices=Feedback.Why.choices, required=False)
    opinion = forms.UUIDField(required=False)
    search = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("helped") and not (given.get("opinion") and given.get("why")):
            raise forms.ValidationError("Выберите «Да» или «Нет».")
        return given
