"""«Всё обо мне»: ordered, built by the worker piece by piece, kept sealed for 24 hours (D-08).

A claim is a lease: a worker killed half-way leaves the row to the next one, which begins anew under a
new key. What is ready is a file nobody can read without the row.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actions.subject_requests import Ask, close, locked_request, open_request
from accounts.events import SubjectExportAsked, SubjectExportDownloaded, SubjectExportReady
from accounts.exporting.archive import Archive, parts_in
from accounts.models import Citizen, SubjectExport, SubjectRequest, User
from accounts.policies import can_keep_subject_requests, can_use_rights
from accounts.selectors.rights import subject_of
from accounts.subjects import providers
from common import vault
from common.actors import SYSTEM
from common.errors import DomainError
from common.live import poke
from common.policies import require
from journal.facts import record

TASK = "accounts.tasks.build_subject_export"
LEASE = timedelta(minutes=15)
MAX_ATTEMPTS = 3
READY_ANSWER = "Архив собран. Его можно было скачать в кабинете 24 часа."
State = SubjectExport.State


class ExportNotReady(DomainError):
    """The archive is not there: still being built, failed, or its day is over."""

    code = "export_not_ready"


@transaction.atomic
def order_export(*, citizen: Citizen, by: User, now: datetime) -> SubjectExport:
    """Order the person's own archive; one that is ready or on its way is returned instead."""
    require(can_use_rights, by, citizen)
    Citizen.objects.select_for_update(of=("self",)).get(pk=citizen.pk)
    mine = SubjectExport.objects.filter(request__citizen=citizen, request__registered_by=None)
    alive = mine.filter(state__in=[State.WAITING, State.BUILDING]).first()
    alive = alive or mine.filter(state=State.READY, expires_at__gt=now).first()
    if alive is not None:
        return alive
    if mine.filter(asked_at__gt=now - timedelta(days=1)).count() >= settings.EXPORTS_PER_DAY:
        raise DomainError("Сегодня архив уже собирали три раза. Закажите новый завтра.")
    request = open_request(citizen, Ask(SubjectRequest.Kind.EXPORT), by=by, now=now)
    return _order(request, by=by, now=now)


@transaction.atomic
def make_export(*, request: SubjectRequest, by: User, now: datetime) -> SubjectExport:
    """Have the archive made for a person who asked in writing; the officer hands it over."""
    row = locked_request(request, by)
    if row.kind != SubjectRequest.Kind.EXPORT:
        raise DomainError("Архив собирают по запросу на получение данных.")
    return _order(row, by=by, now=now)


def _order(request: SubjectRequest, *, by: User, now: datetime) -> SubjectExport:
    export, is_new = SubjectExport.objects.get_or_create(
        request=request, defaults={"asked_at": now}
    )
    if not is_new and export.state in {State.FAILED, State.GONE}:
        export.state, export.attempts, export.asked_at = State.WAITING, 0, now
        export.done = export.total = 0
        export.save(update_fields=["state", "attempts", "asked_at", "done", "total"])
    record(SubjectExportAsked(request.citizen_id, export.pk), by=by, at=now)
    transaction.on_commit(lambda: ask_worker(export.pk), robust=True)
    return export


def ask_worker(export_id: UUID) -> None:
    """Wake a worker. A lost message does no harm: the sweep finds the row."""
    current_app.send_task(TASK, kwargs={"export_id": str(export_id)}, queue="bulk", retry=False)


def build(*, export_id: UUID, now: datetime) -> bool:
    """Write the archive of a claimed export; return whether it became ready."""
    export = _claim(export_id, now=now)
    if export is None:
        return False
    try:
        size = _write(export, now=now)
    except BaseException:
        vault.remove(export.file_name)
        _give_up(export)
        raise
    return _finish(export, size, now=timezone.now())


@transaction.atomic
def note_download(*, export: SubjectExport, by: User, now: datetime) -> Iterator[bytes]:
    """Write down who takes an archive, and return its bytes."""
    export = SubjectExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
    request = export.request
    if request.registered_by_id is None:
        require(can_use_rights, by, request.citizen)
    else:
        require(can_keep_subject_requests, by)
    if export.state != State.READY or export.expires_at is None or export.expires_at <= now:
        raise ExportNotReady("Архива уже нет: его хранят 24 часа. Закажите новый.")
    record(SubjectExportDownloaded(request.citizen_id, export.pk), by=by, at=now)
    return vault.opened(export.file_name, export.key)


def sweep_exports(*, now: datetime) -> int:
    """Remove archives whose day is over and wake a worker for those left behind; return how many went."""
    left = SubjectExport.objects.filter(state__in=[State.WAITING, State.BUILDING])
    for export_id, lease in left.values_list("pk", "lease_until")[:100]:
        if lease is None or lease < now:
            ask_worker(export_id)
    return remove_exports(before=now)


