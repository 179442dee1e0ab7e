"""Mass actions as the worker does them: row by row, each once, whoever is killed on the way.

A claim is a lease that every slice renews. A row and its steps are one transaction: a killed worker
leaves it as it was, and the next one goes on with the rows that wait.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from accounts.models import User
from automation import steps as vocabulary
from automation.actions.bulk import UNDER_WAY, ask_worker
from automation.actions.steps import StepRefused, run_steps, run_undo
from automation.events import BulkFinished, BulkUndone
from automation.models import BulkRow, BulkRun
from automation.selectors.bulk import progress_of
from automation.steps import Step, Undo
from common.actors import SYSTEM
from common.live import poke
from journal.facts import record
from tickets.models import Ticket, TimelineItem

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
TOLD_EVERY = timedelta(seconds=1)
WAIT_FOR_OTHERS = timedelta(seconds=1)
KEPT = timedelta(days=90)
TOUCHED = "С тех пор обращение изменили"
BROKEN = "Не получилось из-за ошибки программы: о ней уже известно"
State, RowState = BulkRun.State, BulkRow.State
Work = Callable[[BulkRow, User, datetime], None]


def take_turn(*, run_id: UUID, now: datetime) -> int:
    """Do a few seconds of a run, then stand at the end of the queue: urgent tasks need workers too."""
    others = BulkRun.objects.filter(lease_until__gt=now).exclude(pk=run_id)
    if others.count() >= settings.BULK_LANES:
        ask_worker(run_id, wait=WAIT_FOR_OTHERS)
        return 0
    return run_bulk(run_id=run_id, now=now, turn=settings.BULK_TURN)


def run_bulk(*, run_id: UUID, now: datetime, turn: timedelta | None = None) -> int:
    """Do what waits of a run, or take it back; return how many appeals were gone through.

    With `turn` it stops after that time and has a worker asked to go on.
    """
    run = _claim(run_id, now=now)
    if run is None:
        return 0
    work, waiting = _undoing() if run.state == State.UNDOING else _doing(run.loaded())
    number, told_at, began = 0, now, monotonic()
    while keys := _next(run, waiting):
        by = User.objects.get(pk=run.starter_id)  # rights as they are now, teams too
        for key in keys:
            number += _row(run, key, waiting, work, by)
        at = timezone.now()
        if not _still_ours(run, at):
            return number
        if at - told_at >= TOLD_EVERY:
            told_at = at
            poke(f"user:{run.starter_id}")
        if turn is not None and monotonic() - began >= turn.total_seconds():
            BulkRun.objects.filter(pk=run.pk, state=run.state).update(lease_until=None)
            ask_worker(run.pk)
            return number
    _finish(run, now=timezone.now())
    return number


def sweep_bulk(*, now: datetime) -> int:
    """Wake a worker for runs that a dead one left; forget old ones. Return how many were woken."""
    left = BulkRun.objects.filter(state__in=UNDER_WAY, starts_at__lte=now)
    woken = 0
    for key, lease in left.values_list("pk", "lease_until")[:100]:
        if lease is None or lease < now:
            ask_worker(key)
            woken += 1
    BulkRun.objects.filter(asked_at__lt=now - KEPT).exclude(state__in=UNDER_WAY).delete()
    return woken


@transaction.atomic
def _claim(run_id: UUID, *, now: datetime) -> BulkRun | None:
    rows = BulkRun.objects.select_for_update(skip_locked=True)
    run = rows.filter(pk=run_id, state__in=UNDER_WAY, starts_at__lte=now).first()
    if run is None or (run.lease_until and run.lease_until > now):
        return None
    if run.state == State.WAITING:
        run.state = State.RUNNING
    run.lease_until = now + LEASE
    run.save(update_fields=["state", "lease_until"])
    return run


def _next(run: BulkRun, waiting: str) -> list[int]:
    """Return the next rows by their appeals, in the order in which appeals are locked."""
    rows = run.rows.filter(state=waiting)
    if waiting == RowState.CHANGED:
        rows = rows.filter(undo__isnull=False)
    return list(rows.order_by("ticket").values_list("pk", flat=True)[: settings.BULK_SLICE])


def _row(run: BulkRun, key: int, waiting: str, work: Work, by: User) -> int:
    """Do one row in a transaction of its own; a broken one stands aside, the rest goes on."""
    now = timezone.now()
    try:
        with transaction.atomic():
            _commit_lazily(run)
            row = _locked_row(run, key, waiting)
            if row is None:
                return 0
            work(row, by, now)
            row.save(update_fields=["state", "reason", "undo", "lines"])
    except (OperationalError, InterfaceError):
        raise  # the database is away or chose us as a victim: the row waits for the next try
    except Exception:
        logger.exception("A row of a mass action failed")
        state = RowState.KEPT if waiting == RowState.CHANGED else RowState.REFUSED
        run.rows.filter(pk=key, state=waiting).update(state=state, reason=BROKEN)
    return 1


def _commit_lazily(run: BulkRun) -> None:
    """Don't wait for the disk at each row: what a crash of the database takes, it takes whole, and
    the row waits again. A letter may have left by then, so runs that write to people do wait.
    """
    if not run.writes_to_citizen:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO OFF")


def _locked_row(run: BulkRun, key: int, waiting: str) -> BulkRow | None:
    """Return the row unless somebody has it or the run was stopped meanwhile."""
    rows = BulkRow.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.filter(pk=key, state=waiting, run__state=run.state).first()


def _doing(steps: tuple[Step, ...]) -> tuple[Work, str]:
    def work(row: BulkRow, by: User, now: datetime) -> None:
        ticket = Ticket(pk=row.ticket_id)
        try:
            outcome = run_steps(steps=steps, ticket=ticket, by=by, now=now)
        except StepRefused as refused:
            row.state, row.reason = RowState.REFUSED, str(refused.cause)[:300]
            return
        row.state = RowState.CHANGED if outcome.is_changed else RowState.SAME
        row.lines = outcome.lines
        if outcome.is_changed and outcome.undo is not None and outcome.undo.steps:
            row.undo = {
                "steps": vocabulary.dump(outcome.undo.steps),
                "as_system": outcome.undo.as_system,
            }

    return work, RowState.PENDING


def _undoing() -> tuple[Work, str]:
    def work(row: BulkRow, by: User, now: datetime) -> None:
        ticket = Ticket(pk=row.ticket_id)
        if _is_touched(row):
            row.state, row.reason = RowState.KEPT, TOUCHED
            return
        kept = row.undo or {"steps": [], "as_system": False}
        undo = Undo(vocabulary.load(kept["steps"]), kept["as_system"])
        try:
            run_undo(undo=undo, ticket=ticket, by=by, now=now)
        except StepRefused as refused:
            row.state, row.reason = RowState.KEPT, str(refused.cause)[:300]
            return
        row.state = RowState.UNDONE

    return work, RowState.CHANGED


def _is_touched(row: BulkRow) -> bool:
    """Say whether anything but our own notices came after; the lock holds until it is taken back."""
    Ticket.objects.select_for_update().only("pk").get(pk=row.ticket_id)
    later = TimelineItem.objects.filter(ticket=row.ticket_id, seq__gt=row.lines)
    return later.exclude(kind=TimelineItem.Kind.NOTICE).exists()


def _still_ours(run: BulkRun, now: datetime) -> bool:
    """Renew the lease; False when the run was stopped."""
    mine = BulkRun.objects.filter(pk=run.pk, state=run.state)
    return bool(mine.update(lease_until=now + LEASE))


@transaction.atomic
def _finish(run: BulkRun, *, now: datetime) -> None:
    fresh = BulkRun.objects.select_for_update().get(pk=run.pk)
    if fresh.state != run.state:
        return
    done = progress_of(fresh)
    if fresh.state == State.UNDOING:
        fresh.state = State.UNDONE
        fact: object = BulkUndone(fresh.pk, fresh.starter_id, done.undone, done.kept)
    else:
        fresh.state = State.DONE
        fact = BulkFinished(fresh.pk, fresh.starter_id, done.changed, done.refused)
    fresh.lease_until, fresh.finished_at = None, now
    fresh.save(update_fields=["state", "lease_until", "finished_at"])
    record(fact, by=SYSTEM, at=now)
    transaction.on_commit(lambda: poke(f"user:{fresh.starter_id}"), robust=True)
