"""Writing the ZIP: JSON for machines, pages for people, the person's files; rows stream through."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.template.loader import render_to_string
from django.utils import timezone

from accounts.subjects import Section, Subject, SubjectProvider

ROWS_A_TIME = 100
ROWS = "<!-- rows -->"
ABSENT = (
    ("Служебные заметки сотрудников", "в них могут быть сведения о других людях"),
    ("Имена сотрудников", "указаны должность и команда"),
    ("Одноразовые коды и пароли", "в открытом виде не хранятся"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """What the list of contents says of one section."""

    section: Section
    count: int


class Archive:
    """One ZIP in the making. `step` is told after each part is written."""

    def __init__(self, stream: IO[bytes], *, at: datetime, step: Callable[[], None]) -> None:
        self.zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)
        self.at = at
        self.step = step

    def write(self, subject: Subject, providers: list[SubjectProvider]) -> None:
        """Write every provider's part and the list of contents."""
        contents = []
        for provider in providers:
            for part in provider.sections(subject):
                count = self._json(part)
                self._page(part)
                contents.append(Written(part, count))
                self.step()
        files = 0
        for provider in providers:
            for file in provider.files(subject):
                with self._open(file.path) as target:
                    for chunk in file.chunks():
                        target.write(chunk)
                files += 1
                self.step()
        words = {"contents": contents, "files": files, "at": self.at, "absent": ABSENT}
        self._text("index.html", render_to_string("accounts/export/index.html", words))
        self._text("style.css", render_to_string("accounts/export/style.css"))
        self.zip.close()

    def _json(self, part: Section) -> int:
        """Write the rows as a JSON array, one a line; return how many."""
        count = 0
        with self._open(f"data/{part.code}.json") as target:
            target.write(b"[")
            for row in part.rows():
                target.write(b",\n" if count else b"\n")
                target.write(json.dumps(row, ensure_ascii=False).encode())
                count += 1
            target.write(b"\n]\n")
        return count

    def _page(self, part: Section) -> None:
        with self._open(f"pages/{part.code}.html") as target:
            head, tail = render_to_string("accounts/export/page.html", {"part": part}).split(ROWS)
            target.write(head.encode())
            rows = part.rows()
            while batch := list(islice(rows, ROWS_A_TIME)):
                shown = [_lines(part, row) for row in batch]
                target.write(
                    render_to_string("accounts/export/_rows.html", {"rows": shown}).encode()
                )
            target.write(tail.encode())

    def _text(self, name: str, text: str) -> None:
        with self._open(name) as target:
            target.write(text.encode())

    def _open(self, name: str) -> IO[bytes]:
        info = zipfile.ZipInfo(name, timezone.localtime(self.at).timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        return self.zip.open(info, "w")


def parts_in(subject: Subject, providers: list[SubjectProvider]) -> int:
    """Return how many steps writing will take."""
    return sum(
        sum(1 for _ in provider.sections(subject)) + sum(1 for _ in provider.files(subject))
        for provider in providers
    )


def _lines(part: Section, row: Any) -> list[tuple[str, str]]:
    """Return a row as a person reads it: names and values, empty ones left out."""
    return [(label, text) for name, label in part.labels.items() if (text := _words(row.get(name)))]


def _words(value: Any) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list):
        return ", ".join(_words(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_words(item)}" for name, item in value.items())
    moment = _moment(value) if isinstance(value, str) else None
    return f"{timezone.localtime(moment):%d.%m.%Y %H:%M}" if moment else str(value)


def _moment(text: str) -> datetime | None:
    if len(text) < 20 or text[10:11] != "T":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
