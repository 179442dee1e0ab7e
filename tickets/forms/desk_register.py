"""What an operator writes down for a caller or a visitor."""

from typing import Any

from django import forms

from accounts.models import Contact
from accounts.selectors import current_profiles
from common.checks.forms import CheckedInput
from common.errors import DomainError, InvalidInput
from tickets.forms.fields import TEXT_AT_MOST
from tickets.models.ticket import Kind, Priority
from topics.models import Topic
from topics.selectors import choosable_topics

CHANNELS = [(Contact.Channel.PHONE.value, "Звонок"), (Contact.Channel.MFC.value, "Визит в МФЦ")]
KINDS = [
    (Kind.QUESTION.value, "Вопрос"),
    (Kind.APPLICATION.value, "Заявление"),
    (Kind.COMPLAINT.value, "Жалоба"),
]


class RegisterForm(forms.Form):
    """The person first, then the matter. `citizen` is a profile chosen among those found."""

    channel = forms.ChoiceField(
        label="Как обратились", choices=CHANNELS, widget=forms.RadioSelect, initial="phone"
    )
    phone = forms.CharField(
        label="Телефон",
        max_length=40,
        required=False,
        widget=CheckedInput("phone", {"type": "tel", "inputmode": "tel"}),
    )
    last_name = forms.CharField(label="Фамилия", max_length=60, required=False)
    first_name = forms.CharField(label="Имя", max_length=60, required=False)
    middle_name = forms.CharField(label="Отчество", max_length=60, required=False)
    email = forms.CharField(
        label="Почта",
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"}),
    )
    citizen = forms.ModelChoiceField(
        queryset=current_profiles(), required=False, widget=forms.HiddenInput
    )
    kind = forms.ChoiceField(
        label="Вид", choices=KINDS, widget=forms.RadioSelect, initial=Kind.QUESTION.value
    )
    body = forms.CharField(
        label="Что случилось",
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=TEXT_AT_MOST,
        help_text="Словами заявителя: что делал, что увидел, чего ждёт.",
        error_messages={"required": "Запишите, что случилось."},
    )
    topic = forms.ModelChoiceField(
        label="Тема",
        queryset=Topic.objects.none(),
        required=False,
        empty_label="Определить по тексту",
    )
    priority = forms.TypedChoiceField(
        label="Приоритет", choices=Priority.choices, coerce=int, initial=Priority.NORMAL.value
    )
    is_official = forms.BooleanField(
        label="Официальное обращение по 59-ФЗ",
        required=False,
        help_text="Ответ в течение 30 дней. Жалоба официальна и без отметки.",
    )
    client_key = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = choosable_topics()

    def add_refusal(self, error: DomainError) -> None:
        """Show a door's refusal beside the field it names."""
        field = error.field if isinstance(error, InvalidInput) else None
        self.add_error(field if field in self.fields else None, str(error))


class LookupForm(forms.Form):
    """What is known of a person so far; broken values are no search."""

    phone = forms.CharField(max_length=40, required=False)
    email = forms.CharField(max_length=254, required=False)
    last_name = forms.CharField(max_length=60, required=False)
    first_name = forms.CharField(max_length=60, required=False)
    citizen = forms.UUIDField(required=False)

    def text(self) -> str:
        """Return what to look for: the phone says most, then the e-mail, then the name."""
        self.is_valid()
        data = self.cleaned_data
        name = f"{data.get('last_name', '')} {data.get('first_name', '')}".strip()
        return data.get("phone") or data.get("email") or name


class SimilarForm(forms.Form):
    """What is known of a new appeal so far; broken values are nothing."""

    citizen = forms.ModelChoiceField(queryset=current_profiles(), required=False)
    body = forms.CharField(max_length=TEXT_AT_MOST, required=False)
    topic = forms.ModelChoiceField(queryset=Topic.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = choosable_topics()


class AdditionForm(forms.Form):
    """A message taken down into an appeal the person has: `to` is its number."""

    to = forms.IntegerField(min_value=100_000_000, max_value=399_999_999)
    citizen = forms.ModelChoiceField(queryset=current_profiles())
    channel = forms.ChoiceField(choices=CHANNELS)
    body = forms.CharField(max_length=TEXT_AT_MOST)
    client_key = forms.CharField(max_length=80, required=False)
