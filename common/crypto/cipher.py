"""AES-256-GCM of one value, bound to its table, column and row (D-02).

Stored form: 1 byte version, 4 bytes key number, 12 bytes nonce, ciphertext with 16 bytes tag.
A value moved to another row or column does not open.
"""

import os
import struct
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from common.crypto import keys

VERSION = 1
_HEAD = struct.Struct(">BI")


class CannotOpen(Exception):
    """The value was altered, moved, or sealed with a key that is gone. Never holds the value."""


@lru_cache(maxsize=16)
def _aead(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal(text: str, *, place: str) -> bytes:
    """Return `text` sealed to `place` ("table.column.row")."""
    current = keys.ring().current
    head = _HEAD.pack(VERSION, current)
    nonce = os.urandom(12)
    body = _aead(keys.key(current)).encrypt(nonce, text.encode(), head + place.encode())
    return head + nonce + body


def open_sealed(sealed: bytes, *, place: str) -> str:
    """Return the text of a sealed value; raises CannotOpen."""
    head, nonce, body = sealed[:5], sealed[5:17], sealed[17:]
    try:
        version, number = _HEAD.unpack(head)
        if version != VERSION:
            raise CannotOpen(f"Unknown version of a sealed value at {place.split('.')[0]}.")
        return _aead(keys.key(number)).decrypt(nonce, body, head + place.encode()).decode()
    except (InvalidTag, KeyError, struct.error) as error:
        table_column = ".".join(place.split(".")[:2])
        raise CannotOpen(f"A sealed value of {table_column} does not open.") from error


def key_number(sealed: bytes) -> int:
    """Return the number of the key a value is sealed with (for rotation)."""
    return int(_HEAD.unpack(sealed[:5])[1])