def remove_exports(*, before: datetime) -> int:
    """Remove archives that were to go before a moment: file and key."""
    done = 0
    while names := _forget_batch(before):
        done += len(names)
        for name in names:
            vault.remove(name)
    return done


def expired_exports(before: datetime) -> int:
    return SubjectExport.objects.filter(state=State.READY, expires_at__lte=before).count()


@transaction.atomic
def _forget_batch(before: datetime) -> list[str]:
    over = SubjectExport.objects.filter(state=State.READY, expires_at__lte=before)
    rows = list(over.select_for_update(skip_locked=True, of=("self",))[:100])
    return [forget_file(row) for row in rows]


def forget_file(export: SubjectExport) -> str:
    """Wipe the key of an export, in the caller's transaction; return the file to remove afterwards."""
    name = export.file_name
    export.state, export.key, export.file_name, export.size = State.GONE, "", "", 0
    export.save(update_fields=["state", "key", "file_name", "size"])
    return name


@transaction.atomic
def _claim(export_id: UUID, *, now: datetime) -> SubjectExport | None:
    rows = SubjectExport.objects.select_for_update(skip_locked=True, of=("self",))
    export = rows.select_related("request__citizen").filter(pk=export_id).first()
    if export is None or not _is_free(export, now=now):
        return None
    if export.attempts >= MAX_ATTEMPTS:
        export.state, export.lease_until = State.FAILED, None
        export.save(update_fields=["state", "lease_until"])
        return None
    stale = export.file_name
    transaction.on_commit(lambda: vault.remove(stale))
    export.attempts += 1
    export.state, export.started_at, export.lease_until = State.BUILDING, now, now + LEASE
    export.key, export.file_name = vault.new_key(), f"{export.pk}-{export.attempts}.sealed"
    export.save()
    return export


def _is_free(export: SubjectExport, *, now: datetime) -> bool:
    if export.state == State.WAITING:
        return True
    return export.state == State.BUILDING and (
        export.lease_until is None or export.lease_until < now
    )


def _write(export: SubjectExport, *, now: datetime) -> int:
    subject, known = subject_of(export.request.citizen), providers()
    total = parts_in(subject, known)
    topics = _watchers(export)

    def step() -> None:
        export.done += 1
        SubjectExport.objects.filter(pk=export.pk, attempts=export.attempts).update(
            done=export.done, total=total
        )
        poke(*topics)

    export.done = 0
    with vault.SealedWriter(vault.place_of(export.file_name), export.key) as stream:
        Archive(stream, at=now, step=step).write(subject, known)  # type: ignore[arg-type]
    return stream.size


@transaction.atomic
def _finish(export: SubjectExport, size: int, *, now: datetime) -> bool:
    """Offer the file, unless the person was erased or another worker took over meanwhile."""
    fresh = SubjectExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
    request = SubjectRequest.objects.select_for_update(of=("self",)).get(pk=fresh.request_id)
    mine = fresh.state == State.BUILDING and fresh.attempts == export.attempts
    if not mine or request.citizen.erased_at is not None:
        vault.remove(export.file_name)
        return False
    fresh.state, fresh.size, fresh.lease_until = State.READY, size, None
    fresh.ready_at, fresh.expires_at = now, now + settings.EXPORT_LIVES
    fresh.save(update_fields=["state", "size", "lease_until", "ready_at", "expires_at"])
    if request.registered_by_id is None and request.is_open:
        close(request, SubjectRequest.State.DONE, answer=READY_ANSWER, by=SYSTEM, now=now)
    record(SubjectExportReady(request.citizen_id, fresh.pk), by=SYSTEM, at=now)
    transaction.on_commit(lambda: poke(*_watchers(export)))
    return True


@transaction.atomic
def _give_up(export: SubjectExport) -> None:
    """Let the next try begin at once; the last one fails for good."""
    with suppress(SubjectExport.DoesNotExist):
        fresh = SubjectExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
        if fresh.attempts == export.attempts:
            is_last = fresh.attempts >= MAX_ATTEMPTS
            fresh.state = State.FAILED if is_last else State.WAITING
            fresh.lease_until, fresh.key, fresh.file_name = None, "", ""
            fresh.save(update_fields=["state", "lease_until", "key", "file_name"])


def _watchers(export: SubjectExport) -> list[str]:
    """Return the live topics of who waits: the person, and the officer who ordered it for them."""
    request = export.request
    topics = [f"citizen:{request.citizen_id}"]
    return topics + ([f"user:{request.registered_by_id}"] if request.registered_by_id else [])
