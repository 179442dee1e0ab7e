"""Reactions to facts of personal data: people are told of changes, leaders of limits reached."""

from django.conf import settings
from django.urls import reverse

from accounts.events import (
    ChangesFrozen,
    ContactChanged,
    DataChanged,
    FreezeLifted,
    LookupLimitReached,
    ProfileUpdated,
    RevealLimitReached,
)
from accounts.models import Attribute, Citizen, DataChange, User
from accounts.selectors.changes import change_with, last_applied
from accounts.selectors.signals import guardians_of
from journal.facts import Fact
from notifications.actions import notify
from notifications.models import PersonKind
from notifications.quiet import MOSCOW
from notifications.recipients import Recipient, of_citizen, of_colleague

NAMES = ("last_name", "first_name", "middle_name")
WORDS = {
    "ru": {
        Attribute.FULL_NAME: "ФИО",
        Attribute.PHONE: "телефон",
        Attribute.EMAIL: "адрес электронной почты",
        Attribute.BIRTH_DATE: "дата рождения",
        Attribute.SNILS: "СНИЛС",
        Attribute.PASSPORT: "паспорт",
        Attribute.PASSPORT_ISSUED_ON: "дата выдачи паспорта",
        Attribute.PASSPORT_CODE: "код подразделения в паспорте",
        Attribute.INN: "ИНН",
        Attribute.ADDRESS: "адрес регистрации",
        Attribute.ACCOUNT_ID: "идентификатор учётной записи",
    },
    "en": {
        Attribute.FULL_NAME: "name",
        Attribute.PHONE: "phone",
        Attribute.EMAIL: "e-mail address",
        Attribute.BIRTH_DATE: "date of birth",
        Attribute.SNILS: "SNILS",
        Attribute.PASSPORT: "passport",
        Attribute.PASSPORT_ISSUED_ON: "date of issue of the passport",
        Attribute.PASSPORT_CODE: "department code in the passport",
        Attribute.INN: "INN",
        Attribute.ADDRESS: "registered address",
        Attribute.ACCOUNT_ID: "account identifier",
    },
}


def tell_of_change(fact: Fact) -> None:
    """Tell the person of a change of their data, by the old phone or e-mail too (R-191, C13)."""
    change = _change(fact)
    if change is None:
        return
    link = settings.PUBLIC_URL + reverse("accounts:freeze-by-code", args=[change.pk])
    for recipient in _told(change):
        words = WORDS.get(recipient.language, WORDS["ru"])
        what = words[Attribute(change.attribute)]
        context = {"what": what, "changed_at": _moment(fact), "link": link}
        notify(
            entry_id=fact.entry_id,
            recipient=recipient,
            template="data_changed",
            context=context,
            now=fact.at,
        )


def tell_of_freeze(fact: Fact) -> None:
    """Tell the person that changes are stopped, or possible again."""
    event: ChangesFrozen | FreezeLifted = fact.event
    frozen = isinstance(event, ChangesFrozen)
    notify(
        entry_id=fact.entry_id,
        recipient=of_citizen(Citizen.objects.get(pk=event.citizen_id)),
        template="changes_frozen" if frozen else "freeze_lifted",
        context={"changed_at": _moment(fact)},
        now=fact.at,
    )


def alert_guardians(fact: Fact) -> None:
    """Tell supervisors and data officers of the first refusal of an hour (D-05)."""
    event: LookupLimitReached | RevealLimitReached = fact.event
    if event.refused != 1:
        return
    user = User.objects.get(pk=event.user_id)
    revealed = isinstance(event, RevealLimitReached)
    context = {
        "who": user.full_name,
        "what": "открывает данные заявителей" if revealed else "ищет людей",
        "at": _moment(fact),
        "link": settings.PUBLIC_URL + reverse("identity:changes"),
    }
    for guardian in guardians_of(user):
        notify(
            entry_id=fact.entry_id,
            recipient=of_colleague(guardian),
            template="data_alert",
            context=context,
            now=fact.at,
        )


def _change(fact: Fact) -> DataChange | None:
    event: DataChanged | ContactChanged | ProfileUpdated = fact.event
    if not isinstance(event, ProfileUpdated):
        return change_with(event.change_id)
    if not set(event.fields) & set(NAMES):
        return None
    return last_applied(event.citizen_id, Attribute.FULL_NAME)


def _told(change: DataChange) -> list[Recipient]:
    """Return the person as they are reached now, and the address that was replaced."""
    spoken = change.citizen.language
    found = [of_citizen(change.citizen)]
    if change.old_value and change.attribute == Attribute.PHONE:
        found.append(Recipient(PersonKind.ADDRESS, change.pk, spoken, phone=change.old_value))
    if change.old_value and change.attribute == Attribute.EMAIL:
        found.append(Recipient(PersonKind.ADDRESS, change.pk, spoken, email=change.old_value))
    return found


def _moment(fact: Fact) -> str:
    return f"{fact.at.astimezone(MOSCOW):%d.%m.%Y %H:%M}"
