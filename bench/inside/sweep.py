"""Row 21: what a sweep of the clocks costs, and clocks that come due one after another."""

import time
from datetime import timedelta
from statistics import median
from typing import Any

from django.db import connection
from django.utils import timezone

from journal.models import Reaction
from tickets.actions.clocks import sweep_clocks
from tickets.models import Clock
from tickets.states import Status

# As good as new: its warning to the assignee is the next it has to say.
_FRESH = """
UPDATE tickets_clock SET step = 0, breached_at = NULL, next_at = %s, warn_at = %s, due_at = %s
WHERE id = %s
"""


def cost(due: int, rounds: int) -> dict[str, Any]:
    """Return seconds of a sweep with nothing due and with `due` clocks due, and how many wait."""
    nothing, some = [], []
    sweep_clocks(timezone.now())
    for _ in range(rounds):
        nothing.append(_timed()[0])
        _make(due, timedelta(0), timedelta(0))
        took, fired = _timed()
        if fired != due:
            raise RuntimeError(f"{fired} clocks fired instead of {due}.")
        some.append(took)
    waiting = Clock.objects.filter(next_at__isnull=False).count()
    return {"nothing": median(nothing), "some": median(some), "waiting": waiting}


def make_due(count: int, after_s: float, within_s: float) -> list[Any]:
    """Let clocks come due evenly over a span from now on; return (id, moment) of each.

    What loads without a worker have left in the outbox is none of this row's business.
    """
    Reaction.objects.filter(done_at=None, dead_at=None).update(done_at=timezone.now())
    return _make(count, timedelta(seconds=after_s), timedelta(seconds=within_s))


def let_come_due(count: int, after_s: float, within_s: float) -> int:
    """Let clocks of open appeals come due, whatever is being done with them; return how many."""
    open_ones = (Status.REGISTERED, Status.QUEUED, Status.IN_PROGRESS)
    return len(_make(count, timedelta(seconds=after_s), timedelta(seconds=within_s), open_ones))


def _make(
    count: int,
    after: timedelta,
    within: timedelta,
    states: tuple[Status, ...] = (Status.IN_PROGRESS,),
) -> list[Any]:
    now = timezone.now()
    rows = Clock.objects.filter(stopped_at=None, paused_at=None, ticket__status__in=states)
    keys = list(rows.order_by("-pk").values_list("pk", flat=True)[:count])
    made = []
    with connection.cursor() as cursor:
        for place, key in enumerate(keys):
            at = now + after + within * place / count
            due = at + timedelta(hours=20)
            cursor.execute(
                _FRESH,
                [at, at, due, key],
            )
            made.append([key, at.timestamp()])
    return made


def _timed() -> tuple[float, int]:
    began = time.perf_counter()
    fired = sweep_clocks(timezone.now())
    return time.perf_counter() - began, fired
