"""What citizens and guests send from the chat's pages. Plain forms: the doors check what it means."""

from typing import Any

from django import forms

from common.checks.forms import PhoneField

MOST_FIRST = 500
_ROWS = {"rows": 3, "data-chars": MOST_FIRST}


class BeginForm(forms.Form):
    """The first words, the language, the consent: before the first word, and only if not yet given."""

    text = forms.CharField(
        label="Что случилось?",
        max_length=MOST_FIRST,
        widget=forms.Textarea(attrs=_ROWS),
        help_text="Коротко, до 500 знаков. Паролей, кодов из СМС и номеров карт не пишите.",
        error_messages={"required": "Напишите, что случилось, хотя бы в двух словах."},
    )
    language = forms.ChoiceField(label="Язык разговора")
    consent = forms.BooleanField(
        label="Согласен на обработку персональных данных",
        error_messages={"required": "Без согласия мы не вправе принять ваши слова."},
    )

    def __init__(self, *args: Any, languages: Any, asks_consent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(each.code, each.title) for each in languages]  # type: ignore[attr-defined]
        if not asks_consent:
            del self.fields["consent"]


class TextForm(forms.Form):
    """A message sent without scripts, or more words for the helper."""

    text = forms.CharField(label="Сообщение", max_length=4000, widget=forms.Textarea)


class TopicForm(forms.Form):
    topic = forms.SlugField(label="Тема", max_length=50)


class GuestForm(forms.Form):
    """How to call a guest and by which number."""

    name = forms.CharField(label="Как к вам обращаться", max_length=80)
    phone = PhoneField(label="Телефон", help_text="Если связь прервётся, мы вас найдём.")


class CodeForm(forms.Form):
    """The code of an SMS; `sent` says which one it is, under our signature."""

    code = forms.RegexField(r"[0-9 -]{4,12}", label="Код из СМС", max_length=12)
    sent = forms.CharField(widget=forms.HiddenInput, max_length=200)


class RatingForm(forms.Form):
    stars = forms.IntegerField(
        label="Оценка",
        min_value=1,
        max_value=5,
        error_messages={"required": "Выберите от одной до пяти звёзд."},
    )
    words = forms.CharField(
        label="Что было хорошо, что нет", max_length=500, required=False, widget=forms.Textarea
    )


class MailForm(forms.Form):
    """Where a guest's letter goes."""

    address = forms.EmailField(label="Почта", max_length=120)


class ContinueForm(forms.Form):
    """Where the link to go on goes: the number of the dialog or a mailbox."""

    channel = forms.ChoiceField(choices=[("sms", "СМС"), ("email", "Почта")])
    address = forms.CharField(label="Куда", max_length=120, required=False)
