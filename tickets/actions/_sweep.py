"""How a sweep takes rows: due ones only, locked, one failing alone, however many sweepers run."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

logger = logging.getLogger(__name__)
BATCH = 20
MOST = 4000
T = TypeVar("T", bound=Model)


def sweep(
    due: Callable[[], QuerySet[T]], fire: Callable[[T], None], postpone: Callable[[T], None]
) -> int:
    """Fire every due row and return how many; `due` locks with SKIP LOCKED and never waits.

    A row that fails is undone alone, logged and postponed, so it cannot hold the others up.
    Batches are short: the locks of a row are held for a fraction of a second.
    """
    fired = 0
    for _ in range(MOST // BATCH):
        with transaction.atomic():
            rows = list(due()[:BATCH])
            fired += sum(_fire_one(row, fire, postpone) for row in rows)
        if not rows:
            break
    return fired


def _fire_one(row: T, fire: Callable[[T], None], postpone: Callable[[T], None]) -> bool:
    try:
        with transaction.atomic():
            fire(row)
    except Exception:
        logger.exception("A due row failed and is postponed", extra={"row": str(row.pk)})
        postpone(row)
        return False
    return True
