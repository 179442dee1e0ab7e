"""The part of `notifications` in what is known about a person: what was sent, and how they want it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q

from accounts.subjects import CHUNK, Held, Hold, Looked, Section, Subject, SubjectFile, section
from notifications.models import Delivery, PersonKind, Preference
from notifications.selectors import title_of
from notifications.states import Status

UNSENT = (Status.QUEUED, Status.SENDING)
SENT = "channel language address subject body status created_at sent_at delivered_at".split()
CHOICE = "by_email by_sms quiet_from quiet_to updated_at".split()


class NotificationsPart:
    """Addresses and words of notices go; that one was sent, when and how it ended, stays."""

    name = "notifications"
    covers: ClassVar[Mapping[str, str]] = {
        "notifications.Delivery": "адрес и текст стираются, неотправленное не уйдёт",
        "notifications.DeliveryPart": "остаётся: номер у оператора связи, без адреса",
        "notifications.Preference": "удаляется",
    }

    def sections(self, subject: Subject) -> Iterable[Section]:
        sent = _deliveries(subject).order_by("created_at")
        named = ("уведомление", lambda row: title_of(row.template))
        return [
            section("notices", "Уведомления", sent, SENT, title=named),
            section("preferences", "Настройки уведомлений", _preferences(subject), CHOICE),
        ]

    def files(self, subject: Subject) -> Iterator[SubjectFile]:
        return iter(())

    def held(self, subject: Subject) -> list[Held]:
        known = _deliveries(subject).filter(address_index__isnull=False)
        return [Held("Уведомления с адресом и текстом", known.count())]

    def holds(self, subject: Subject, *, now: datetime) -> list[Hold]:
        return []

    def looked(self, subject: Subject) -> Looked:
        return Looked()

    def erase(self, subject: Subject, *, now: datetime) -> dict[str, int]:
        done = 0
        rows = (
            _deliveries(subject).filter(address_index__isnull=False).select_for_update(of=("self",))
        )
        for delivery in rows.iterator(chunk_size=CHUNK):
            wipe(delivery)
            done += 1
        return {
            "Тексты и адреса уведомлений": done,
            "Настройки уведомлений": _preferences(subject).delete()[0],
        }


PART = NotificationsPart()


def wipe(delivery: Delivery) -> None:
    """Forget what a delivery said and where it went; what has not left will not leave."""
    delivery.address = delivery.subject = delivery.body = delivery.context = ""
    fields = ["address", "address_index", "subject", "body", "context"]
    if delivery.status in UNSENT:
        delivery.status, delivery.lease_until = Status.SKIPPED, None
        delivery.error = "Данные получателя удалены."
        fields += ["status", "lease_until", "error"]
    delivery.save(update_fields=fields)


def _deliveries(subject: Subject) -> Any:
    mine = Q(person_kind=PersonKind.CITIZEN, person_id__in=subject.profile_ids)
    to_addresses = Q(person_kind=PersonKind.ADDRESS, address_index__in=sorted(subject.addresses))
    return Delivery.objects.filter(mine | to_addresses)


def _preferences(subject: Subject) -> Any:
    return Preference.objects.filter(
        person_kind=PersonKind.CITIZEN, person_id__in=subject.profile_ids
    )
