"""The ring of data keys of this process, read once from `common_datakey` and kept in memory."""

import os
import threading
from dataclasses import dataclass

from django.db import connection

from common.crypto.provider import provider
from common.models import DataKey

_lock = threading.Lock()
_ring: "Ring | None" = None


@dataclass(frozen=True, slots=True)
class Ring:
    """Keys by number and the number new values are sealed with."""

    encrypt: dict[int, bytes]
    current: int
    index: bytes


def ring() -> Ring:
    """Return the opened keys; creates the first ones. Raises KeyUnavailable on a wrong master key."""
    global _ring
    if _ring is None:
        with _lock:
            if _ring is None:
                _ring = _load()
    return _ring


def forget() -> None:
    """Drop the opened keys of this process (tests, and after a rotation)."""
    global _ring
    _ring = None


def key(number: int) -> bytes:
    """Return a data key by number; reads the table again once for a key made by another process."""
    keys = ring().encrypt
    if number not in keys:
        forget()
        keys = ring().encrypt
    return keys[number]


def _load() -> Ring:
    for purpose in (DataKey.ENCRYPT, DataKey.INDEX):
        if not DataKey.objects.filter(purpose=purpose).exists():
            _create(purpose)
    opener = provider()
    rows = list(DataKey.objects.order_by("number"))
    opened = {
        (row.purpose, row.number): opener.unwrap(bytes(row.wrapped), label=row.label)
        for row in rows
    }
    encrypt = {
        number: value for (purpose, number), value in opened.items() if purpose == DataKey.ENCRYPT
    }
    index = [value for (purpose, _), value in opened.items() if purpose == DataKey.INDEX]
    return Ring(encrypt=encrypt, current=max(encrypt), index=index[-1])


def _create(purpose: str) -> None:
    """Make the first key of a purpose on a connection of its own.

    In the caller's transaction a rollback would take the row back while this process goes on
    sealing with a key that nobody can ever read again.
    """
    row = DataKey(number=1, purpose=purpose)
    wrapped = provider().wrap(os.urandom(32), label=row.label)
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute(
                "INSERT INTO common_datakey (number, purpose, wrapped, created_at)"
                " VALUES (%s, %s, %s, now()) ON CONFLICT DO NOTHING",
                [row.number, purpose, wrapped],
            )
    finally:
        own.close()
