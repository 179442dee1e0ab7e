"""Making offers: from a free operator or a new item to the offer, in one transaction each.

Any number of dispatchers may run: the item's and the operator's rows are taken with SKIP LOCKED,
and what decides (`state`, `load`, `is_offered`) stands in those rows, so that a dispatcher with an
old snapshot sees the newest. Nobody waits for anybody.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from common.actors import SYSTEM
from journal.facts import record
from routing.actions.callbacks import sweep_callbacks
from routing.actions.offers import expire_offers
from routing.actions.presence import sweep_presence
from routing.actions.steering import sweep_postings, sweep_reservations
from routing.events import WorkOffered
from routing.models import Offer, Presence, WorkItem
from routing.selectors.matching import Pair, item_for, operator_for, ready_operators, waiting_items

# Those who passed on an item are asked again when it has waited so long for another.
ASK_AGAIN_AFTER = timedelta(seconds=settings.OFFER_AGAIN_AFTER_S)


@transaction.atomic
def offer_item(*, item_id: UUID, now: datetime) -> Offer | None:
    """Offer a waiting item to the most suitable free operator; None when there is none."""
    pair = operator_for(item_id, now=now)
    return _make(pair, now=now) if pair else None


@transaction.atomic
def offer_to(*, operator_id: UUID, now: datetime) -> Offer | None:
    """Offer a free operator what has waited longest of the highest priority they fit; None: nothing."""
    pair = item_for(operator_id, now=now)
    return _make(pair, now=now) if pair else None


def sweep(*, now: datetime, most: int = 500) -> list[Offer]:
    """Heal what a crash left and what time alone changes: offers run out, demands relax."""
    expire_offers(now=now)
    sweep_presence(now=now)
    sweep_postings(now=now)
    sweep_reservations(now=now)
    sweep_callbacks(now=now)
    _ask_again(now=now)
    made: list[Offer] = []
    for operator_id in ready_operators(most=most):
        offer = offer_to(operator_id=operator_id, now=now)
        if offer is not None:
            made.append(offer)
    return made


def dispatch(*, now: datetime, most: int = 500) -> list[Offer]:
    """Offer everything that can be offered now, items first in their order."""
    made = []
    for item_id in waiting_items(most=most):
        offer = offer_item(item_id=item_id, now=now)
        if offer is not None:
            made.append(offer)
    return made


def _make(pair: Pair, *, now: datetime) -> Offer:
    lasts = timedelta(seconds=settings.OFFER_LASTS_S)
    offer = Offer.objects.create(
        item_id=pair.item_id,
        operator_id=pair.operator_id,
        made_at=now,
        expires_at=now + lasts,
        why=pair.why,
    )
    WorkItem.objects.filter(pk=pair.item_id).update(
        state=WorkItem.State.OFFERED, owner_id=pair.operator_id
    )
    Presence.objects.filter(pk=pair.operator_id).update(is_offered=True)
    record(WorkOffered(pair.item_id, offer.pk, pair.operator_id), by=SYSTEM, at=now)
    return offer


def _ask_again(*, now: datetime) -> None:
    """Forget who passed on items that nobody else has taken for a minute."""
    stuck = WorkItem.objects.filter(state=WorkItem.State.WAITING).exclude(passed_by=[])
    recent = Offer.objects.filter(ended_at__gt=now - ASK_AGAIN_AFTER).values("item")
    stuck.exclude(pk__in=recent).update(passed_by=[])
