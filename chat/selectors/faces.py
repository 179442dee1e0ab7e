"""What one side may see of a row: the only place where rows become JSON (W-17, W-18)."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from chat import event_words
from chat.models import Dialog, File, Message
from chat.models.messages import Kind, Side
from chat.selectors.rows import Rows, rows_after

HELPER = "Помощник"
SOMEBODY = "Специалист поддержки"
DELETED = "Сообщение удалено"


def faces_after(dialog: Dialog, after: int, *, side: Side) -> tuple[list[dict[str, Any]], Rows]:
    """Return the rows after a number as a side sees them, and what was read."""
    found = rows_after(dialog, after, side=side)
    return [
        face_of(row, side=side, is_deleted=row.seq in found.deleted) for row in found.rows
    ], found


def face_of(row: Message, *, side: Side, is_deleted: bool = False) -> dict[str, Any]:
    """Return a row as JSON for a side: citizens are told aliases, never who it is."""
    for_staff = side != Side.CITIZEN
    who = who_of(row, for_staff=for_staff)
    face: dict[str, Any] = {
        "seq": row.seq,
        "id": str(row.pk),
        "cid": str(row.cid),
        "kind": row.kind,
        "side": row.side,
        "who": who,
        "text": "" if is_deleted else row.text,
        "at": row.at.isoformat(),
    }
    for name in ("quote", "target", "hidden", "articles"):
        if name in row.payload:
            face[name] = row.payload[name]
    if row.kind == Kind.EVENT:
        face["event"] = row.payload["event"]
        face["text"] = event_words.words_of(
            row.payload["event"], for_staff=for_staff, who=who, data=row.payload
        )
        face["data"] = {key: value for key, value in row.payload.items() if key in SHOWN_DATA}
    if is_deleted:
        face["deleted"] = True
    elif row.payload.get("files"):
        face["files"] = [file_face(file) for file in row.files.all()]
    if for_staff:
        face["inner"] = row.is_inner
    return face


# What of an event's data both sides may know; ids of people and teams never.
SHOWN_DATA = frozenset({"ticket", "place", "wait", "call", "until", "stars"})


def who_of(row: Message, *, for_staff: bool) -> str:
    """Return who speaks: a name for staff, an alias for citizens, "" for the citizen."""
    if row.side == Side.BOT:
        return HELPER
    if row.author is None:
        return ""
    if for_staff:
        return str(row.author.full_name)
    return str(row.author.public_name)


def file_face(file: File) -> dict[str, Any]:
    """Return a file as both sides see it; `url` asks for rights each time."""
    return {
        "id": str(file.pk),
        "name": file.name,
        "size": file.size,
        "type": file.content_type,
        "state": file.state,
        "url": _url(file),
        "preview": file.content_type.startswith("image/") and file.state == File.State.CLEAN,
    }


def _url(file: File) -> str:
    try:
        return reverse("chat:file", args=[file.pk])
    except NoReverseMatch:
        return ""


def marks_of(dialog: Dialog) -> dict[str, dict[str, int]]:
    """Return how far each side has received and read."""
    return {
        "citizen": {"got": dialog.citizen_got_seq, "seen": dialog.citizen_seen_seq},
        "operator": {"got": dialog.operator_got_seq, "seen": dialog.operator_seen_seq},
    }
