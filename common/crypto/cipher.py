"""AES-256-GCM of one value, bound to its table, column and row (D-02).

Stored form: 1 byte version, 4 bytes key number, 12 bytes nonce, ciphertext with 16 bytes tag.
A value moved to another row or column does not open.
"""

import logging
import os
import struct
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from common.crypto import keys

logger = logging.getLogger(__name__)
VERSION = 1
_HEAD = struct.Struct(">BI")


class CannotOpen(Exception):
    """The value was altered, moved, or sealed with a key that is gone. Never holds the value."""


@lru_cache(maxsize=64)
def _aead(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal(text: str, *, place: str) -> bytes:
    """Return `text` sealed to `place` ("table.column.row")."""
    current = keys.ring().current
    head = head_of(current)
    nonce = os.urandom(12)
    body = _aead(keys.key(current)).encrypt(nonce, text.encode(), head + place.encode())
    return head + nonce + body


def open_sealed(sealed: bytes, *, place: str) -> str:
    """Return the text of a sealed value; raises CannotOpen, which is also an error in the log."""
    head, nonce, body = sealed[:5], sealed[5:17], sealed[17:]
    try:
        version, number = _HEAD.unpack(head)
        if version != VERSION:
            raise ValueError("unknown version")
        return _aead(keys.key(number)).decrypt(nonce, body, head + place.encode()).decode()
    except (InvalidTag, KeyError, ValueError, struct.error) as error:
        raise _refusal(place) from error


def _refusal(place: str) -> CannotOpen:
    table_column = ".".join(place.split(".")[:2])
    logger.error("A sealed value of %s does not open.", table_column)
    return CannotOpen(f"A sealed value of {table_column} does not open.")


def head_of(number: int) -> bytes:
    """Return the five bytes that a value sealed with this key begins with."""
    return _HEAD.pack(VERSION, number)


def key_number(sealed: bytes) -> int:
    """Return the number of the key a value is sealed with."""
    return int(_HEAD.unpack(sealed[:5])[1])


def is_current(sealed: bytes) -> bool:
    """Whether a value is sealed with the key that new values get."""
    return key_number(sealed) == keys.ring().current


def resealed(sealed: bytes, *, place: str) -> bytes:
    """Return the value sealed with the current key; raises CannotOpen."""
    return seal(open_sealed(sealed, place=place), place=place)
