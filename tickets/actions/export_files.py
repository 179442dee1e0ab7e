"""Workbooks too big for a page's thread: ordered, made by the worker, kept sealed for 24 hours.

A claim is a lease that every chunk renews; a worker killed half-way leaves the row to the next one,
which begins anew under a new key. Rights are asked when it is ordered, made and taken.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from common import policies, vault
from common.actors import SYSTEM
from common.errors import DomainError
from common.live import poke
from journal.facts import record
from tickets import exports
from tickets.events import ExportFileReady, ExportFileTaken
from tickets.models import ExportFile
from tickets.policies import can_export, can_take_export
from tickets.selectors.desk_list import ListQuery, Rows, rows_matching

TASK = "tickets.tasks.make_export_file"
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 3
MOST_AT_ONCE = 3
KEPT = timedelta(days=30)
TOLD_EVERY = timedelta(seconds=1)
State = ExportFile.State


@transaction.atomic
def order_export_file(
    *, query: ListQuery, since: datetime | None, by: User, now: datetime
) -> ExportFile:
    """Have a workbook made of everything a list holds; the fact is recorded by `begin_export`."""
    policies.require(can_export, by, message="Выгрузка обращений доступна супервизору.")
    User.objects.select_for_update().get(pk=by.pk)
    coming = ExportFile.objects.filter(
        requester=by, state__in=[State.WAITING, State.BUILDING]
    ).count()
    if coming >= MOST_AT_ONCE:
        raise DomainError("Уже готовятся три файла. Дождитесь их и закажите ещё раз.")
    file = ExportFile.objects.create(requester=by, query=_packed(query, since), asked_at=now)
    transaction.on_commit(lambda: ask_worker(file.pk), robust=True)
    return file


def ask_worker(file_id: UUID) -> None:
    """Wake a worker. A lost message does no harm: the sweep finds the row."""
    current_app.send_task(TASK, kwargs={"file_id": str(file_id)}, queue="bulk", retry=False)


def make_export_file(*, file_id: UUID, now: datetime) -> bool:
    """Make the workbook of a claimed order; return whether it became ready."""
    file = _claim(file_id, now=now)
    if file is None:
        return False
    try:
        size = _write(file, now=now)
    except BaseException:
        vault.remove(file.file_name)
        _give_up(file)
        raise
    return _finish(file, size, now=timezone.now())


@transaction.atomic
def take_export_file(*, file: ExportFile, by: User, now: datetime) -> Iterator[bytes]:
    """Write down that the requester takes the file, and return its bytes."""
    policies.require(can_take_export, by, file)
    file = ExportFile.objects.select_for_update().get(pk=file.pk)
    if file.state != State.READY or file.expires_at is None or file.expires_at <= now:
        raise DomainError("Файла уже нет: его хранят 24 часа. Закажите новый.")
    record(ExportFileTaken(exporter_id=by.pk, file_id=file.pk), by=by, at=now)
    return vault.opened(file.file_name, file.key)


def sweep_export_files(*, now: datetime) -> int:
    """Remove files whose day is over, wake a worker for those left behind; return how many went."""
    left = ExportFile.objects.filter(state__in=[State.WAITING, State.BUILDING])
    for file_id, lease in left.values_list("pk", "lease_until")[:100]:
        if lease is None or lease < now:
            ask_worker(file_id)
    ExportFile.objects.filter(asked_at__lt=now - KEPT).exclude(state=State.READY).delete()
    names = _forget(now)
    for name in names:
        vault.remove(name)
    return len(names)


@transaction.atomic
def _forget(now: datetime) -> list[str]:
    over = ExportFile.objects.filter(state=State.READY, expires_at__lte=now)
    rows = list(over.select_for_update(skip_locked=True)[:100])
    names = [row.file_name for row in rows]
    for row in rows:
        row.state, row.key, row.file_name, row.query = State.GONE, "", "", ""
        row.save(update_fields=["state", "key", "file_name", "query"])
    return names


@transaction.atomic
def _claim(file_id: UUID, *, now: datetime) -> ExportFile | None:
    rows = ExportFile.objects.select_for_update(skip_locked=True, of=("self",))
    file = rows.select_related("requester").filter(pk=file_id).first()
    if file is None or not file.is_coming or (file.lease_until and file.lease_until > now):
        return None
    stale = file.file_name
    transaction.on_commit(lambda: vault.remove(stale))
    if file.attempts >= MAX_ATTEMPTS or not can_export(file.requester):
        file.state, file.lease_until, file.key, file.file_name = State.FAILED, None, "", ""
        file.save()
        return None
    file.attempts += 1
    file.state, file.lease_until = State.BUILDING, now + LEASE
    file.done, file.key = 0, vault.new_key()
    file.file_name = f"{file.pk}-{file.attempts}.sealed"
    file.save()
    return file


def _write(file: ExportFile, *, now: datetime) -> int:
    """Write the workbook, telling its requester how far it is."""
    rows = _rows_of(file, now=now)
    _mine(file).update(total=rows.count())
    told_at = now

    def step(done: int) -> None:
        nonlocal told_at
        at = timezone.now()
        if at - told_at >= TOLD_EVERY:
            told_at = at
            if not _mine(file).update(done=done, lease_until=at + LEASE):
                raise _TakenOver
            poke(f"user:{file.requester_id}")

    with vault.SealedWriter(vault.place_of(file.file_name), file.key) as stream:
        exports.write_xlsx(stream, rows, step=step)
    return stream.size


class _TakenOver(Exception):
    """The lease ran out and another worker makes this file now."""


@transaction.atomic
def _finish(file: ExportFile, size: int, *, now: datetime) -> bool:
    fresh = _mine(file).select_for_update().first()
    if fresh is None:
        vault.remove(file.file_name)
        return False
    fresh.state, fresh.size, fresh.lease_until, fresh.done = State.READY, size, None, fresh.total
    fresh.ready_at, fresh.expires_at = now, now + settings.EXPORT_LIVES
    fresh.save()
    fact = ExportFileReady(exporter_id=fresh.requester_id, file_id=fresh.pk)
    record(fact, by=SYSTEM, at=now)
    return True


@transaction.atomic
def _give_up(file: ExportFile) -> None:
    """Let the next try begin at once; the last one fails for good."""
    is_last = file.attempts >= MAX_ATTEMPTS
    _mine(file).update(
        state=State.FAILED if is_last else State.WAITING, lease_until=None, file_name="", done=0
    )


def _mine(file: ExportFile) -> QuerySet[ExportFile]:
    """Return the row while this worker still makes it."""
    return ExportFile.objects.filter(pk=file.pk, state=State.BUILDING, attempts=file.attempts)


def _packed(query: ListQuery, since: datetime | None) -> str:
    values = asdict(query) | {"since": since.isoformat() if since else None}
    return json.dumps(values, default=str, ensure_ascii=False)


def _rows_of(file: ExportFile, *, now: datetime) -> Rows:
    values = json.loads(file.query)
    since = values.pop("since")
    for name in ("team", "assignee"):
        values[name] = UUID(values[name]) if values[name] else None
    rows: Rows = rows_matching(file.requester, ListQuery(**values), now=now)
    return rows.filter(registered_at__gte=datetime.fromisoformat(since)) if since else rows
