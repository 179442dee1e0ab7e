"""A dialog told shortly and whole: what a receiver reads before accepting, what an appeal begins with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Assurance
from chat import event_words
from chat.models import Dialog, HandOver, Message
from chat.models.messages import Kind, Side
from chat.selectors.faces import file_face, who_of
from common.masking import mask_text
from faq.models import Article
from faq.selectors.articles import reading_of
from schedules.hours import MOSCOW

MOST_LETTERS = 120
CITIZEN = "Гражданин"
SAID = frozenset({Kind.TEXT, Kind.FILE, Kind.ARTICLE, Kind.NOTE})


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it reads at the end: edited words are the last ones, deleted ones are gone."""

    seq: int
    at: datetime
    side: str
    who: str
    text: str
    is_event: bool = False
    is_inner: bool = False
    is_edited: bool = False
    quoted: str = ""
    files: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What the receiver needs to know before the first word."""

    dialog: Dialog
    first_words: str
    articles: Sequence[tuple[str, str]]
    steps: Sequence[str]
    files: int
    assurance: str
    hand_overs: Sequence[HandOver]


def lines_of(dialog: Dialog, *, with_inner: bool = False, for_staff: bool = True) -> list[Line]:
    """Return a dialog as it reads now, to staff or to its citizen; two statements."""
    rows = list(dialog.messages.select_related("author").prefetch_related("files").order_by("seq"))
    edits = {row.payload["target"]: row.text for row in rows if row.kind == Kind.EDIT}
    gone = {row.payload["target"] for row in rows if row.kind == Kind.DELETE}
    texts = {row.seq: edits.get(row.seq, row.text) for row in rows if row.seq not in gone}
    found = [
        _line(row, edits, texts, for_staff=for_staff)
        for row in rows
        if row.kind in SAID | {Kind.EVENT} and row.seq not in gone
    ]
    return [
        line for line in found if (line.text or line.files) and (with_inner or not line.is_inner)
    ]


def summary_of(dialog: Dialog) -> Summary:
    """Return the short of a dialog: topic, what was tried, how sure we are who it is, files."""
    rows = list(dialog.messages.order_by("seq"))
    codes = [code for row in rows for code in row.payload.get("articles", [])]
    contact = dialog.contact
    return Summary(
        dialog=dialog,
        first_words=first_words(rows),
        articles=_titles(codes),
        steps=[
            words
            for row in rows
            if row.kind == Kind.EVENT and (words := _event(row)) and not row.is_inner
        ],
        files=dialog.files.exclude(message=None).count(),
        assurance=str(Assurance(contact.assurance).label) if contact else "",
        hand_overs=list(
            HandOver.objects.filter(dialog=dialog).select_related("by", "operator", "team")
        ),
    )


def first_words(rows: Sequence[Message], most: int = MOST_LETTERS) -> str:
    """Return the citizen's first words, masked and short."""
    said = (row.text for row in rows if row.side == Side.CITIZEN and row.text)
    words = " ".join(mask_text(next(said, "")).text.split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + "…"


def transcript_of(dialog: Dialog, *, most: int) -> str:
    """Return what was said as text, the beginning first; a long middle is left out, never the end.

    It becomes a part of an appeal that the citizen reads: operators stand under their aliases (W-17).
    """
    written = [_written(line) for line in lines_of(dialog, for_staff=False)]
    whole = "\n".join(written)
    if len(whole) <= most:
        return whole
    gap = "\n…\n"
    half = (most - len(gap)) // 2
    return f"{whole[:half]}{gap}{whole[-half:]}"


def _line(row: Message, edits: dict[int, str], texts: dict[int, str], *, for_staff: bool) -> Line:
    is_event = row.kind == Kind.EVENT
    return Line(
        seq=row.seq,
        at=row.at,
        side=row.side,
        who=who_of(row, for_staff=for_staff) or (CITIZEN if row.side == Side.CITIZEN else ""),
        text=_event(row, for_staff=for_staff)
        if is_event
        else edits.get(row.seq, row.text) or _articles(row),
        is_event=is_event,
        is_inner=row.is_inner,
        is_edited=row.seq in edits,
        quoted=texts.get(row.payload.get("quote", 0), ""),
        files=[file_face(file) for file in row.files.all()],
    )


def _event(row: Message, *, for_staff: bool = True) -> str:
    return event_words.words_of(
        row.payload["event"],
        for_staff=for_staff,
        who=who_of(row, for_staff=for_staff) or "Система",
        data=row.payload,
    )


def _articles(row: Message) -> str:
    codes = row.payload.get("articles", [])
    return f"Статьи: {', '.join(codes)}" if codes else ""


def _titles(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Return the articles that were shown, with their questions, in the order they were."""
    found = {one.code: one for one in Article.objects.filter(code__in=codes)}
    known = (found[code] for code in dict.fromkeys(codes) if code in found)
    return [(one.code, reading_of(one).version.question) for one in known]


def _written(line: Line) -> str:
    clock = f"{line.at.astimezone(MOSCOW):%H:%M}"
    if line.is_event:
        return f"[{clock}] {line.text}"
    files = f" [файлов: {len(line.files)}]" if line.files else ""
    return f"[{clock}] {line.who}: {line.text}{files}"
