"""The rows of a dialog after a number: what a resume, a hint and a heartbeat read (0.2)."""

from dataclasses import dataclass

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
    read = list(found.select_related("author").prefetch_related("files")[:most])
    is_all = len(read) < most
    upto = read[-1].seq if read else after
    shown = (row for row in read if side != Side.CITIZEN or not row.is_inner)
    return Rows(tuple(shown), upto, is_all, _deleted(dialog, read, is_all=is_all))


def _deleted(dialog: Dialog, read: list[Message], *, is_all: bool) -> frozenset[int]:
    """Return the numbers of deleted rows: their words are shown to nobody, not even in passing."""
    removals = [row.payload for row in read if row.kind == Kind.DELETE]
    if not is_all:
        later = Message.objects.filter(dialog=dialog, kind=Kind.DELETE, seq__gt=read[-1].seq)
        removals += later.values_list("payload", flat=True)
    return frozenset(payload["target"] for payload in removals)
