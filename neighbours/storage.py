"""Append-only files that survive a power cut: one JSON object a line, on disk before the answer."""

import asyncio
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

Record = dict[str, Any]


class Ledger:
    """One append-only file. `append` returns only when the record is on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"ledger-{path.stem}")
        self._close_torn_line()
        sync_folder(path.parent)

    async def append(self, record: Record) -> None:
        """Write the record and wait for the disk, without holding up other connections."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._write, record)

    def append_now(self, record: Record) -> None:
        """Write the record and wait for the disk, for a server of threads."""
        self._writer.submit(self._write, record).result()

    def close(self) -> None:
        """Finish what is being written and let go of the file."""
        self._writer.shutdown(wait=True)
        os.close(self._file)

    def _write(self, record: Record) -> None:
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        view = memoryview(line)
        while view:
            view = view[os.write(self._file, view) :]
        os.fsync(self._file)

    def _close_torn_line(self) -> None:
        """End a line cut short by a crash, so that the next record does not stick to it."""
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            os.write(self._file, b"\n")


def read_records(path: Path) -> Iterator[Record]:
    """Yield every whole record of a ledger, oldest first; a torn line was never answered for."""
    if not path.exists():
        return
    with path.open("rb") as lines:
        for line in lines:
            record = parse_line(line)
            if record is not None:
                yield record


def read_records_backwards(path: Path, block: int = 65536) -> Iterator[Record]:
    """Yield the records newest first, reading only as much of the file as the caller takes."""
    if not path.exists():
        return
    with path.open("rb") as file:
        position = file.seek(0, os.SEEK_END)
        rest = b""
        while position:
            step = min(block, position)
            position = file.seek(position - step)
            lines = (file.read(step) + rest).split(b"\n")
            rest = lines.pop(0) if position else b""
            yield from filter(None, map(parse_line, reversed(lines)))


def parse_line(line: bytes) -> Record | None:
    """Return the record of a line, None for an empty or torn one."""
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def write_durably(path: Path, content: bytes) -> None:
    """Put a whole file on disk under its final name, or nothing."""
    draft = path.with_suffix(".part")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make new names of a folder survive a crash."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
