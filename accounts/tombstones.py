"""Who was erased, kept outside the database: a restored backup brings them back, this takes them away.

One JSON line a person in settings.TOMBSTONES_FILE: pseudonyms and a moment, nothing that names anybody.
`manage.py replay_tombstones` runs after every restore (docs/rights.md).
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One erasure: the profiles, the act that tells of it, when."""

    citizen_ids: list[str]
    act: str
    at: str


def lay(stone: Tombstone) -> None:
    """Write a line and wait for the disk."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        if file.tell() and not _ends_with_a_line(file):
            file.write(b"\n")
        file.write(json.dumps(asdict(stone)).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def stones() -> Iterator[Tombstone]:
    """Yield what the file says; a line cut by a crash is passed over, its act lays it again."""
    path = _path()
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            try:
                yield Tombstone(**json.loads(line))
            except (ValueError, TypeError):
                continue


def lay_missing(wanted: Iterable[Tombstone]) -> int:
    """Write the lines a crash after commit left out; return how many."""
    known = {stone.act for stone in stones()}
    missing = [stone for stone in wanted if stone.act not in known]
    for stone in missing:
        lay(stone)
    return len(missing)


def ids_of(stone: Tombstone) -> list[UUID]:
    return [UUID(text) for text in stone.citizen_ids]


def _ends_with_a_line(file: BinaryIO) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _path() -> Path:
    return Path(settings.TOMBSTONES_FILE)
