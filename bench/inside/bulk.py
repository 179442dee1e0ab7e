"""A mass action over thousands of appeals: ordered, done, taken back, as the worker does it."""

import time
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from automation.actions.bulk import start_bulk, undo_bulk
from automation.actions.bulk_running import run_bulk
from automation.models import BulkRow, BulkRun
from automation.selection import Selection
from automation.steps.details import SetPriority
from tickets.models import Ticket
from tickets.models.ticket import Priority
from tickets.selectors.visibility import visible_to


def bulk(count: int) -> dict[str, Any]:
    """Give `count` open appeals another priority, then take it back; return seconds and counts."""
    settings.BULK_ROWS_PER_DAY = settings.BULK_MOST = count
    leader = User.objects.get(email="supervisor@example.org")
    rows = visible_to(leader).filter(pk__in=Ticket.objects.open().values("pk"))
    rows = rows.exclude(priority=Priority.URGENT).order_by("pk")
    keys = tuple(rows.values_list("pk", flat=True)[:count])
    steps = (SetPriority(priority=int(Priority.URGENT)),)
    ordered = _timed(
        lambda: start_bulk(
            selection=Selection(ids=keys), steps=steps, by=leader, now=timezone.now()
        )
    )
    run: BulkRun = ordered["found"]
    done = _timed(lambda: run_bulk(run_id=run.pk, now=timezone.now()))
    changed = run.rows.filter(state=BulkRow.State.CHANGED).count()
    run.refresh_from_db()
    undo_bulk(run=run, by=leader, now=timezone.now())
    undone = _timed(lambda: run_bulk(run_id=run.pk, now=timezone.now()))
    left = Ticket.objects.filter(pk__in=keys, priority=Priority.URGENT).count()
    return {
        "asked": len(keys),
        "ordered_s": ordered["took"],
        "changed": changed,
        "done_s": done["took"],
        "undone_s": undone["took"],
        "left": left,
    }


def _timed(deed: Any) -> dict[str, Any]:
    began = time.perf_counter()
    return {"found": deed(), "took": time.perf_counter() - began}
