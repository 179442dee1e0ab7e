"""A file sealed on disk with a key of its own: written and read in pieces, in little memory.

Each piece of 64 KiB is AES-256-GCM under the file's key; its number is the nonce, and the last one
says that it is the last, so a piece can be neither moved, nor doubled, nor cut off unseen. The key is
a sealed column of the export: without the database the file says nothing, and once the key is wiped
every copy of the file is noise.
"""

import base64
import io
import os
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PIECE = 64 * 1024
_TAG = 16
_MORE, _LAST = b"more", b"last"


class Damaged(Exception):
    """The file was changed, cut, or its key is another one."""


def new_key() -> str:
    """Return a key for one file, as text for a sealed column."""
    return base64.b64encode(os.urandom(32)).decode()


def key_beside(key: str) -> str:
    """Return the key of a second file that lives and dies with the first one's key."""
    made = HKDF(hashes.SHA256(), 32, salt=None, info=b"beside").derive(base64.b64decode(key))
    return base64.b64encode(made).decode()


def place_of(name: str) -> Path:
    """Return where a file lies; names are ours and hold no slash."""
    folder = Path(settings.EXPORTS_DIR)
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    return folder / Path(name).name


def remove(name: str) -> None:
    if name:
        place_of(name).unlink(missing_ok=True)


class SealedWriter(io.RawIOBase):
    """A stream to a sealed file; `size` is what was written into it."""

    def __init__(self, path: Path, key: str) -> None:
        self._file = open(path, "wb", opener=_private)  # noqa: SIM115  closed with this stream
        self._aead = AESGCM(base64.b64decode(key))
        self._kept = bytearray()
        self._number = 0
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._kept += data
        self.size += len(data)
        while len(self._kept) > PIECE:
            self._seal(_MORE)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._seal(_LAST)
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        super().close()

    def _seal(self, mark: bytes) -> None:
        piece = bytes(self._kept[:PIECE])
        del self._kept[:PIECE]
        self._file.write(self._aead.encrypt(_nonce(self._number), piece, mark))
        self._number += 1


def opened(name: str, key: str) -> Iterator[bytes]:
    """Yield what was written, piece by piece; raises Damaged."""
    return unsealed(place_of(name), key)


def unsealed(path: Path, key: str) -> Iterator[bytes]:
    """Yield what a sealed file holds, wherever it lies; raises Damaged."""
    aead = AESGCM(base64.b64decode(key))
    with path.open("rb") as file:
        number, piece = 0, file.read(PIECE + _TAG)
        while piece:
            following = file.read(PIECE + _TAG)
            try:
                yield aead.decrypt(_nonce(number), piece, _MORE if following else _LAST)
            except InvalidTag as error:
                raise Damaged(f"Piece {number} of a sealed file does not open.") from error
            number, piece = number + 1, following


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o640)
