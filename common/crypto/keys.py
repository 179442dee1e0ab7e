"""The ring of data keys of this process: read from `common_datakey`, opened, kept in memory.

A ring is at most KEY_RING_SECONDS old, so a process learns of new keys and of a change of the
current one without a restart; an unknown key number makes it look at once.
"""

import math
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from common.crypto.columns import holds_sealed_values
from common.crypto.provider import KeyUnavailable, provider
from common.models import DataKey

LOOK_AGAIN_S = 1.0
MISSING = (
    "A data key of this database is missing ({what}): restore the table common_datakey from a "
    "backup; nothing was written."
)
_lock = threading.Lock()
_kept: "_Kept | None" = None
_Rows = list[tuple[int, str, str, bytes]]


@dataclass(frozen=True, slots=True)
class Ring:
    """Keys by number, and the numbers that new values are sealed and digested with.

    `index` holds every key that lookups ask for: two or more while an index key is replaced.
    """

    encrypt: dict[int, bytes]
    current: int
    index: dict[int, bytes]
    current_index: int


@dataclass(frozen=True, slots=True)
class _Kept:
    ring: Ring
    rows: _Rows
    read_at: float
    stale_at: float


def ring() -> Ring:
    """Return the opened keys; creates the first ones of an empty database. Raises KeyUnavailable."""
    kept = _kept
    if kept is not None and monotonic() < kept.stale_at:
        return kept.ring
    if kept is None:
        with _lock:
            return _kept.ring if _kept is not None else _read(None).ring
    return _renewed(kept).ring


def is_fresh() -> bool:
    """Whether `ring` answers from memory, for an event loop, which may not wait for a query."""
    return _kept is not None and monotonic() < _kept.stale_at


def forget() -> None:
    """Drop the opened keys of this process (tests, and after a change of keys)."""
    global _kept
    _kept = None


@contextmanager
def instead(ring: Ring) -> Iterator[None]:
    """Work with other keys than the database's for a while, alone in the process (a masked dump)."""
    global _kept
    before, _kept = _kept, _Kept(ring, [], monotonic(), math.inf)
    try:
        yield
    finally:
        _kept = before


def key(number: int) -> bytes:
    """Return a data key by number, looking again for one made a moment ago; KeyError for none."""
    found = ring().encrypt.get(number)
    if found is None:
        kept = _kept
        if kept is not None and monotonic() - kept.read_at > LOOK_AGAIN_S:
            forget()
        found = ring().encrypt[number]
    return found


def _renewed(kept: _Kept) -> _Kept:
    """Read the table again; one thread does, the others go on with what they have.

    A broken transaction or connection is not about keys: the ring stays, the next call tries.
    """
    if not _lock.acquire(blocking=False):
        return kept
    try:
        return _read(kept)
    except DatabaseError:
        return kept
    finally:
        _lock.release()


def _read(before: _Kept | None) -> _Kept:
    global _kept
    rows = _rows()
    if not rows:
        _create_first()
        rows = _rows()
    is_known = before is not None and before.rows == rows
    opened = before.ring if is_known and before else _opened(rows)
    at = monotonic()
    _kept = _Kept(opened, rows, at, at + settings.KEY_RING_SECONDS)
    return _kept


def _rows() -> _Rows:
    found = DataKey.objects.order_by("purpose", "number")
    return [
        (row.number, row.purpose, row.state, bytes(row.wrapped))
        for row in found.only("number", "purpose", "state", "wrapped")
    ]


def _opened(rows: _Rows) -> Ring:
    """Open the keys; rows are never deleted, so a gap in the numbers is a lost row."""
    opener = provider()
    keys: dict[str, dict[int, bytes]] = {DataKey.ENCRYPT: {}, DataKey.INDEX: {}}
    current: dict[str, int] = {}
    for purpose, opened in keys.items():
        mine = [row for row in rows if row[1] == purpose]
        if [row[0] for row in mine] != list(range(1, len(mine) + 1)):
            raise KeyUnavailable(MISSING.format(what=f"{purpose}, numbers have a gap"))
        for number, _, state, wrapped in mine:
            if state == DataKey.State.CURRENT:
                current[purpose] = number
            if state != DataKey.State.DROPPED:
                opened[number] = opener.unwrap(wrapped, label=f"{purpose}:{number}")
        if purpose not in current:
            raise KeyUnavailable(MISSING.format(what=f"{purpose}, none is current"))
    return Ring(
        encrypt=keys[DataKey.ENCRYPT],
        current=current[DataKey.ENCRYPT],
        index=keys[DataKey.INDEX],
        current_index=current[DataKey.INDEX],
    )


def _create_first() -> None:
    """Make the first keys on a connection of its own; never beside values sealed by lost ones.

    In the caller's transaction a rollback would take the rows back while this process goes on
    sealing with keys that nobody can ever read again.
    """
    if holds_sealed_values():
        raise KeyUnavailable(MISSING.format(what="the table is empty, the data is not"))
    values: list[Any] = []
    opener = provider()
    for purpose in (DataKey.ENCRYPT, DataKey.INDEX):
        wrapped = opener.wrap(os.urandom(32), label=f"{purpose}:1")
        values += [purpose, DataKey.State.CURRENT, wrapped]
    own = connection.copy()
    try:
        with own.cursor() as cursor:  # both at once: nobody ever reads a ring of one key
            cursor.execute(
                "INSERT INTO common_datakey (number, purpose, state, wrapped, created_at, state_at)"
                " VALUES (1, %s, %s, %s, now(), now()), (1, %s, %s, %s, now(), now())"
                " ON CONFLICT DO NOTHING",
                values,
            )
    finally:
        own.close()
