"""Every notice the house can send: what it needs to know, by what it travels, how urgent it is.

The words are in templates/notifications/<language>/<code>.{sms,subject,email}.txt. What a notice may
say is limited here: numbers, dates, our own labels and links to ourselves. Nobody's free text can
get into a message, so the house cannot be used to send a stranger's words (A-15).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, StrEnum
from typing import Final

from django.conf import settings

from notifications.states import Channel


class Value(Enum):
    """What a piece of a notice may look like."""

    NUMBER = re.compile(r"[123][0-9]{8}")
    CODE = re.compile(r"[0-9]{6}")
    DATE = re.compile(r"[0-9]{1,2}[0-9А-Яа-яёЁA-Za-z .:,]{4,38}")
    LABEL = re.compile(r"[0-9А-Яа-яёЁA-Za-z «»(),.:–—-]{1,80}")
    LINK = re.compile(r"/[^\s<>\"]{0,300}")

    def fits(self, text: str) -> bool:
        """Tell whether the text is of this kind; a link must lead to ourselves."""
        if self is Value.LINK:
            if not text.startswith(settings.PUBLIC_URL):
                return False
            text = text.removeprefix(settings.PUBLIC_URL)
        elif self is Value.LABEL and re.search(r"\.[A-Za-zА-Яа-я]|www|http", text):
            return False
        return self.value.fullmatch(text) is not None


class Reach(StrEnum):
    """How many ways to take when a person can be reached by both."""

    BOTH = "both"
    ONE = "one"  # a letter if there is an e-mail, else an SMS


@dataclass(frozen=True, slots=True)
class Template:
    """One notice. `is_urgent` ignores quiet hours and the daily limit; `is_secret` is wiped once sent.

    `is_obligatory` is sent even to those who switched both channels off. `forgets_address` wipes where
    it went, too: the last word to somebody whose data are gone.
    """

    code: str
    title: str
    needs: Mapping[str, Value]
    may_have: Mapping[str, Value] = field(default_factory=dict)
    reach: Reach = Reach.ONE
    channels: frozenset[Channel] = frozenset({Channel.EMAIL, Channel.SMS})
    is_urgent: bool = False
    is_obligatory: bool = False
    is_secret: bool = False
    forgets_address: bool = False
    life: timedelta | None = None


_TICKET: Final = {"number": Value.NUMBER, "link": Value.LINK}
_STAFF_MAIL: Final = frozenset({Channel.EMAIL})

_ALL: Final = (
    Template(
        "ticket_registered",
        "Номер обращения",
        _TICKET,
        {"expected_date": Value.DATE},
        reach=Reach.BOTH,
        is_urgent=True,
        is_obligatory=True,
    ),
    Template("ticket_answered", "Ответ на обращение", _TICKET, reach=Reach.BOTH),
    Template(
        "ticket_asked",
        "Нужны действия заявителя",
        _TICKET,
        {"close_date": Value.DATE},
        reach=Reach.BOTH,
    ),
    Template("ticket_moved", "Передано другим специалистам", _TICKET),
    Template("ticket_status_changed", "Новое состояние", {**_TICKET, "status": Value.LABEL}),
    Template(
        "ticket_extended",
        "Срок продлён",
        {**_TICKET, "expected_date": Value.DATE},
        {"reason": Value.LABEL},
        is_obligatory=True,
    ),
    Template("ticket_refused", "Отказ", _TICKET, {"reason": Value.LABEL}, is_obligatory=True),
    Template(
        "ticket_redirected", "Переадресовано", _TICKET, {"agency": Value.LABEL}, is_obligatory=True
    ),
    Template(
        "ticket_resolved",
        "Обращение решено",
        _TICKET,
        {"reopen_date": Value.DATE},
        reach=Reach.BOTH,
    ),
    Template("ticket_reopened", "Обращение возобновлено", _TICKET),
    Template("ticket_closed", "Обращение закрыто", _TICKET),
    Template("ticket_merged", "Обращения объединены", {**_TICKET, "main": Value.NUMBER}),
    Template("ticket_unmerged", "Объединение отменено", {**_TICKET, "main": Value.NUMBER}),
    Template(
        "ticket_split",
        "Новый номер для части обращения",
        {**_TICKET, "from": Value.NUMBER},
        {"expected_date": Value.DATE},
        reach=Reach.BOTH,
        is_urgent=True,
        is_obligatory=True,
    ),
    Template(
        "silence_reminder",
        "Напоминание заявителю",
        _TICKET,
        {"close_date": Value.DATE},
        reach=Reach.BOTH,
    ),
    Template("article_link", "Инструкция по обращению", _TICKET),
    Template(
        "chat_continue", "Ссылка на разговор", {"link": Value.LINK}, is_urgent=True, is_secret=True
    ),
    Template(
        "chat_transcript", "Запись разговора", {"link": Value.LINK}, is_urgent=True, is_secret=True
    ),
    Template("status_link", "Ссылка на статус", _TICKET, is_urgent=True),
    Template(
        "sla_warning", "Срок подходит", {**_TICKET, "due_at": Value.DATE}, channels=_STAFF_MAIL
    ),
    Template(
        "sla_breached", "Срок нарушен", {**_TICKET, "due_at": Value.DATE}, channels=_STAFF_MAIL
    ),
    Template(
        "staff_task", "Нужно внимание", {**_TICKET, "what": Value.LABEL}, channels=_STAFF_MAIL
    ),
    Template(
        "export_ready",
        "Файл выгрузки готов",
        {"link": Value.LINK, "expires_at": Value.DATE},
        channels=_STAFF_MAIL,
    ),
    Template(
        "numbers_nearly_full",
        "Номера заканчиваются",
        {"type": Value.LABEL, "used": Value.LABEL},
        channels=_STAFF_MAIL,
    ),
    Template(
        "one_time_code",
        "Одноразовый код",
        {"code": Value.CODE},
        {"purpose": Value.LABEL},
        is_urgent=True,
        is_obligatory=True,
        is_secret=True,
        life=timedelta(minutes=10),
    ),
    Template(
        "registry_rechecked",
        "Повторная проверка данных",
        {"what": Value.LABEL, "result": Value.LABEL},
    ),
    Template(
        "caller_code",
        "Код для разговора с оператором",
        {"code": Value.CODE, "link": Value.LINK},
        is_urgent=True,
        is_obligatory=True,
        is_secret=True,
        life=timedelta(minutes=10),
    ),
    Template(
        "password_changed",
        "Пароль изменён",
        {"changed_at": Value.DATE},
        reach=Reach.BOTH,
        is_urgent=True,
        is_obligatory=True,
    ),
    Template(
        "second_factor_changed",
        "Второй фактор изменён",
        {"what": Value.LABEL, "changed_at": Value.DATE},
        reach=Reach.BOTH,
        is_urgent=True,
        is_obligatory=True,
    ),
    # personal data: the person can stop changes by the link, leaders learn of limits reached
    Template(
        "data_changed",
        "Изменение личных данных",
        {"what": Value.LABEL, "changed_at": Value.DATE, "link": Value.LINK},
        reach=Reach.BOTH,
        is_urgent=True,
        is_obligatory=True,
    ),
    Template(
        "changes_frozen",
        "Изменения заморожены",
        {"changed_at": Value.DATE},
        reach=Reach.BOTH,
        is_obligatory=True,
    ),
    Template(
        "freeze_lifted",
        "Заморозка снята",
        {"changed_at": Value.DATE},
        reach=Reach.BOTH,
        is_obligatory=True,
    ),
    Template(
        "data_alert",
        "Достигнут предел",
        {"who": Value.LABEL, "what": Value.LABEL, "at": Value.DATE, "link": Value.LINK},
        channels=_STAFF_MAIL,
        is_urgent=True,
        is_obligatory=True,
    ),
    Template(
        "subject_received",
        "Запрос о данных принят",
        {"what": Value.LABEL, "due_date": Value.DATE, "link": Value.LINK},
        is_obligatory=True,
    ),
    Template(
        "subject_answered",
        "Ответ на запрос о данных",
        {"what": Value.LABEL, "outcome": Value.LABEL, "link": Value.LINK},
        {"article": Value.LABEL},
        is_obligatory=True,
    ),
    Template(
        "subject_erased",
        "Данные удалены",
        {"erased_on": Value.DATE},
        is_obligatory=True,
        is_secret=True,
        forgets_address=True,
    ),
    Template(
        "subject_export_ready",
        "Архив данных готов",
        {"until": Value.DATE, "link": Value.LINK},
        is_obligatory=True,
    ),
    Template(
        "subject_due",
        "Срок запроса о данных",
        {"what": Value.LABEL, "state": Value.LABEL, "due_date": Value.DATE, "link": Value.LINK},
        channels=_STAFF_MAIL,
    ),
    # Queued by actions/bell.py; kind and number are put together when it is sent, no words here.
    Template("staff_push", "Уведомление в браузере сотрудника", {}, channels=frozenset()),
)
TEMPLATES: Final[Mapping[str, Template]] = {template.code: template for template in _ALL}


class BadContextError(ValueError):
    """A notice was asked for with something missing, unknown or of a wrong kind."""


def checked(code: str, context: Mapping[str, str]) -> Template:
    """Return the template after checking every value of its context; BadContextError else."""
    template = TEMPLATES.get(code)
    if template is None:
        raise BadContextError(f"There is no notice {code!r}.")
    allowed = {**template.needs, **template.may_have}
    missing = set(template.needs) - set(context)
    unknown = set(context) - set(allowed)
    if missing or unknown:
        raise BadContextError(f"{code}: missing {sorted(missing)}, unknown {sorted(unknown)}.")
    for name, text in context.items():
        if not isinstance(text, str) or not allowed[name].fits(text):
            raise BadContextError(f"{code}: {name} is not a {allowed[name].name}.")
    return template
