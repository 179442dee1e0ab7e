"""Fields of the pages about the citizen's rights. Rules are the doors' work."""

from typing import Any

from django import forms

from accounts.forms import ProneToRefusal
from accounts.models import Contact, SubjectRequest

Kind = SubjectRequest.Kind
WISHES = [
    (Kind.ERASURE, "Удалить мои данные и закрыть кабинет"),
    (Kind.OBJECTION, "Не удалять, но больше не использовать"),
]
# Requests the person writes; an archive and an erasure have pages of their own.
WRITTEN = [(Kind.CORRECTION, Kind.CORRECTION.label), (Kind.OBJECTION, Kind.OBJECTION.label)]
PAPER = [
    (Contact.Channel.EMAIL, "Письмо по почте"),
    (Contact.Channel.PHONE, "Звонок"),
    (Contact.Channel.MFC, "Заявление в МФЦ"),
]


def _words(label: str, missing: str = "", *, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(missing),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


def _choice(label: str, choices: Any, missing: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class AgreeForm(ProneToRefusal):
    """A tick under a text."""

    agree = forms.BooleanField(
        label="Согласен",
        error_messages={"required": "Отметьте, что согласны, или выберите другое."},
    )


class WithdrawForm(ProneToRefusal):
    """Taking back a required consent: what becomes of the data."""

    wish = _choice("Что сделать с данными", WISHES, "Выберите, что сделать с данными.")


class AskForm(ProneToRefusal):
    """A request of the person in their own words."""

    kind = _choice("О чём запрос", WRITTEN, "Выберите, о чём запрос.")
    text = _words("Что сделать", "Напишите, что исправить или прекратить и почему.")


class ErasureForm(ProneToRefusal):
    """Asking for everything to go: understood, and perhaps why."""

    understood = forms.BooleanField(
        label="Понимаю, что кабинет закроется и вернуть данные будет нельзя",
        error_messages={"required": "Подтвердите, что понимаете: данные не вернуть."},
    )
    text = _words("Почему (если хотите сказать)", rows=3)


class RegisterForm(ProneToRefusal):
    """A request that came on paper or by voice, written down by the officer."""

    kind = _choice("О чём запрос", Kind.choices, "Выберите, о чём запрос.")
    ground = forms.ChoiceField(
        label="Основание для удаления", choices=SubjectRequest.Ground.choices, required=False
    )
    channel = _choice("Как пришёл", PAPER, "Выберите, как пришёл запрос.")
    text = _words("Что просит человек", "Перепишите суть просьбы.")


class AnswerForm(ProneToRefusal):
    """What was done, in words for the person."""

    answer = _words("Что сделано — ответ заявителю", "Напишите, что сделано.")


class RefuseForm(ProneToRefusal):
    """Why not: the article and words for the person."""

    article = forms.ChoiceField(label="Основание отказа", choices=SubjectRequest.Article.choices)
    answer = _words("Почему — ответ заявителю", "Напишите, почему отказано.")


class FindForm(forms.Form):
    """Whose request it is: phone, e-mail or name."""

    q = forms.CharField(label="Телефон, почта или имя", max_length=120)
