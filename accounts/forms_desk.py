"""What workers type on a person's card."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from accounts.actions.joining import PROOFS
from accounts.forms import ProneToRefusal
from accounts.selectors import current_profiles


class LimitForm(ProneToRefusal):
    """Why a person is limited, and the last day of it."""

    reason = forms.CharField(
        label="Причина",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Её прочитает заявитель: назовите, что случилось, без оценок.",
        error_messages={"required": "Напишите причину: её увидит гражданин."},
    )
    ends_on = forms.DateField(
        label="Последний день",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Не дольше года. Снять ограничение можно раньше.",
        error_messages={
            "required": "Укажите последний день ограничения.",
            "invalid": "Укажите день в виде 31.12.2026.",
        },
    )


class JoinForm(ProneToRefusal):
    """Which profile is joined, and what proves that it is the same person."""

    joined = forms.UUIDField(widget=forms.HiddenInput)
    proof = forms.ChoiceField(
        label="Чем доказано, что это один человек",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Отметьте, чем доказано.",
            "invalid_choice": "Это доказательство не подходит: сравните профили ещё раз.",
        },
    )

    def __init__(self, data: Any = None, *, proofs: Iterable[str], **kwargs: Any) -> None:
        super().__init__(data, auto_id=False, **kwargs)
        proof = cast(forms.ChoiceField, self.fields["proof"])
        proof.choices = [(code, PROOFS[code]) for code in proofs]


class PersonForm(ProneToRefusal):
    """Who will act for the organisation."""

    person = forms.ModelChoiceField(
        current_profiles(),
        label="Кто",
        error_messages={
            "required": "Найдите человека и отметьте его.",
            "invalid_choice": "Этого профиля больше нет: найдите человека ещё раз.",
        },
    )


class SearchForm(forms.Form):
    """What is known of somebody."""

    q = forms.CharField(label="Телефон, почта или ФИО", max_length=200, required=False)
