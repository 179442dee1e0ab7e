"""Forecasts kept beside what really happened (`WaitPromise`); steps of doors, no doors themselves."""

import math
from datetime import datetime

from routing.models import WaitPromise, WorkItem
from routing.selectors.waiting import waiting_of


def promise(item: WorkItem, *, now: datetime) -> None:
    """Write down what is forecast for an item that has just entered."""
    known = waiting_of(item, now=now)
    interval = known.interval
    WaitPromise.objects.create(
        item=item,
        made_at=now,
        ahead=known.ahead,
        operators=known.operators,
        expected_s=known.wait_s if math.isfinite(known.wait_s) else None,
        low_s=interval.low_min * 60 if interval else None,
        high_s=interval.high_min * 60 if interval and not interval.is_open else None,
        is_spoken=known.is_spoken,
    )


def keep(item: WorkItem, *, now: datetime) -> None:
    """Note when an item was taken for the first time."""
    WaitPromise.objects.filter(pk=item.pk, kept_at=None).update(kept_at=now)
