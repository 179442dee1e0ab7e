"""The disk: random names, sharded folders, no trace of a refused file.

A file is written to `incoming/<name>`, checked there, then linked to its shard inside the
transaction that writes its row. After a crash the sweep compares what is left in `incoming/`
with the rows, so a file without a row and a row without a file both cannot last.
"""

import errno
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from common.files.refusals import FileBroken, FileTooBig, NoSpace

FILE_MODE = 0o640
FOLDER_MODE = 0o750
INCOMING = "incoming"
_CHUNK = 256 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of a whole file on disk."""

    size: int
    sha256: bytes


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def new_name() -> str:
    """Return a name nobody can guess; it says nothing of the file."""
    return secrets.token_hex(24)


def path_of(name: str) -> Path:
    """Return where a stored file lies."""
    return root() / name[:2] / name[2:4] / name


def incoming(name: str) -> Path:
    """Return where a file waits while it is checked."""
    folder = root() / INCOMING
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    return folder / name


@contextmanager
def full_disk_said() -> Iterator[None]:
    """Turn a full disk into NoSpace."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoSpace from error
        raise


def receive(chunks: Iterable[bytes], path: Path, *, most: int) -> None:
    """Write a stream to `path`, never more than `most` bytes; raises FileTooBig, FileBroken, NoSpace."""
    size = 0
    with full_disk_said(), open(path, "xb", opener=_private) as file:
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise FileTooBig
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if size == 0:
        raise FileBroken("Файл пустой. Откройте его у себя, проверьте и приложите ещё раз.")


def measure(path: Path) -> Measured:
    """Return size and SHA-256, reading in small parts."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
        return Measured(size=file.tell(), sha256=digest.digest())


def keep(name: str) -> None:
    """Give a checked file its place in the shards, durable before the row is committed."""
    target = path_of(name)
    source = incoming(name)
    with full_disk_said():
        target.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        source.chmod(FILE_MODE)
        _sync(source)
        os.link(source, target)
        _sync(target.parent)


def twin(name: str, new: str) -> None:
    """Give a stored file a second name; without a row the second one is swept like any other."""
    with full_disk_said():
        os.link(path_of(name), incoming(new))
    keep(new)


def settle(name: str) -> None:
    """Forget the waiting place of a file whose row is committed."""
    incoming(name).unlink(missing_ok=True)


def forget(name: str) -> None:
    """Remove every trace of a file."""
    for path in (incoming(name), path_of(name)):
        path.unlink(missing_ok=True)


def left_behind(*, before: float) -> Iterator[str]:
    """Yield the names that have waited in `incoming/` since before a moment (Unix seconds)."""
    with suppress(FileNotFoundError), os.scandir(root() / INCOMING) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if entry.stat(follow_symlinks=False).st_mtime < before:
                    yield entry.name


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, FILE_MODE)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
