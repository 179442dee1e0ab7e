"""The sealer: puts committed facts into one order and chains them. Writers never wait for it.

Ids become visible out of order, so the order is the sealer's own: it seals what is committed and
has no seal yet, in the order it meets it. Any number of sealers may run: each batch is one
transaction under one advisory lock, so a crash leaves a batch whole or not there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from journal import heads
from journal.chain import COLUMNS, GENESIS, link, microseconds
from journal.models import Head, Seal

BATCH = 5000
# Drawing an id and taking a transaction number are microseconds apart; this is plenty.
GRACE = timedelta(seconds=30)
_LOCK = 7_240_511_003
_UNSEALED = f"""
SELECT {COLUMNS} FROM journal_entry e
LEFT JOIN journal_seal s ON s.entry_id = e.id AND s.entry_id > %s
WHERE e.id > %s AND s.entry_id IS NULL ORDER BY e.id LIMIT {BATCH}
"""  # noqa: S608  constants
_SEAL = """
INSERT INTO journal_seal (seq, entry_id, hash, sealed_at)
SELECT seq, entry_id, hash, %s FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[])
    AS made (seq, entry_id, hash)
"""


@dataclass
class _Mark:
    """An id sealed at a moment; `xid` is a transaction number taken after the grace."""

    id: int
    at: datetime
    xid: int | None = None


class Horizon:
    """Knows the id below which no new fact can appear: the floor of the search and of the heads.

    1. Note the greatest sealed id. 2. After the grace, whoever drew a smaller id has a transaction
    number: take one of our own, which is greater. 3. When every transaction before it has ended,
    the noted id is the floor.
    """

    def __init__(self, grace: timedelta = GRACE) -> None:
        self.floor = 0
        self._grace = grace
        self._mark: _Mark | None = None

    def look(self, newest_id: int, *, now: datetime) -> None:
        """Go one step further, if time and transactions allow."""
        mark = self._mark
        if mark is None:
            self._mark = _Mark(newest_id, now) if newest_id > self.floor else None
        elif mark.xid is None:
            if now - mark.at >= self._grace:
                mark.xid = _number("SELECT pg_current_xact_id()::text::bigint")
        elif _number("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint") > mark.xid:
            self.floor, self._mark = mark.id, None


class Sealer:
    """One sealing process: call `tick` every second."""

    def __init__(self, *, grace: timedelta = GRACE) -> None:
        self._horizon = Horizon(grace)
        self._published = -1

    @property
    def floor(self) -> int:
        """The id below which no new fact can appear, as far as this sealer knows."""
        return self._horizon.floor

    def tick(self, *, now: datetime) -> int:
        """Seal what is new, sign the head when its minute has come; return how many were sealed."""
        sealed = self.seal(now=now)
        with transaction.atomic():
            if only_one():
                heads.sign_due(settled_id=self.floor, now=now)
        with transaction.atomic():
            if only_one():
                self._published = heads.publish(known=self._published)
        return sealed

    def seal(self, *, now: datetime) -> int:
        """Seal every committed fact that has no seal; return how many were sealed."""
        settled = Head.objects.order_by("-seq").values_list("settled_id", flat=True).first() or 0
        floor = self._horizon.floor = max(self._horizon.floor, settled)
        sealed, after = 0, floor
        while batch := self._seal_batch(after, now=now):
            sealed, after = sealed + len(batch), batch[-1]
            if len(batch) < BATCH:
                break
        newest = Seal.objects.order_by("-entry_id").values_list("entry_id", flat=True).first()
        self._horizon.look(newest or 0, now=now)
        return sealed

    @transaction.atomic
    def _seal_batch(self, after: int, *, now: datetime) -> list[int]:
        """Seal facts with ids above `after`; return their ids, none when another sealer is at it."""
        if not only_one():
            return []
        with connection.cursor() as cursor:
            cursor.execute(_UNSEALED, [after, after])
            rows = cursor.fetchall()
            if not rows:
                return []
            newest = Seal.objects.order_by("-seq").values_list("seq", "hash").first()
            seq, before = newest or (0, GENESIS)
            made = _chained(rows, seq=seq, before=bytes(before), now=now)
            cursor.execute(_SEAL, [now, *map(list, zip(*made, strict=True))])
        return [row[0] for row in rows]


def only_one() -> bool:
    """Take the sealers' lock until the transaction ends; False when another sealer has it."""
    return bool(_number(f"SELECT pg_try_advisory_xact_lock({_LOCK})::int"))


def _chained(
    rows: list[tuple[Any, ...]], *, seq: int, before: bytes, now: datetime
) -> list[tuple[int, int, bytes]]:
    """Return (seq, entry id, hash) of the facts, following the last seal."""
    sealed_us = microseconds(now)
    made = []
    for row in rows:
        seq += 1
        before = link(seq, before, sealed_us, row)
        made.append((seq, row[0], before))
    return made


def _number(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])
