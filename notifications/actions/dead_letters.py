"""What a person decides about a message that could not be delivered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from common.actors import Acts
from common.errors import DomainError
from common.policies import require
from journal.facts import record
from notifications import policies
from notifications.events import DeliveryReplayed
from notifications.models import Delivery
from notifications.states import REPLAYABLE, Status
from notifications.wake import wake_after_commit


class ReplayRefused(DomainError):
    """This message cannot be sent again."""

    code = "replay_refused"


@transaction.atomic
def replay_dead_letter(*, delivery_id: UUID, by: Acts, now: datetime) -> Delivery:
    """Send a dead or undelivered message again with a fresh count of attempts.

    Parts the SMS centre had taken before a failure stay taken; an undelivered text goes whole.
    """
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    require(policies.can_replay_delivery, by, delivery)
    if delivery.status not in REPLAYABLE:
        raise ReplayRefused("Повторить можно только то, что не доставлено.")
    if not delivery.body or (delivery.expires_at is not None and delivery.expires_at <= now):
        raise ReplayRefused("Код уже не действует: человек может запросить новый.")
    if delivery.status == Status.UNDELIVERED:
        delivery.taken.all().delete()
    delivery.status, delivery.attempts, delivery.due_at = Status.QUEUED, 0, now
    delivery.error = ""
    delivery.save(update_fields=["status", "attempts", "due_at", "error"])
    record(DeliveryReplayed(delivery.pk), by=by, at=now)
    wake_after_commit(delivery.channel)
    return delivery
