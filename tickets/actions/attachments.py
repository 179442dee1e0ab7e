"""Files of appeals: taken into a draft, bound to what was sent, put aside (U-03…U-06, U-12, Z-06).

A file belongs to its uploader and draft until `bind` gives it to a message in that message's
transaction. Its id is random; knowing it opens nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Sum

from common import policies
from common.actors import Actor, Acts, actor_of
from common.errors import DomainError, InvalidInput, NotAllowed
from common.files import store
from common.files.inspection import Named, check_name, inspect
from common.files.refusals import FileDangerous, FilesTooBigTogether, FileTooBig, TooManyFiles
from common.ratelimit import bucket_key, limit
from journal.facts import record
from tickets.actions import scanning
from tickets.actions._limits import require_may_write
from tickets.actions._timeline import Kind as LineKind
from tickets.actions._timeline import Line, add_line, locked
from tickets.events import FileAttached
from tickets.models import Attachment, Ticket, TimelineItem
from tickets.policies import can_attach, can_upload

DRAFT_LIVES = timedelta(days=2)
_DRAFT_KEY = re.compile(r"[0-9A-Za-z:_.-]{1,60}", re.ASCII)
_CHUNK = 64 * 1024


class AttachmentNotFound(DomainError):
    """A named file is missing, somebody else's, of another draft or sent already: nothing was bound."""

    code = "attachment_not_found"
    http_status = 404


@dataclass(frozen=True, slots=True)
class Files:
    """Which uploaded files go with a message: their ids and the draft they were uploaded to."""

    ids: tuple[UUID, ...] = ()
    draft_key: str = ""


NO_FILES = Files()


def upload(
    *, file: Any, name: str, by: Acts, draft_key: str, now: datetime, ticket: Ticket | None = None
) -> Attachment:
    """Check a file as it streams in and keep it in a draft; `file` has `read` or Django's `chunks`.

    `ticket` is the appeal it is meant for, None for a new one. Raises FileRefused, NoSpace,
    TooManyRequests, NotAllowed; then neither a row nor a byte is left.
    """
    actor = _may_upload(by, ticket)
    draft_key = _checked_draft_key(draft_key)
    named = check_name(name)
    _count_upload(actor, now=now)
    if (getattr(file, "size", None) or 0) > settings.ATTACHMENT_MAX_BYTES:
        raise FileTooBig
    _check_room(actor, draft_key)
    stored = store.new_name()
    try:
        path = store.incoming(stored)
        store.receive(_chunks(file), path, most=settings.ATTACHMENT_MAX_BYTES)
        real = inspect(path, named)
        return _keep(_row(stored, real, actor, draft_key=draft_key, now=now))
    except BaseException:
        store.forget(stored)
        raise


def upload_all(
    *, files: Iterable[Any], by: Acts, draft_key: str, now: datetime, ticket: Ticket | None = None
) -> list[Attachment]:
    """Keep several files or none: one refused file takes back those before it (U-04)."""
    files = list(files)
    if len(files) > settings.ATTACHMENT_MAX_FILES:
        raise TooManyFiles
    kept: list[Attachment] = []
    try:
        for file in files:
            one = upload(
                file=file, name=file.name, by=by, draft_key=draft_key, ticket=ticket, now=now
            )
            kept.append(one)
    except BaseException:
        for attachment in kept:
            discard(attachment=attachment, by=by)
        raise
    return kept


def bind(
    ticket: Ticket,
    item: TimelineItem,
    attachment_ids: Iterable[UUID],
    *,
    draft_key: str,
    by: Acts,
) -> None:
    """Give uploaded files to a message, in the transaction that writes it; all of them or none.

    Raises AttachmentNotFound, TooManyFiles, FilesTooBigTogether. Without ids it asks nothing.
    """
    ids = set(attachment_ids)
    if not ids:
        return
    if len(ids) > settings.ATTACHMENT_MAX_FILES:
        raise TooManyFiles
    rows = list(
        _of_draft(actor_of(by), draft_key).select_for_update().filter(pk__in=ids).order_by("pk")
    )
    if len(rows) != len(ids):
        raise AttachmentNotFound("Приложенный файл не найден. Приложите его ещё раз.")
    if any(row.state == Attachment.State.INFECTED for row in rows):
        raise FileDangerous(
            "В одном из файлов найден вирус. Уберите этот файл и отправьте ещё раз."
        )
    earlier = (
        Attachment.objects.filter(ticket_id=ticket.pk).aggregate(size=Sum("size"))["size"] or 0
    )
    if earlier + sum(row.size for row in rows) > settings.ATTACHMENT_TOTAL_BYTES:
        raise FilesTooBigTogether
    Attachment.objects.filter(pk__in=ids).update(ticket_id=ticket.pk, item_id=item.pk, draft_key="")


@transaction.atomic
def attach_files(*, ticket: Ticket, files: Files, by: Acts, now: datetime) -> TimelineItem:
    """Add uploaded files to an appeal without words; the citizen sees them."""
    ticket = locked(ticket)
    policies.require(can_attach, by, ticket)
    require_may_write(by, ticket.citizen, now=now)
    if not files.ids:
        raise InvalidInput("Выберите файл.", field="files")
    item = add_line(ticket, Line(LineKind.FILE, is_public=True), by=by, now=now)
    bind(ticket, item, files.ids, draft_key=files.draft_key, by=by)
    record(FileAttached(ticket_id=ticket.pk, item_id=item.pk), by=by, at=now)
    return item


