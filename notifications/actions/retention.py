"""Forgetting: who was told what, and how it ended, stays; the words and addresses go."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from accounts.retention import Broom
from notifications.actions.bell import forget_old_notices
from notifications.models import Delivery, Receipt
from notifications.states import Status

KEPT: Final = timedelta(days=30)
FINISHED: Final = (Status.SENT, Status.DELIVERED, Status.UNDELIVERED, Status.SKIPPED, Status.DEAD)
BATCH: Final = 200


def forget_texts(*, now: datetime, kept: timedelta = KEPT, batches: int = 100_000) -> int:
    """Wipe what finished deliveries said and where they went, once kept so long; return how many.

    Receipts and lines of bells nobody can need any more are deleted on the way.
    """
    done = 0
    for _ in range(batches):
        wiped = _forget_batch(now - kept)
        done += wiped
        if wiped < BATCH:
            break
    Receipt.objects.filter(received_at__lt=now - kept).delete()
    forget_old_notices(now=now, kept=kept)
    return done


@transaction.atomic
def _forget_batch(edge: datetime) -> int:
    rows = _with_texts(edge)
    found = list(rows.order_by("pk").select_for_update(skip_locked=True)[:BATCH])
    for delivery in found:
        delivery.address = delivery.subject = delivery.body = delivery.context = ""
        delivery.save(update_fields=["address", "address_index", "subject", "body", "context"])
    return len(found)


def _with_texts(edge: datetime) -> QuerySet[Delivery]:
    old = Delivery.objects.filter(status__in=FINISHED, created_at__lt=edge)
    return old.filter(address_index__isnull=False)


BROOMS: Final = (
    Broom(
        "delivery_texts",
        lambda before: _with_texts(before).count(),
        lambda before, now: forget_texts(now=now, kept=now - before),
    ),
)
