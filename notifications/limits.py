"""How much one address gets in a day, whoever asks (A-15, decision 16)."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from common.fields import keyed_digest
from notifications.catalogue import Template
from notifications.models import Delivery
from notifications.states import Channel, Status

DAY: Final = timedelta(days=1)
ANONYMOUS_PER_DAY: Final = 3
CODES_PER_DAY: Final = 5
ORDINARY_SMS_PER_DAY: Final = 10


def queue_up(address: str) -> None:
    """Let one transaction at a time count for an address, so that no two see the same count."""
    digest = keyed_digest(address.lower(), place="notifications.limits")
    number = int.from_bytes(digest[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def reason_to_skip(
    *, template: Template, channel: str, address: str, is_anonymous: bool, now: datetime
) -> str:
    """Return why nothing more goes to the address today, empty when it may go.

    Any 24 hours count, not the calendar day: midnight must not double the allowance.
    """
    recent = Delivery.objects.filter(
        address_index=address, channel=channel, created_at__gt=now - DAY
    ).exclude(status=Status.SKIPPED)
    if is_anonymous and recent.filter(is_anonymous_trigger=True).count() >= ANONYMOUS_PER_DAY:
        return "Сегодня на этот адрес уже отправлено три сообщения по чужим запросам."
    if template.is_secret:
        if recent.filter(template=template.code).count() >= CODES_PER_DAY:
            return "Сегодня на этот адрес уже отправлено пять кодов."
        return ""
    if channel == Channel.SMS and not template.is_urgent:
        ordinary = recent.filter(is_urgent=False).count()
        if ordinary >= ORDINARY_SMS_PER_DAY:
            return "Сегодня на этот номер уже отправлено десять СМС."
    return ""
