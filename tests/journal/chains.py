"""A sealed journal for tests, and the hands of somebody who rules the database."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction

from accounts.events import SignedIn
from common.actors import SYSTEM
from journal.chain import COLUMNS, GENESIS, link, microseconds
from journal.facts import record
from journal.models import Entry
from journal.sealing import Sealer

MINUTE = timedelta(minutes=1)


def write_facts(count: int, now: datetime) -> list[int]:
    """Write facts, each in a transaction of its own; return their ids."""
    return [_write(now) for _ in range(count)]


def _write(now: datetime) -> int:
    with transaction.atomic():
        return record(SignedIn(user_id=uuid4()), by=SYSTEM, at=now).pk


def sealed(count: int, now: datetime) -> tuple[Sealer, list[int]]:
    """Return a sealer that has sealed and signed `count` facts and knows that all is settled."""
    sealer, ids = Sealer(grace=timedelta(0)), write_facts(count, now)
    sealer.tick(now=now)
    # Nobody else writes here. The server's other databases are busy, and to wait for them is a
    # minute: that a sealer finds the floor out by itself is one test of test_sealing.
    sealer._horizon.floor = ids[-1]
    ids += write_facts(1, now)
    sealer.tick(now=now + 5 * MINUTE)
    return sealer, ids


def settle(sealer: Sealer, newest_id: int, now: datetime) -> None:
    """Wait until nothing below an id can appear: other databases of the server have transactions too."""
    for _ in range(600):
        sealer.seal(now=now)
        if sealer.floor >= newest_id:
            return
        time.sleep(0.05)
    raise AssertionError("A transaction somewhere on the server does not end.")


@contextmanager
def ruler() -> Iterator[object]:
    """Give a cursor for which no trigger works: a superuser, or the owner of the tables."""
    tables = ("journal_entry", "journal_seal", "journal_head")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def rewrite_chain() -> None:
    """Compute every hash anew over what the table holds now, as anybody could."""
    with ruler() as cursor:
        cursor.execute(
            "SELECT s.seq, (extract(epoch FROM s.sealed_at) * 1000000)::bigint,"
            f" {COLUMNS} FROM journal_seal s JOIN journal_entry e ON e.id = s.entry_id ORDER BY s.seq"
        )
        before = GENESIS
        for seq, sealed_us, *fact in cursor.fetchall():
            before = link(seq, before, sealed_us, fact)
            cursor.execute("UPDATE journal_seal SET hash = %s WHERE seq = %s", [before, seq])


def insert_fact(entry_id: int, now: datetime) -> None:
    """Put a fact into the table under an id of one's choice."""
    with ruler() as cursor:
        cursor.execute(
            "INSERT INTO journal_entry (id, event, subject, actor_kind, actor_id, at, request_id, data)"
            " VALUES (%s, 'accounts.SignedIn', 'user:x', 'system', '', %s, '', '{}')",
            [entry_id, now],
        )


__all__ = [
    "MINUTE",
    "Entry",
    "insert_fact",
    "microseconds",
    "rewrite_chain",
    "ruler",
    "sealed",
    "settle",
    "write_facts",
]