def add_files(
    *, ticket: Ticket, files: Iterable[Any], draft_key: str, by: Acts, now: datetime
) -> TimelineItem:
    """Upload files and add them to an appeal at once; a refusal at any step leaves none of them."""
    kept = upload_all(files=files, by=by, draft_key=draft_key, ticket=ticket, now=now)
    try:
        chosen = Files(tuple(row.pk for row in kept), draft_key)
        return attach_files(ticket=ticket, files=chosen, by=by, now=now)
    except BaseException:
        for attachment in kept:
            discard(attachment=attachment, by=by)
        raise


@transaction.atomic
def discard(*, attachment: Attachment, by: Acts) -> None:
    """Put aside a file of one's own that was not sent yet; raises AttachmentNotFound, NotAllowed."""
    row = Attachment.objects.select_for_update().filter(pk=attachment.pk, ticket=None).first()
    if row is None:
        raise AttachmentNotFound("Этого файла уже нет среди черновиков.")
    actor = actor_of(by)
    if not actor.is_system and (row.uploader_kind, row.uploader_id) != (actor.kind, actor.id):
        raise NotAllowed("Это файл другого человека.")
    row.delete()
    transaction.on_commit(lambda: store.forget(row.storage_name))


def sweep_drafts(*, now: datetime, kept: timedelta = DRAFT_LIVES) -> int:
    """Remove files nobody sent in two days, and what a crash left on disk; return how many rows."""
    removed = 0
    while names := _remove_batch(before=now - kept):
        removed += len(names)
        for name in names:
            store.forget(name)
    for name in list(store.left_behind(before=(now - timedelta(hours=1)).timestamp())):
        if Attachment.objects.filter(storage_name=name).exists():
            store.settle(name)
        else:
            store.forget(name)
    return removed


@transaction.atomic
def _remove_batch(*, before: datetime, size: int = 200) -> list[str]:
    rows = list(
        Attachment.objects.select_for_update(skip_locked=True)
        .filter(ticket=None, uploaded_at__lt=before)
        .order_by("pk")[:size]
    )
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [row.storage_name for row in rows]


def _may_upload(by: Acts, ticket: Ticket | None) -> Actor:
    if ticket is None:
        policies.require(can_upload, by)
    else:
        policies.require(can_attach, by, ticket)
    return actor_of(by)


def _checked_draft_key(draft_key: str) -> str:
    if not _DRAFT_KEY.fullmatch(draft_key):
        raise InvalidInput(
            "Черновик не найден. Обновите страницу и приложите файл ещё раз.", field="draft"
        )
    return draft_key


def _count_upload(actor: Actor, *, now: datetime) -> None:
    """Count one upload of this person; raises TooManyRequests over the hour's quota (U-12)."""
    limit(
        bucket_key("upload", actor.kind, actor.id),
        most=settings.ATTACHMENT_UPLOADS_PER_HOUR,
        window=timedelta(hours=1),
        now=now,
        message="За последний час приложено слишком много файлов. Продолжите немного позже.",
    )


def _of_draft(actor: Actor, draft_key: str) -> Any:
    return Attachment.objects.filter(
        ticket=None, uploader_kind=actor.kind, uploader_id=actor.id, draft_key=draft_key
    )


def _check_room(actor: Actor, draft_key: str, *, size: int = 0) -> None:
    used = _of_draft(actor, draft_key).aggregate(files=Count("pk"), size=Sum("size"))
    if used["files"] >= settings.ATTACHMENT_MAX_FILES:
        raise TooManyFiles
    if (used["size"] or 0) + size > settings.ATTACHMENT_TOTAL_BYTES:
        raise FilesTooBigTogether


def _row(stored: str, real: Named, actor: Actor, *, draft_key: str, now: datetime) -> Attachment:
    measured = store.measure(store.incoming(stored))
    state = Attachment.State.CHECKING if settings.CLAMAV_HOST else Attachment.State.CLEAN
    return Attachment(
        uploader_kind=actor.kind,
        uploader_id=actor.id,
        draft_key=draft_key,
        name=real.name,
        storage_name=stored,
        content_type=real.kind.content_type,
        size=measured.size,
        sha256=measured.sha256,
        state=state,
        uploaded_at=now,
    )


@transaction.atomic
def _keep(row: Attachment) -> Attachment:
    """Write row and file together. Uploads of one draft queue up here, so its limits are exact."""
    actor = Actor(row.uploader_kind, row.uploader_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"draft:{actor.kind}:{actor.id}:{row.draft_key}"],
        )
    _check_room(actor, row.draft_key, size=row.size)
    row.save(force_insert=True)
    store.keep(row.storage_name)
    transaction.on_commit(lambda: store.settle(row.storage_name), robust=True)
    if row.state == Attachment.State.CHECKING:
        transaction.on_commit(lambda: scanning.ask_for_scan(row.pk), robust=True)
    return row


def _chunks(file: Any) -> Iterator[bytes]:
    if hasattr(file, "chunks"):
        yield from file.chunks(_CHUNK)
        return
    while chunk := file.read(_CHUNK):
        yield chunk
