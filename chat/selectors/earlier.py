"""Dialogs as citizens read them: the one at hand without scripts, earlier ones, the text to print."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.dateparse import parse_datetime

from chat.models import Dialog
from chat.models.messages import Kind, Side
from chat.selectors.dialogs import visible_to
from chat.selectors.faces import faces_after
from schedules.hours import MOSCOW

MOST_DIALOGS = 20
MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Said:
    """One row as it reads now."""

    seq: int
    at: datetime
    side: str
    who: str
    text: str
    is_event: bool
    is_edited: bool
    is_deleted: bool
    quoted: str
    files: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    rows: tuple[Said, ...]


def days_of(dialog: Dialog) -> list[Day]:
    """Return what a citizen sees of a dialog, by days, edits in their places."""
    rows = said_in(dialog)
    grouped = groupby(rows, key=lambda row: row.at.astimezone(MOSCOW).date())
    return [Day(on, tuple(those)) for on, those in grouped]


def said_in(dialog: Dialog) -> list[Said]:
    """Return the rows of a dialog as its citizen may see them."""
    faces: list[dict[str, Any]] = []
    after, is_all = 0, False
    while not is_all and len(faces) < MOST_ROWS:
        page, read = faces_after(dialog, after, side=Side.CITIZEN)
        faces += page
        after, is_all = read.upto, read.is_all
    edited = {face["target"]: face["text"] for face in faces if face["kind"] == Kind.EDIT}
    texts = {face["seq"]: edited.get(face["seq"], face["text"]) for face in faces}
    shown = (face for face in faces if face["kind"] not in {Kind.EDIT, Kind.DELETE})
    said = [_said(face, texts=texts, edited=edited) for face in shown]
    return [row for row in said if row.text or row.files or row.is_deleted]


def earlier_of(by: Any) -> list[Dialog]:
    """Return a citizen's dialogs, newest first."""
    rows = visible_to(by).select_related("topic", "ticket", "operator")
    return list(rows.order_by("-opened_at")[:MOST_DIALOGS])


def last_of(by: Any) -> Dialog | None:
    """Return the newest dialog of a citizen or guest, None when there was none."""
    rows = visible_to(by).select_related("topic", "ticket", "operator", "line", "site")
    return rows.order_by("-opened_at").first()


def _said(face: Mapping[str, Any], *, texts: Mapping[int, str], edited: Mapping[int, str]) -> Said:
    at = parse_datetime(face["at"])
    assert at is not None
    return Said(
        seq=face["seq"],
        at=at,
        side=face["side"],
        who=face["who"],
        text=texts[face["seq"]],
        is_event=face["kind"] == Kind.EVENT,
        is_edited=face["seq"] in edited,
        is_deleted=bool(face.get("deleted")),
        quoted=texts.get(face.get("quote", 0), ""),
        files=tuple(face.get("files", ())),
    )
