"""The one place where rows are written: many at once, each with the next number of its dialog.

The caller holds the dialogs locked (`lock_all`): so numbers come without gaps and in the order of
commits, and no reader ever misses one ([M 3] of the design: ids of a sequence lose 889 of 2 000).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import User
from chat import hints
from chat.models import Dialog, Message
from chat.models.messages import Kind, Side
from common.ids import new_id

# What moves with new rows: the number, who wrote last, and the first answer of a person.
_ADVANCE = """
UPDATE chat_dialog AS d SET
    last_seq = new.last_seq,
    citizen_wrote_at = CASE WHEN new.by_citizen THEN %(now)s ELSE d.citizen_wrote_at END,
    operator_wrote_at = CASE WHEN new.by_operator THEN %(now)s ELSE d.operator_wrote_at END,
    first_reply_at = CASE WHEN new.by_operator THEN COALESCE(d.first_reply_at, %(now)s)
                     ELSE d.first_reply_at END
FROM unnest(%(ids)s::uuid[], %(seqs)s::int[], %(citizen)s::bool[], %(operator)s::bool[])
    AS new (id, last_seq, by_citizen, by_operator)
WHERE d.id = new.id
"""
SAID = frozenset({Kind.TEXT, Kind.FILE, Kind.ARTICLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    """A row to be written. `payload` holds codes, ids and numbers only."""

    dialog: Dialog
    kind: Kind
    side: Side
    cid: UUID = field(default_factory=new_id)
    author: User | None = None
    is_inner: bool = False
    text: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


def lock_all(ids: Iterable[UUID]) -> dict[UUID, Dialog]:
    """Lock dialogs in one order, so that two batches never wait for each other."""
    rows = Dialog.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=set(ids))
    return {dialog.pk: dialog for dialog in rows.order_by("pk")}


def append(rows: Sequence[NewRow], *, now: datetime) -> list[Message]:
    """Write rows of locked dialogs in this transaction; hints go out after its commit."""
    written = []
    for row in rows:
        row.dialog.last_seq += 1
        _note_writer(row, now=now)
        written.append(message_of(row, seq=row.dialog.last_seq, now=now))
    dialogs = {row.dialog.pk: row.dialog for row in rows}
    _advance(dialogs, rows, now=now)
    Message.objects.bulk_create(written)
    hints.after_commit(*(hints.rows_hint(pk, one.last_seq) for pk, one in dialogs.items()))
    return written


def message_of(row: NewRow, *, seq: int, now: datetime) -> Message:
    """Return a row as it is to be stored."""
    return Message(
        dialog=row.dialog,
        seq=seq,
        cid=row.cid,
        kind=row.kind,
        side=row.side,
        author=row.author,
        is_inner=row.is_inner,
        text=row.text,
        payload=dict(row.payload),
        at=now,
    )


def _advance(dialogs: Mapping[UUID, Dialog], rows: Sequence[NewRow], *, now: datetime) -> None:
    by_citizen = {row.dialog.pk for row in rows if _is_said(row, Side.CITIZEN)}
    by_operator = {row.dialog.pk for row in rows if _is_said(row, Side.OPERATOR)}
    with connection.cursor() as cursor:
        cursor.execute(
            _ADVANCE,
            {
                "now": now,
                "ids": list(dialogs),
                "seqs": [dialog.last_seq for dialog in dialogs.values()],
                "citizen": [pk in by_citizen for pk in dialogs],
                "operator": [pk in by_operator for pk in dialogs],
            },
        )


def _note_writer(row: NewRow, *, now: datetime) -> None:
    """Keep the object the caller holds as the table will be."""
    if _is_said(row, Side.CITIZEN):
        row.dialog.citizen_wrote_at = now
    if _is_said(row, Side.OPERATOR):
        row.dialog.operator_wrote_at = now
        row.dialog.first_reply_at = row.dialog.first_reply_at or now


def _is_said(row: NewRow, side: Side) -> bool:
    return row.side == side and row.kind in SAID and not row.is_inner
