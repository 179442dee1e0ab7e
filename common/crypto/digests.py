"""Keyed digests under the index keys: how sealed values are found without being read (D-03).

A digest and a search token say by a mark which index key made them, so that rotation can see what
is still under an old one. The first key of a database marks nothing.
"""

import hashlib
import hmac
from functools import lru_cache

from common.crypto import keys

SIZE = 16
FIRST = 1


@lru_cache(maxsize=128)
def _place_key(secret: bytes, place: str) -> bytes:
    return hmac.new(secret, place.encode(), hashlib.sha256).digest()


def raw_digest(value: str, *, place: str, number: int) -> bytes:
    """Return the 16 bytes of a value for one place under one index key, without its mark."""
    secret = _place_key(keys.ring().index[number], place)
    return hmac.new(secret, value.encode(), hashlib.sha256).digest()[:SIZE]


def keyed_digest(value: str, *, place: str, number: int | None = None) -> bytes:
    """Return the digest of a normalised value for one column, under the current key by default."""
    number = keys.ring().current_index if number is None else number
    return mark(number) + raw_digest(value, place=place, number=number)


def keyed_digests(value: str, *, place: str) -> list[bytes]:
    """Return the digests under every key that lookups ask for, the current one first."""
    return [keyed_digest(value, place=place, number=number) for number in live_numbers()]


def live_numbers() -> list[int]:
    """Return the numbers of the index keys in use, the current one first."""
    ring = keys.ring()
    return sorted(ring.index, key=lambda number: (number != ring.current_index, number))


def mark(number: int) -> bytes:
    """Return what a digest of this key begins with."""
    return b"" if number == FIRST else number.to_bytes(2, "big")


def word_mark(number: int) -> str:
    """Return what a search token of this key begins with; no token of the first key does."""
    return "" if number == FIRST else f"0{number}_"
