"""The rows of a dialog after a number: what a resume, a hint and a heartbeat read (0.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import prefetch_related_objects

from chat.models import Dialog, Message
from chat.models.messages import Kind, Side

MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows one side may see, oldest first. `upto` is the number read to, seen or not."""

    rows: tuple[Message, ...]
    upto: int
    is_all: bool
    deleted: frozenset[int]


def rows_after(dialog: Dialog, after: int, *, side: Side, most: int = MOST_ROWS) -> Rows:
    """Return what stands after `after`; a citizen's side never reads inner rows (W-18)."""
    found = Message.objects.filter(dialog=dialog, seq__gt=after).order_by("seq")
    read = with_files(list(found.select_related("author")[:most]))
    is_all = len(read) < most
    upto = read[-1].seq if read else after
    shown = (row for row in read if side != Side.CITIZEN or not row.is_inner)
    return Rows(tuple(shown), upto, is_all, _deleted(dialog, read, is_all=is_all))


def with_files(rows: list[Message]) -> list[Message]:
    """Read the files of those rows that have any."""
    prefetch_related_objects([row for row in rows if row.payload.get("files")], "files")
    return rows


def deleted_among(rows: Iterable[Message]) -> dict[UUID, set[int]]:
    """Return which rows of which dialogs these rows delete."""
    gone: dict[UUID, set[int]] = {}
    for row in rows:
        if row.kind == Kind.DELETE:
            gone.setdefault(row.dialog_id, set()).add(row.payload["target"])
    return gone


def _deleted(dialog: Dialog, read: list[Message], *, is_all: bool) -> frozenset[int]:
    """Return the numbers of deleted rows: their words are shown to nobody, not even in passing."""
    gone = deleted_among(read).get(dialog.pk, set())
    if not is_all:
        later = Message.objects.filter(dialog=dialog, kind=Kind.DELETE, seq__gt=read[-1].seq)
        gone.update(payload["target"] for payload in later.values_list("payload", flat=True))
    return frozenset(gone)
