"""Offers: accepted, declined, missed. Exactly one owner under any number of dispatchers and clicks."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from common.actors import SYSTEM, Acts
from common.errors import DomainError
from common.policies import require
from journal.facts import record
from routing.actions.presence import NO_ANSWER, locked_presence, switch
from routing.actions.promising import keep
from routing.events import OfferAccepted, OfferDeclined, OfferMissed
from routing.models import Offer, PauseReason, Presence, WorkItem
from routing.policies import can_answer_offer

MISSES = 3
BATCH = 200
Outcome = Offer.Outcome


class OfferGone(DomainError):
    """The countdown is over or the work is somebody else's by now."""

    code = "offer_gone"


@transaction.atomic
def accept(*, offer: Offer, by: Acts, now: datetime) -> WorkItem:
    """Take what was offered; raises OfferGone. Pressed twice, it is accepted once.

    Called by the door of the app whose work it is, in its transaction (decisions 4).
    """
    item, offer, presence = _locked(offer, now=now)
    require(can_answer_offer, by, offer)
    if offer.outcome == Outcome.ACCEPTED:
        return item
    if offer.outcome != Outcome.OPEN or offer.expires_at <= now:
        raise OfferGone("Время вышло: обращение вернулось в очередь и предложено другому.")
    presence.load += item.weight
    presence.is_offered, presence.missed_in_row, presence.active_at = False, 0, now
    presence.save()
    item.state, item.taken_at, item.owner_id = WorkItem.State.TAKEN, now, offer.operator_id
    item.save()
    keep(item, now=now)
    _end(offer, Outcome.ACCEPTED, now=now)
    record(OfferAccepted(item.pk, offer.pk, offer.operator_id), by=by, at=now)
    return item


@transaction.atomic
def decline(*, offer: Offer, by: Acts, now: datetime) -> WorkItem:
    """Refuse: the item waits on with its age, somebody else is asked first."""
    item, offer, presence = _locked(offer, now=now)
    require(can_answer_offer, by, offer)
    if offer.outcome != Outcome.OPEN:
        return item
    _return(item, offer, presence, now=now)
    presence.free_since = presence.active_at = now
    presence.save()
    _end(offer, Outcome.DECLINED, now=now)
    record(OfferDeclined(item.pk, offer.pk, offer.operator_id), by=by, at=now)
    return item


def expire_offers(*, now: datetime) -> int:
    """Take back what nobody answered in time; return how many. After MISSES in a row: a pause."""
    due = Offer.objects.filter(outcome=Outcome.OPEN, expires_at__lte=now)
    return sum(_miss(key, now=now) for key in list(due.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _miss(offer_id: UUID, *, now: datetime) -> bool:
    item, offer, presence = _locked(Offer.objects.get(pk=offer_id), now=now)
    if offer.outcome != Outcome.OPEN or offer.expires_at > now:
        return False
    _return(item, offer, presence, now=now)
    presence.missed_in_row += 1
    presence.free_since = now
    if presence.missed_in_row >= MISSES and presence.state == Presence.State.READY:
        reason = PauseReason.objects.filter(pk=NO_ANSWER).first()
        switch(presence, Presence.State.PAUSED, reason=reason, by=SYSTEM, now=now)
    else:
        presence.save()
    _end(offer, Outcome.MISSED, now=now)
    record(OfferMissed(item.pk, offer.pk, offer.operator_id), by=SYSTEM, at=now)
    return True


# --- steps of doors
def withdraw_offer(item: WorkItem, *, now: datetime) -> None:
    """Take the open offer of a locked item back: it changed, left, or was taken by hand."""
    offer = item.offers.select_for_update().filter(outcome=Outcome.OPEN).first()
    if offer is not None:
        presence = locked_presence(offer.operator_id, now=now)
        presence.is_offered = False
        presence.save()
        _end(offer, Outcome.WITHDRAWN, now=now)
    item.owner_id = None


def _locked(offer: Offer, *, now: datetime) -> tuple[WorkItem, Offer, Presence]:
    """Lock item, offer and operator, always in this order."""
    item = WorkItem.objects.select_for_update().get(pk=offer.item_id)
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    return item, offer, locked_presence(offer.operator_id, now=now)


def _return(item: WorkItem, offer: Offer, presence: Presence, *, now: datetime) -> None:
    item.state, item.owner_id = WorkItem.State.WAITING, None
    item.passed_by = [*item.passed_by, offer.operator_id]
    item.save()
    presence.is_offered = False


def _end(offer: Offer, outcome: str, *, now: datetime) -> None:
    offer.outcome, offer.ended_at = outcome, now
    offer.save(update_fields=["outcome", "ended_at"])
