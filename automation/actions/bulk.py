"""Mass actions as people handle them: starting, stopping, taking back."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from automation.events import BulkCancelled, BulkStarted, BulkUndoAsked
from automation.models import BulkRow, BulkRun
from automation.policies import can_cancel_bulk, can_start_bulk, can_undo_bulk
from automation.selection import Selection, chosen, packed
from automation.steps import Step, check_steps, dump
from common import policies
from common.errors import DomainError, InvalidInput
from common.live import poke
from journal.facts import record

TASK = "automation.tasks.run_bulk"
State = BulkRun.State
UNDER_WAY = (State.WAITING, State.RUNNING, State.UNDOING)
BATCH = 2_000


class BulkRefused(DomainError):
    """A limit of mass actions, or a state that does not allow it."""

    code = "bulk_refused"


@transaction.atomic
def start_bulk(
    *,
    selection: Selection,
    steps: tuple[Step, ...],
    by: User,
    now: datetime,
    confirmed: int | None = None,
) -> BulkRun:
    """Order a mass action; the worker does it. Appeals are settled now, rights are asked again later.

    What citizens read needs the number of appeals typed (`confirmed`), and begins a little later,
    so that it can be stopped before the first letter. Raises BulkRefused, InvalidInput.
    """
    policies.require(can_start_bulk, by, message="Массовые действия доступны сотрудникам линии.")
    check_steps(steps)
    User.objects.select_for_update().get(pk=by.pk)
    rows = chosen(by, selection, now=now).order_by("pk").values_list("pk", flat=True)
    keys = list(rows[: settings.BULK_MOST + 1])
    _check_limits(by, len(keys), now)
    if any(step.writes_to_citizen for step in steps) and confirmed != len(keys):
        raise InvalidInput(
            f"Заявители получат сообщения. Чтобы подтвердить, введите число обращений: {len(keys)}.",
            field="confirmed",
        )
    run = _ordered(selection, steps, by=by, total=len(keys), now=now)
    BulkRow.objects.bulk_create((BulkRow(run=run, ticket_id=key) for key in keys), BATCH)
    names = [step.name for step in steps]
    fact = BulkStarted(run.pk, by.pk, names, len(keys), selection.query is not None)
    record(fact, by=by, at=now)
    wait = run.starts_at - now
    transaction.on_commit(lambda: ask_worker(run.pk, wait=wait), robust=True)
    _tell(run)
    return run


@transaction.atomic
def cancel_bulk(*, run: BulkRun, by: User, now: datetime) -> BulkRun:
    """Stop a mass action: what was done stays done, the rest is left as it is."""
    run = _locked(run)
    policies.require(can_cancel_bulk, by, run)
    if run.state not in {State.WAITING, State.RUNNING}:
        raise BulkRefused("Массовое действие уже закончилось: останавливать нечего.")
    run.state, run.lease_until, run.finished_at = State.CANCELLED, None, now
    run.save(update_fields=["state", "lease_until", "finished_at"])
    record(BulkCancelled(run.pk, run.starter_id), by=by, at=now)
    _tell(run)
    return run


@transaction.atomic
def undo_bulk(*, run: BulkRun, by: User, now: datetime) -> BulkRun:
    """Have the worker take back what can be: only appeals that nobody has touched since."""
    run = _locked(run)
    policies.require(can_undo_bulk, by, run)
    if run.state not in {State.DONE, State.CANCELLED}:
        raise BulkRefused("Отменить можно законченное действие, и только один раз.")
    if run.finished_at and run.finished_at + settings.BULK_UNDO_WITHIN < now:
        hours = int(settings.BULK_UNDO_WITHIN / timedelta(hours=1))
        raise BulkRefused(f"Отменить можно в течение {hours} ч. Это время прошло.")
    if not run.rows.filter(state=BulkRow.State.CHANGED, undo__isnull=False).exists():
        raise BulkRefused("Отменять нечего: сообщения заявителям отозвать нельзя.")
    run.state, run.lease_until = State.UNDOING, None
    run.save(update_fields=["state", "lease_until"])
    record(BulkUndoAsked(run.pk, run.starter_id), by=by, at=now)
    transaction.on_commit(lambda: ask_worker(run.pk), robust=True)
    _tell(run)
    return run


def ask_worker(run_id: UUID, *, wait: timedelta = timedelta(0)) -> None:
    """Wake a worker. A lost message does no harm: the sweep finds the run."""
    current_app.send_task(
        TASK,
        kwargs={"run_id": str(run_id)},
        queue="bulk",
        retry=False,
        countdown=wait.total_seconds() or None,
    )


def _ordered(
    selection: Selection, steps: tuple[Step, ...], *, by: User, total: int, now: datetime
) -> BulkRun:
    writes = any(step.writes_to_citizen for step in steps)
    return BulkRun.objects.create(
        starter=by,
        title="; ".join(step.headline() for step in steps)[:200],
        steps=json.dumps(dump(steps), ensure_ascii=False),
        query=packed(selection.query) if selection.query else "",
        writes_to_citizen=writes,
        total=total,
        asked_at=now,
        starts_at=now + settings.BULK_SEND_DELAY if writes else now,
    )


def _check_limits(by: User, number: int, now: datetime) -> None:
    if not number:
        raise InvalidInput("Не выбрано ни одного обращения.", field="ids")
    if number > settings.BULK_MOST:
        raise InvalidInput(
            f"Выбрано больше {settings.BULK_MOST} обращений. Сузьте список фильтрами.", field="ids"
        )
    own = BulkRun.objects.filter(starter=by)
    if own.filter(state__in=UNDER_WAY).count() >= settings.BULK_AT_ONCE:
        raise BulkRefused("Уже идут ваши массовые действия. Дождитесь их и начните это.")
    day = own.filter(asked_at__gt=now - timedelta(days=1)).aggregate(rows=Sum("total"))["rows"]
    if (day or 0) + number > settings.BULK_ROWS_PER_DAY:
        raise BulkRefused(
            f"За сутки через массовые действия можно изменить {settings.BULK_ROWS_PER_DAY} обращений, "
            "этот предел достигнут. Обратитесь к супервизору."
        )


def _locked(run: BulkRun) -> BulkRun:
    rows = BulkRun.objects.select_for_update(of=("self",)).select_related("starter")
    return rows.get(pk=run.pk)


def _tell(run: BulkRun) -> None:
    transaction.on_commit(lambda: poke(f"user:{run.starter_id}"), robust=True)
