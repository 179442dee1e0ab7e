"""Signed heads of the chain, and their copy in the second place: a file outside the database.

Whoever rules the database can rewrite a whole chain of hashes, or cut its tail; they cannot sign,
and they cannot reach the second place. A line there also carries the trail: the first four bytes of
each hash since the head before, so that the first rewritten row can be named.
"""

import base64
import hashlib
import json
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import connection

from journal.models import Head, Seal
from journal.signing import is_signed, sign

logger = logging.getLogger(__name__)
EVERY = timedelta(minutes=1)
# A longer backlog gets several heads, so that a line of the file stays under a megabyte.
MOST_SEALS = 100_000
TRAIL_BYTES = 4
_TRAIL = """
SELECT string_agg(substring(hash FROM 1 FOR %s), ''::bytea ORDER BY seq)
FROM journal_seal WHERE seq > %s AND seq <= %s
"""


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head wherever it was read: from the table (no trail) or from the second place."""

    seq: int
    hash: bytes
    count: int
    settled_id: int
    trail_hash: bytes
    signed_at: datetime
    key_id: str = ""
    signature: bytes = b""
    trail: bytes = b""

    @property
    def first(self) -> int:
        """The first seal it speaks of anew."""
        return self.seq - self.count + 1

    def message(self) -> bytes:
        """Return the bytes that are signed."""
        return json.dumps(self._said(), sort_keys=True, separators=(",", ":")).encode()

    def is_genuine(self) -> bool:
        """Whether the signature holds, and the trail, if there is one, is the one that was signed."""
        if self.trail and _digest(self.trail) != self.trail_hash:
            return False
        return is_signed(self.message(), by=self.key_id, signature=self.signature)

    def line(self) -> str:
        """Return it as one line of JSON."""
        extra = {
            "key": self.key_id,
            "signature": base64.b64encode(self.signature).decode(),
            "trail": base64.b64encode(self.trail).decode(),
        }
        return json.dumps(self._said() | extra, separators=(",", ":"))

    @classmethod
    def of_line(cls, line: str) -> Self:
        """Read a line; raises ValueError for anything else than a head."""
        try:
            said = json.loads(line)
            return cls(
                seq=int(said["seq"]),
                hash=bytes.fromhex(said["hash"]),
                count=int(said["count"]),
                settled_id=int(said["settled"]),
                trail_hash=bytes.fromhex(said["trail_sha256"]),
                signed_at=datetime.fromisoformat(said["at"]),
                key_id=said["key"],
                signature=base64.b64decode(said["signature"]),
                trail=base64.b64decode(said["trail"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("not a head") from error

    @classmethod
    def of_row(cls, head: Head) -> Self:
        return cls(
            seq=head.seq,
            hash=bytes(head.hash),
            count=head.count,
            settled_id=head.settled_id,
            trail_hash=bytes(head.trail_hash),
            signed_at=head.signed_at,
            key_id=head.key_id,
            signature=bytes(head.signature),
        )

    def _said(self) -> dict[str, Any]:
        return {
            "v": 1,
            "seq": self.seq,
            "hash": self.hash.hex(),
            "count": self.count,
            "settled": self.settled_id,
            "trail_sha256": self.trail_hash.hex(),
            "at": self.signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        }


def sign_due(*, settled_id: int, now: datetime) -> None:
    """Sign the newest seals when the last head is a minute old. Under the sealers' lock."""
    newest = Seal.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    last = Head.objects.order_by("-seq").first()
    if last and now - last.signed_at < EVERY:
        return
    signed = last.seq if last else 0
    while signed < newest:
        seq = min(newest, signed + MOST_SEALS)
        _sign(signed, seq, settled_id=settled_id if seq == newest else 0, now=now)
        signed = seq


def publish(*, known: int) -> int:
    """Write to the second place the heads it lacks; return its last seal. Under the sealers' lock.

    `known` is what the last call returned: while nothing new is signed, no file is opened.
    """
    newest = Head.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    if newest == known:
        return known
    path = Path(settings.JOURNAL_HEADS)
    last = _last_seq(path)
    if last > newest:
        logger.error("The second place knows later heads than the table", extra={"seq": last})
    for row in Head.objects.filter(seq__gt=last).order_by("seq"):
        head = SignedHead.of_row(row)
        trail = _trail(head.first - 1, head.seq)
        if _digest(trail) != head.trail_hash:
            logger.error("Seals changed after their head was signed", extra={"seq": head.seq})
            trail = b""
        _append(path, replace(head, trail=trail).line())
        # Whoever keeps the logs elsewhere has a third place.
        logger.info(
            "A head of the journal is signed", extra={"seq": head.seq, "hash": head.hash.hex()}
        )
    return newest


def read(paths: Iterable[Path]) -> Iterator[SignedHead]:
    """Yield the heads of the second place.

    A line that is no head (torn by a crash) is passed over: what it held is written again, and a
    head that is lost shows as a gap.
    """
    for path in paths:
        if path.exists():
            with path.open(encoding="utf-8", errors="replace") as file:
                yield from _heads_of(file)


def _heads_of(lines: Iterable[str]) -> Iterator[SignedHead]:
    for line in lines:
        with suppress(ValueError):
            yield SignedHead.of_line(line)


def _sign(after: int, seq: int, *, settled_id: int, now: datetime) -> None:
    unsigned = SignedHead(
        seq=seq,
        hash=bytes(Seal.objects.values_list("hash", flat=True).get(seq=seq)),
        count=seq - after,
        settled_id=settled_id,
        trail_hash=_digest(_trail(after, seq)),
        signed_at=now,
    )
    key_id, signature = sign(unsigned.message())
    Head.objects.create(
        seq=seq,
        hash=unsigned.hash,
        count=unsigned.count,
        settled_id=settled_id,
        trail_hash=unsigned.trail_hash,
        signed_at=now,
        key_id=key_id,
        signature=signature,
    )


def _trail(after: int, seq: int) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(_TRAIL, [TRAIL_BYTES, after, seq])
        return bytes(cursor.fetchone()[0] or b"")


def _digest(trail: bytes) -> bytes:
    return hashlib.sha256(trail).digest()


def _last_seq(path: Path) -> int:
    """Return the seal of the last head in the file, 0 when there is none."""
    if not path.exists():
        return 0
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 3 * MOST_SEALS * TRAIL_BYTES))
        lines = file.read().decode("utf-8", "replace").split("\n")
    return max((head.seq for head in _heads_of(lines)), default=0)


def _append(path: Path, line: str) -> None:
    """Add a line and wait for the disk; a line torn by a crash is ended, never cut off.

    Nothing but appending: the file may be one the system lets nobody shorten.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        torn = file.read(1) not in {b"", b"\n"}
        file.write(b"\n" * torn + line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
