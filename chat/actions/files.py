"""Files of a dialog: taken before the message, checked like files of appeals, sealed (U-03…U-11, W-16).

A file waits unsent until the same side's message names it. It lies on the disk under a key of its
own, a small picture of a picture beside it under another; what is checked for viruses is unsealed
for that moment only.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, Sum

from accounts.models import User
from chat.events import FileChecked, FileDownloaded
from chat.models import Dialog, File
from chat.policies import can_write
from chat.selectors.dialogs import side_of
from common import policies, vault
from common.actors import SYSTEM, Acts, actor_of
from common.files import store
from common.files.images import shrink_image
from common.files.inspection import Named, check_name, inspect
from common.files.refusals import FilesTooBigTogether, FileTooBig, TooManyFiles
from common.ratelimit import bucket_key, limit
from journal.facts import record
from tickets.actions.scanning import verdict_of

SCAN = "chat.tasks.scan_file"
UNSENT_LIVES = timedelta(days=2)
SCAN_AGAIN_AFTER = timedelta(seconds=15)
# Files one side may have waiting unsent: some are taken out again before the message goes.
MOST_UNSENT = 30
SMALL_PX = 640
BATCH = 50
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """What comes in: a stream with Django's `chunks` and the name its sender gave it."""

    file: Any
    name: str


def upload_file(*, dialog: Dialog, upload: Upload, by: Acts, now: datetime) -> File:
    """Check a file as it streams in and keep it sealed; raises FileRefused, NoSpace, TooManyRequests.

    After a refusal neither a row nor a byte is left. It writes no fact: the row is the record.
    """
    policies.require(can_write, by, dialog)
    named = check_name(upload.name)
    _count_upload(by, now=now)
    if (getattr(upload.file, "size", None) or 0) > settings.ATTACHMENT_MAX_BYTES:
        raise FileTooBig
    waiting = store.new_name()
    row = File(
        dialog=dialog,
        side=side_of(by, dialog),
        storage_name=store.new_name(),
        key=vault.new_key(),
        uploaded_at=now,
    )
    try:
        path = store.incoming(waiting)
        store.receive(upload.file.chunks(_CHUNK), path, most=settings.ATTACHMENT_MAX_BYTES)
        _describe(row, inspect(path, named), path)
        _seal(path, row.storage_name, row.key)
        _seal_small(path, row)
        return _keep(row)
    except BaseException:
        _forget(row)
        raise
    finally:
        store.forget(waiting)


def opened(file: File) -> Iterator[bytes]:
    """Yield what a file holds, unsealed."""
    return vault.unsealed(store.path_of(file.storage_name), file.key)


def small_of(file: File) -> Iterator[bytes] | None:
    """Yield the small picture of a picture, None when there is none."""
    path = store.path_of(_small_name(file.storage_name))
    return vault.unsealed(path, vault.key_beside(file.key)) if path.exists() else None


def remove_files(files: Iterable[File]) -> None:
    """Remove from the disk, once committed, what the caller's transaction does without; rows are the caller's."""
    for file in files:
        transaction.on_commit(partial(_forget, file), robust=True)


@transaction.atomic
def note_downloaded(*, file: File, by: Acts, now: datetime) -> None:
    """Write down that a colleague took a citizen's file; citizens' own looks are nobody's business."""
    if isinstance(by, User) and by.is_employee:
        record(FileDownloaded(file.dialog_id, file.pk), by=by, at=now)


def scan_file(*, file_id: UUID, now: datetime) -> bool:
    """Ask the virus scanner about one file; False: no verdict, it stays closed and is asked again."""
    file = File.objects.filter(pk=file_id, state=File.State.CHECKING).first()
    if file is None:
        return True
    bare = store.incoming(store.new_name())
    try:
        store.receive(opened(file), bare, most=settings.ATTACHMENT_MAX_BYTES)
        verdict = verdict_of(bare)
    finally:
        bare.unlink(missing_ok=True)
    if verdict is not None:
        mark_checked(file=file, is_clean=verdict, now=now)
    return verdict is not None


