"""Words for what was done about a person's identity, as lines of the appeal (R-067).

One row per event of `accounts` that is wired to `tickets.handlers.note_identity_step`.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

from accounts import events
from accounts.models import (
    Assurance,
    Attribute,
    IdentityAnswer,
    PortalOperation,
    RegistryInquiry,
    Reveal,
)
from accounts.selectors.registries import outcome_words, reason_words

_WAYS = {"sms": "СМС", "email": "письмо"}
_TALKS = {"phone": "телефон", "mfc": "визит в МФЦ", "chat": "чат"}
Words = Callable[[dict[str, Any]], str]


def _answered(data: dict[str, Any]) -> str:
    asked = Attribute(data["attribute"]).label
    outcome = IdentityAnswer.Outcome(data["outcome"]).label.lower()
    lifted = f". {Assurance(data['level']).label}" if data.get("lifted") else ""
    return f"Проверка личности: {asked} — {outcome}{lifted}"


def _registry(data: dict[str, Any]) -> str:
    return str(RegistryInquiry.Registry(data["registry"]).label)


def _registry_answered(data: dict[str, Any]) -> str:
    outcome = RegistryInquiry.State(data["state"]).label.lower()
    why = f": {reason_words(data['reason'])}" if data.get("reason") else ""
    return f"Сверка с реестром, {_registry(data)}: {outcome}{why}"


def _portal(data: dict[str, Any]) -> str:
    return str(PortalOperation.Kind(data["kind"]).label)


def _portal_answered(data: dict[str, Any]) -> str:
    words = outcome_words(data["kind"], data["state"], data["outcome"])
    return f"Учётная запись портала. {_portal(data)}: {words}"


def _change(outcome: str) -> Words:
    return lambda data: f"Изменение данных: {Attribute(data['attribute']).label} — {outcome}"


def _revealed(data: dict[str, Any]) -> str:
    what = ", ".join(str(Attribute(name).label) for name in data["attributes"])
    return f"Показаны данные: {what}. {Reveal.Reason(data['reason']).label}"


WORDS: dict[type, Words] = {
    events.IdentityAnswered: _answered,
    events.IdentityConfirmedInPerson: lambda data: "Проверка личности: оригинал предъявлен в МФЦ",
    events.RegistryAnswered: _registry_answered,
    events.PortalAsked: lambda data: f"Учётная запись портала. {_portal(data)}: поручено",
    events.PortalAnswered: _portal_answered,
    events.CallerCodeStarted: lambda data: f"Код отправлен: {_WAYS[data['channel']]}",
    events.CallerCodeEntered: lambda data: "Заявитель ввёл код: телефон или почта подтверждены",
    events.CallerCodeSpoken: lambda data: "Код назван вслух и отменён",
    events.PersonalDataRevealed: _revealed,
    events.ChangeRequested: _change("ждёт второго сотрудника"),
    events.DataChanged: _change("применено"),
    events.ChangeRefused: _change("отказано"),
    events.ChangesFrozen: lambda data: "Изменения данных заморожены",
    events.FreezeLifted: lambda data: "Заморозка изменений снята",
    events.ContactEnded: lambda data: "Разговор окончен",
}
_BY_NAME = {event.__name__: words for event, words in WORDS.items()}


def step_data(event: Any) -> dict[str, Any]:
    """Return what the line keeps of an event: its name and codes, no ids of people."""
    kept = {
        field.name: getattr(event, field.name)
        for field in dataclasses.fields(event)
        if not field.name.endswith("_id")
    }
    return {"verb": "identity", "step": type(event).__name__, **kept}


def step_title(data: dict[str, Any]) -> str:
    """Return the line in words, an empty string for any other line."""
    if data.get("verb") == "talk":
        return f"Разговор: {_TALKS.get(data['channel'], data['channel'])}"
    words = _BY_NAME.get(data.get("step", ""))
    return words(data) if words else ""
