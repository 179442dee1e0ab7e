"""Carrying a delivery out: claim it, hand it over, say how it went.

A claim is a lease. A worker killed between sending and marking leaves the row `sending` until the
lease is over; then it goes out once more: the one message in flight may repeat, none is lost.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import Citizen
from common.actors import SYSTEM
from journal.facts import record
from notifications import health
from notifications.actions.code_reports import report_code
from notifications.actions.queueing import queue_fallback
from notifications.actions.receipts import apply_receipts_of
from notifications.catalogue import TEMPLATES, Reach
from notifications.events import DeliveryDied
from notifications.gateways.base import GatewayError
from notifications.models import Delivery, DeliveryPart, PersonKind
from notifications.quiet import wake_time
from notifications.recipients import of_citizen
from notifications.selectors import preference_for
from notifications.states import Channel, Status
from notifications.wake import wake_after_commit

LEASE: Final = timedelta(seconds=45)  # longer than the longest hand-over of a gateway
MAX_ATTEMPTS: Final = 10
FIRST_PAUSE_S: Final = 10
LONGEST_PAUSE_S: Final = 1800
OUTAGE_PATIENCE: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery this worker may hand over now. `attempt` tells its claim from later ones."""

    delivery: Delivery
    attempt: int
    parts_taken: int


@transaction.atomic
def claim_next(*, channel: str, now: datetime) -> Claim | None:
    """Take the next due delivery of a channel; None when nothing is due or the channel rests.

    1. The channel's row is locked, so the number of messages in flight is exact.
    2. Due rows others are busy with are passed over.
    3. What has lost its meaning, or would wake somebody up, is put aside and the next is looked at.
    """
    if not health.may_try(channel, now=now):
        return None
    while True:
        delivery = Delivery.objects.due(channel, now).select_for_update(skip_locked=True).first()
        if delivery is None:
            return None
        if _put_aside(delivery, now=now):
            continue
        delivery.status = Status.SENDING
        delivery.attempts += 1
        delivery.lease_until = now + LEASE
        delivery.save(update_fields=["status", "attempts", "lease_until"])
        taken = delivery.taken.count() if channel == Channel.SMS else 0
        return Claim(delivery, delivery.attempts, taken)


@transaction.atomic
def mark_sent(
    *, delivery_id: UUID, attempt: int, provider_ids: Sequence[str], now: datetime
) -> None:
    """Note that the neighbour has taken the message.

    A late success is welcome even when the lease is over, unless somebody else sends by now.
    """
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    mine = delivery.status == Status.SENDING and delivery.attempts == attempt
    if not mine and delivery.status != Status.QUEUED:
        return
    _keep_parts(delivery, provider_ids)
    delivery.status, delivery.sent_at, delivery.lease_until = Status.SENT, now, None
    delivery.error, fields = "", ["status", "sent_at", "lease_until", "error"]
    if TEMPLATES[delivery.template].is_secret:
        delivery.body = delivery.context = ""
        fields += ["body", "context"]
    if TEMPLATES[delivery.template].forgets_address:
        delivery.address = ""
        fields += ["address", "address_index"]
    delivery.save(update_fields=fields)
    health.note_success(delivery.channel, now=now)
    report_code(delivery, "sent")
    if delivery.channel == Channel.SMS:
        apply_receipts_of(delivery, now=now)


@transaction.atomic
def mark_failed(*, delivery_id: UUID, attempt: int, error: GatewayError, now: datetime) -> None:
    """Note a failure: later again, or a dead letter when no repeat will help."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.status != Status.SENDING or delivery.attempts != attempt:
        return
    _keep_parts(delivery, error.accepted)
    if error.outage:
        health.note_failure(delivery.channel, error=str(error), now=now)
    else:
        health.note_success(delivery.channel, now=now)
    if _is_hopeless(delivery, error, now=now):
        _bury(delivery, str(error), now=now)
        return
    pause_s = min(FIRST_PAUSE_S * 2 ** (delivery.attempts - 1), LONGEST_PAUSE_S)
    delivery.status, delivery.lease_until = Status.QUEUED, None
    delivery.due_at = now + timedelta(seconds=pause_s * random.uniform(0.8, 1.2))  # noqa: S311
    delivery.error = str(error)[:200]
    delivery.save(update_fields=["status", "lease_until", "due_at", "error"])


@transaction.atomic
def return_abandoned(*, now: datetime, limit: int = 500) -> int:
    """Put back what dead workers held; what killed its worker again and again is buried."""
    abandoned = Delivery.objects.abandoned(now).order_by("lease_until")
    rows = list(abandoned.select_for_update(skip_locked=True)[:limit])
    for delivery in rows:
        if delivery.attempts >= MAX_ATTEMPTS:
            _bury(delivery, "Отправка обрывалась без ответа.", now=now)
            continue
        delivery.status, delivery.lease_until, delivery.due_at = Status.QUEUED, None, now
        delivery.error = "Отправка оборвалась без ответа."
        delivery.save(update_fields=["status", "lease_until", "due_at", "error"])
    for channel in sorted({delivery.channel for delivery in rows}):
        wake_after_commit(channel)
    return len(rows)


def _put_aside(delivery: Delivery, *, now: datetime) -> bool:
    """Skip what is out of date, postpone an ordinary SMS that came due at night."""
    if delivery.expires_at is not None and delivery.expires_at <= now:
        delivery.status, delivery.error = Status.SKIPPED, "Устарело до отправки."
        delivery.body = delivery.context = ""
        delivery.save(update_fields=["status", "error", "body", "context"])
        report_code(delivery, "failed", "late")
        return True
    if delivery.channel != Channel.SMS or delivery.is_urgent:
        return False
    preference = preference_for(delivery.person_kind, delivery.person_id)
    due_at = wake_time(now, preference.quiet_from, preference.quiet_to)
    if due_at <= now:
        return False
    delivery.due_at = due_at
    delivery.save(update_fields=["due_at"])
    return True


def _is_hopeless(delivery: Delivery, error: GatewayError, *, now: datetime) -> bool:
    """An outage is waited out by the clock; a message refused on its own is tried a few times."""
    if error.permanent:
        return True
    if error.outage:
        return now - delivery.created_at > OUTAGE_PATIENCE
    return delivery.attempts >= MAX_ATTEMPTS


def _bury(delivery: Delivery, error: str, *, now: datetime) -> None:
    """Leave the delivery to a person and try the other way if there is one."""
    delivery.status, delivery.lease_until = Status.DEAD, None
    delivery.error = error[:200]
    delivery.save(update_fields=["status", "lease_until", "error"])
    record(DeliveryDied(delivery.pk, delivery.channel, delivery.template), by=SYSTEM, at=now)
    report_code(delivery, "failed", "dead")
    template = TEMPLATES[delivery.template]
    if delivery.person_kind == PersonKind.CITIZEN and template.reach is Reach.ONE:
        citizen = Citizen.objects.get(pk=delivery.person_id)
        queue_fallback(dead=delivery, recipient=of_citizen(citizen), now=now)


def _keep_parts(delivery: Delivery, provider_ids: Sequence[str]) -> None:
    """Remember the centre's names of SMS parts; the name of a letter follows from the delivery."""
    if delivery.channel != Channel.SMS or not provider_ids:
        return
    taken = delivery.taken.count()
    DeliveryPart.objects.bulk_create(
        DeliveryPart(delivery=delivery, position=taken + number, provider_id=name[:80])
        for number, name in enumerate(provider_ids, start=1)
    )