@transaction.atomic
def mark_checked(*, file: File, is_clean: bool, now: datetime) -> None:
    """Open a clean file; of an infected one only the row is left, which says why."""
    row = File.objects.select_for_update(of=("self",)).filter(pk=file.pk).first()
    if row is None or row.state != File.State.CHECKING:
        return
    row.state = File.State.CLEAN if is_clean else File.State.INFECTED
    row.save(update_fields=["state"])
    if not is_clean:
        transaction.on_commit(lambda: _forget(row), robust=True)
    record(FileChecked(row.dialog_id, row.pk, row.state), by=SYSTEM, at=now)


def sweep_files(*, now: datetime) -> int:
    """Ask again about files without a verdict, remove those nobody sent; return how many."""
    late = File.objects.filter(
        state=File.State.CHECKING, uploaded_at__lt=now - SCAN_AGAIN_AFTER
    ).values_list("pk", flat=True)[:BATCH]
    done = 0
    for file_id in list(late):
        if not scan_file(file_id=file_id, now=now):
            break
        done += 1
    unsent = _remove_unsent(before=now - UNSENT_LIVES)
    for file in unsent:
        _forget(file)
    return done + len(unsent)


@transaction.atomic
def _remove_unsent(*, before: datetime) -> list[File]:
    rows = list(
        File.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(message=None, uploaded_at__lt=before)
        .order_by("pk")[:BATCH]
    )
    File.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return rows


# --- steps of the door
def _count_upload(by: Acts, *, now: datetime) -> None:
    actor = actor_of(by)
    limit(
        bucket_key("chat-upload", actor.kind, actor.id),
        most=settings.ATTACHMENT_UPLOADS_PER_HOUR,
        window=timedelta(hours=1),
        now=now,
        message="За последний час приложено слишком много файлов. Продолжите немного позже.",
    )


def _describe(row: File, real: Named, path: Path) -> None:
    measured = store.measure(path)
    row.name, row.content_type = real.name, real.kind.content_type
    row.size, row.sha256 = measured.size, measured.sha256
    row.state = File.State.CHECKING if settings.CLAMAV_HOST else File.State.CLEAN


def _small_name(name: str) -> str:
    return f"{name}-small"


def _forget(file: File) -> None:
    """Remove every trace of a file and of its small picture."""
    for name in (file.storage_name, _small_name(file.storage_name)):
        store.forget(name)


def _seal_small(path: Path, row: File) -> None:
    """Keep a small picture of a picture: a talk shows many, and whole ones are heavy."""
    if not row.content_type.startswith("image/"):
        return
    small = store.incoming(store.new_name())
    try:
        shrink_image(path, small, most=SMALL_PX)
        _seal(small, _small_name(row.storage_name), vault.key_beside(row.key))
    finally:
        small.unlink(missing_ok=True)


def _seal(path: Path, name: str, key: str) -> None:
    target = store.path_of(name)
    with store.full_disk_said():
        target.parent.mkdir(mode=store.FOLDER_MODE, parents=True, exist_ok=True)
        with path.open("rb") as bare, vault.SealedWriter(target, key) as sealed:
            while chunk := bare.read(_CHUNK):
                sealed.write(chunk)
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@transaction.atomic
def _keep(row: File) -> File:
    """Write the row. Uploads of one dialog queue up here, so its limits are exact."""
    Dialog.objects.select_for_update(of=("self",)).get(pk=row.dialog_id)
    unsent = Count("pk", filter=Q(message=None, side=row.side))
    used = File.objects.filter(dialog=row.dialog_id).aggregate(unsent=unsent, size=Sum("size"))
    if used["unsent"] >= MOST_UNSENT:
        raise TooManyFiles
    if (used["size"] or 0) + row.size > settings.ATTACHMENT_TOTAL_BYTES:
        raise FilesTooBigTogether
    row.save(force_insert=True)
    if row.state == File.State.CHECKING:
        transaction.on_commit(lambda: _ask_for_scan(row.pk), robust=True)
    return row


def _ask_for_scan(file_id: UUID) -> None:
    """Send the file to the worker. A lost message does no harm: the sweep finds the row."""
    current_app.send_task(SCAN, kwargs={"file_id": str(file_id)}, queue="default", retry=False)
