"""What a citizen types in the cabinet."""

from typing import Any

from django import forms

from accounts.models import Citizen
from tickets.forms.fields import Ids, TextForm
from topics.models import Topic


class NewAppealForm(TextForm):
    """The description of a new appeal; `on_behalf` appears for representatives of organisations."""

    topic = forms.ModelChoiceField(
        label="Тема",
        queryset=Topic.objects.none(),
        required=False,
        empty_label="Определить по тексту",
        help_text="Если не уверены, оставьте как есть: тему подберём по словам.",
    )
    wants_official = forms.BooleanField(
        label="Нужен официальный ответ по закону об обращениях граждан (59-ФЗ)",
        required=False,
        help_text="Ответ в течение 30 дней со дня регистрации. Обычный вопрос решается быстрее.",
    )
    on_behalf = forms.ModelChoiceField(
        label="От чьего имени",
        queryset=Citizen.objects.none(),
        required=False,
        empty_label="От своего имени",
    )
    kept = Ids(required=False)

    field_order = ("body", "topic", "wants_official", "on_behalf", "files", "kept", "client_key")

    def __init__(
        self, *args: Any, asks_official: bool, organisations: list[Citizen], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = "Что случилось"
        self.fields[
            "body"
        ].help_text = "Напишите, что вы делали, что увидели на экране и чего ждёте от нас. Пароли и коды из СМС не указывайте."
        self.fields["topic"].queryset = Topic.objects.filter(is_active=True)
        if not asks_official:
            del self.fields["wants_official"]
        if organisations:
            self.fields["on_behalf"].queryset = Citizen.objects.filter(
                pk__in=[row.pk for row in organisations]
            )
            self.fields["on_behalf"].label_from_instance = lambda row: row.full_name
        else:
            del self.fields["on_behalf"]


class MessageForm(TextForm):
    """A citizen's message in an open appeal."""


class RatingForm(forms.Form):
    score = forms.TypedChoiceField(
        label="Оценка",
        choices=[(number, str(number)) for number in range(1, 6)],
        coerce=int,
        error_messages={
            "required": "Поставьте оценку от 1 до 5.",
            "invalid_choice": "Поставьте оценку от 1 до 5.",
        },
    )
    words = forms.CharField(
        label="Что понравилось или нет",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=1000,
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Что проверить ещё раз",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Напишите, что проверить ещё раз."},
    )


class NoticesForm(forms.Form):
    """How to be told about changes."""

    by_email = forms.BooleanField(label="Писать на электронную почту", required=False)
    by_sms = forms.BooleanField(label="Присылать СМС", required=False)
    quiet_from = forms.TimeField(
        label="Не присылать СМС с",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_to = forms.TimeField(
        label="до", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
