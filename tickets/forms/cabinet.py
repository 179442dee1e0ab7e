"""What a citizen types in the cabinet."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import Citizen
from tickets.forms.fields import Ids, TextForm
from topics.models import Topic
from topics.selectors import active_topics, topic_of

ANY_TOPIC = ("", "Определить по тексту")
ONESELF = ("", "От своего имени")
ARTICLE_CODE = re.compile(r"^[0-9]{3}$")


class NewAppealForm(TextForm):
    """The description of a new appeal; `on_behalf` appears for representatives of organisations."""

    topic = forms.ChoiceField(
        label="Тема",
        required=False,
        help_text="Если не уверены, оставьте как есть: тему подберём по словам.",
        error_messages={"invalid_choice": "Такой темы нет. Выберите тему из списка."},
    )
    wants_official = forms.BooleanField(
        label="Нужен официальный ответ по закону об обращениях граждан (59-ФЗ)",
        required=False,
        help_text="Ответ в течение 30 дней со дня регистрации. Обычный вопрос решается быстрее.",
    )
    on_behalf = forms.ChoiceField(
        label="От чьего имени",
        required=False,
        error_messages={"invalid_choice": "Выберите, от чьего имени вы пишете."},
    )
    kept = Ids(required=False)
    # the help article the person came from
    article = forms.CharField(widget=forms.HiddenInput, max_length=8, required=False)

    field_order = ("body", "topic", "on_behalf", "wants_official", "files", "kept", "client_key")

    def __init__(
        self, *args: Any, asks_official: bool, organisations: Sequence[Citizen], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = "Что случилось"
        self.fields["body"].help_text = (
            "Напишите, что вы делали, что увидели на экране и чего ждёте от нас. "
            "Пароли и коды из СМС не указывайте."
        )
        self.fields["body"].error_messages["required"] = (
            "Опишите, что случилось: без описания обращение не принять."
        )
        self.fields["topic"].choices = [ANY_TOPIC] + [
            (topic.code, topic.title) for topic in active_topics()
        ]
        self.organisations = {str(row.pk): row for row in organisations}
        if not asks_official:
            del self.fields["wants_official"]
        if not self.organisations:
            del self.fields["on_behalf"]
        else:
            names = [(key, row.full_name) for key, row in self.organisations.items()]
            self.fields["on_behalf"].choices = [ONESELF, *names]

    def clean_topic(self) -> Topic | None:
        return topic_of(self.cleaned_data["topic"])

    def clean_article(self) -> str:
        code: str = self.cleaned_data["article"]
        return code if ARTICLE_CODE.match(code) else ""

    def clean_on_behalf(self) -> Citizen | None:
        return self.organisations.get(self.cleaned_data["on_behalf"])


class MessageForm(TextForm):
    """A citizen's message in an open appeal."""

    kept = Ids(required=False)


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
        error_messages={"max_length": "Отзыв — не длиннее 1000 знаков."},
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Что проверить ещё раз",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={
            "required": "Напишите, что проверить ещё раз.",
            "max_length": "Объяснение — не длиннее 2000 знаков.",
        },
    )


class NoticesForm(forms.Form):
    """How to be told about changes."""

    by_email = forms.BooleanField(label="Писать на электронную почту", required=False)
    by_sms = forms.BooleanField(label="Присылать СМС", required=False)
    quiet_from = forms.TimeField(
        label="с",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Укажите время, например 22:00."},
    )
    quiet_to = forms.TimeField(
        label="до",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Укажите время, например 08:00."},
    )
