"""`/styleguide/`: every component in every state on one page, to look at and to be checked by axe.

Served in the demo and in development only.
"""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from common.checks.forms import (
    BirthDateField,
    DepartmentCodeField,
    DocumentDateField,
    InnField,
    PassportNumberField,
    PassportSeriesField,
    PhoneField,
    SnilsField,
)
from gosuslugi_support.styleguide_board import board

STATES = [
    ("registered", "Принято"),
    ("queued", "В очереди"),
    ("in_progress", "В работе"),
    ("at_department", "Передано в экспертный отдел"),
    ("waiting_citizen", "Нужны действия заявителя"),
    ("resolved", "Решено"),
    ("closed", "Закрыто"),
    ("refused", "Отказано"),
    ("redirected", "Переадресовано"),
]
STEPS = [
    {"label": "Принято", "status": "done", "date": "20 ноября"},
    {"label": "В очереди", "status": "done", "date": "20 ноября"},
    {"label": "В экспертном отделе", "status": "current", "date": "с 21 ноября"},
    {"label": "Готово", "status": "ahead", "date": "до 27 ноября"},
]


class SampleForm(forms.Form):
    """One of each kind of field."""

    kind = forms.ChoiceField(
        label="Что вы хотите отправить",
        choices=[
            ("complaint", "Жалоба"),
            ("proposal", "Предложение"),
            ("request", "Запрос"),
        ],
        widget=forms.RadioSelect,
    )
    subject = forms.CharField(label="Коротко о чём", max_length=120)
    text = forms.CharField(
        label="Что случилось",
        help_text="Опишите своими словами: что делали и что увидели.",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    phone = forms.CharField(label="Телефон", required=False, help_text="Например, +7 900 000-00-00")
    topic = forms.ChoiceField(
        label="Тема", choices=[("", "Не выбрано"), ("pay", "Оплата"), ("login", "Вход")]
    )
    agree = forms.BooleanField(
        label="Ответьте мне по СМС", help_text="Пришлём одно сообщение с номером."
    )


class DocumentsForm(forms.Form):
    """Numbers of documents, hinted while one types."""

    snils = SnilsField(label="СНИЛС")
    inn = InnField(label="ИНН организации", owner="organisation", required=False)
    series = PassportSeriesField(label="Серия паспорта")
    number = PassportNumberField(label="Номер паспорта")
    code = DepartmentCodeField(label="Код подразделения")
    issued = DocumentDateField(label="Когда выдан")
    born = BirthDateField(label="Дата рождения")
    phone = PhoneField(label="Телефон", required=False)


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component; `?part=desk` shows the operator's, `?part=board` the supervisor's."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    part = request.GET.get("part", "citizen")
    if part not in {"citizen", "desk", "board"}:
        raise Http404
    return render(request, f"styleguide/{part}.html", _sample(timezone.now()))


def _sample(now: datetime) -> dict[str, Any]:
    refused = SampleForm({"subject": "Не приходит код", "text": "", "topic": ""})
    refused.is_valid()
    documents = DocumentsForm({"snils": "112-233-445 96", "number": "12345", "code": "770001"})
    documents.is_valid()
    return {
        "states": STATES,
        "steps": STEPS,
        "steps_asked": [
            *STEPS[:2],
            {"label": "Нужен ваш ответ", "status": "attention", "date": "до 25 ноября"},
            STEPS[3],
        ],
        "tones": ["info", "success", "warning", "danger"],
        "form": SampleForm(),
        "refused": refused,
        "documents": DocumentsForm(),
        "documents_refused": documents,
        "files": _files(),
        "timeline": _timeline(now),
        "clocks": _clocks(now),
        "rows": _rows(now),
        "now": now,
    } | board()


def _files() -> list[dict[str, Any]]:
    return [
        {"name": "снимок экрана.png", "size": 412_300, "url": "#", "state": "ready"},
        {
            "name": "Квитанция об оплате госпошлины за загранпаспорт.pdf",
            "size": 1_843_200,
            "state": "checking",
        },
        {
            "name": "архив.zip",
            "size": 9_000,
            "state": "refused",
            "note": "Такие файлы не принимаем: пришлите PDF или фото.",
        },
    ]


def _timeline(now: datetime) -> list[dict[str, Any]]:
    def ago(minutes: int) -> datetime:
        return now - timedelta(minutes=minutes)

    return [
        {"kind": "move", "text": "Обращение принято", "at": ago(3000)},
        {
            "kind": "message",
            "author": "Анна Петрова",
            "at": ago(3000),
            "body": "Здравствуйте! Оплатила госпошлину за загранпаспорт, деньги списались, а в заявлении написано «Не оплачено».",
            "files": _files()[:2],
        },
        {
            "kind": "call",
            "author": "Звонок заявителя",
            "at": ago(1500),
            "body": "Линия «Общие вопросы», 3 минуты 12 секунд. Уточнила номер платежа.",
        },
        {
            "kind": "note",
            "author": "Игорь Соколов",
            "role": "оператор",
            "at": ago(1400),
            "body": "Платёж есть в ГИС ГМП, УИН не связан с заявлением. Передаю в отдел платежей.",
        },
        {"kind": "move", "text": "Передано в отдел «Платежи»", "author": "Олег", "at": ago(1390)},
        {
            "kind": "answer",
            "author": "Игорь Соколов",
            "role": "специалист поддержки",
            "at": ago(50),
            "body": "Здравствуйте, Анна!\n\nПлатёж нашёлся, мы связали его с заявлением. Статус сменится в течение часа.",
            "state": "Доставлено, прочитано в 14:20",
        },
        {"kind": "notice", "text": "Отправлено письмо и СМС об ответе", "at": ago(49)},
    ]


def _clocks(now: datetime) -> list[dict[str, Any]]:
    return [
        {"due": now + timedelta(hours=5, minutes=12), "warn": now + timedelta(hours=3)},
        {"due": now + timedelta(minutes=38), "warn": now - timedelta(minutes=5)},
        {"due": now - timedelta(hours=2, minutes=4), "warn": now - timedelta(hours=5)},
        {"due": now + timedelta(days=2), "paused": "на паузе: ждём заявителя"},
        {"due": now, "done": True},
    ]


def _rows(now: datetime) -> list[dict[str, Any]]:
    subjects = [
        "Оплатила госпошлину, а в заявлении «Не оплачено»",
        "Не приходит код подтверждения",
        "Пропала запись к врачу",
        "Не могу прикрепить справку",
        "Как изменить фамилию после брака",
        "Ошибка при подаче заявления на пособие",
        "Не открывается электронный дневник",
        "Запрос о сроках изготовления паспорта",
    ]
    clocks = _clocks(now)
    return [
        {
            "number": str(201_482_913 + at * 7),
            "subject": subject,
            "who": "Петрова А. С." if at % 2 else "Гарифуллин Р. М.",
            "state": STATES[at % 7][0],
            "label": STATES[at % 7][1],
            "clock": clocks[at % 4],
            "at": now - timedelta(minutes=7 * at * at + 1),
        }
        for at, subject in enumerate(subjects)
    ]
