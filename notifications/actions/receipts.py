"""Delivery receipts of the SMS centre: kept at once, counted when their part is known.

A receipt can overtake the answer to the message it is about, so it is stored first; whichever side
comes second joins them, and the sweep joins what two simultaneous transactions both missed.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from notifications.actions.code_reports import report_code
from notifications.models import Delivery, DeliveryPart, Receipt
from notifications.states import Status, may_move

FINAL: Final = {
    "DELIVRD": "",
    "UNDELIV": "Абонент недоступен.",
    "EXPIRED": "Абонент не появился в сети за время хранения.",
    "REJECTD": "Оператор связи отклонил сообщение.",
    "DELETED": "Оператор связи удалил сообщение.",
    "UNKNOWN": "Оператор связи не знает, что стало с сообщением.",
}
WAITED_FOR: Final = timedelta(days=3)


@transaction.atomic
def record_receipt(*, provider_id: str, outcome: str, error: str, now: datetime) -> None:
    """Keep a receipt and count it if its part is known. The same receipt again changes nothing."""
    Receipt.objects.bulk_create(
        [
            Receipt(
                provider_id=provider_id[:80],
                outcome=outcome[:12],
                error=error[:12],
                received_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    part = DeliveryPart.objects.filter(provider_id=provider_id[:80]).order_by("-pk").first()
    if part is not None:
        delivery = Delivery.objects.select_for_update().get(pk=part.delivery_id)
        apply_receipts_of(delivery, now=now)


@transaction.atomic
def apply_open_receipts(*, now: datetime, limit: int = 500) -> int:
    """Count receipts that missed their parts; return how many deliveries were looked at."""
    names = Receipt.objects.filter(applied_at=None, received_at__gt=now - WAITED_FOR)
    waiting = names.order_by("received_at").values_list("provider_id", flat=True)[:limit]
    ids = DeliveryPart.objects.filter(provider_id__in=list(waiting)).values("delivery_id")
    found = Delivery.objects.filter(pk__in=ids).order_by("pk").select_for_update(skip_locked=True)
    deliveries = list(found)
    for delivery in deliveries:
        apply_receipts_of(delivery, now=now)
    return len(deliveries)


def apply_receipts_of(delivery: Delivery, *, now: datetime) -> None:
    """Count the open receipts of a locked delivery; one lost part makes the whole undelivered."""
    parts = {part.provider_id: part for part in delivery.taken.all()}
    receipts = Receipt.objects.filter(applied_at=None, provider_id__in=list(parts))
    for receipt in receipts.order_by("received_at", "pk"):
        if receipt.outcome in FINAL:
            part = parts[receipt.provider_id]
            part.outcome = receipt.outcome
            part.save(update_fields=["outcome"])
        receipt.applied_at = now
        receipt.save(update_fields=["applied_at"])
    outcomes = [part.outcome for part in parts.values()]
    bad = next((o for o in outcomes if o and o != "DELIVRD"), "")
    if bad and _settle(delivery, Status.UNDELIVERED, FINAL[bad], now=now):
        report_code(delivery, "undelivered", bad.lower())
    is_whole = not bad and bool(outcomes) and all(outcomes)
    if is_whole and _settle(delivery, Status.DELIVERED, "", now=now):
        report_code(delivery, "delivered")


def _settle(delivery: Delivery, status: Status, error: str, *, now: datetime) -> bool:
    """Bring a delivery to its end; False when it is at another one already."""
    if not may_move(delivery.status, status):
        return False
    delivery.status, delivery.error = status, error
    delivery.delivered_at = now if status is Status.DELIVERED else None
    delivery.save(update_fields=["status", "error", "delivered_at"])
    return True
