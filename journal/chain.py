"""The hash chain: what the bytes of a fact are, and how a seal follows from the one before. Pure.

    hash = SHA-256( DOMAIN | seq, 8 bytes | moment of sealing in microseconds, 8 bytes | hash before | fact )

Numbers are big-endian. The fact is a JSON array without spaces, UTF-8: id, event, subject, kind and
id of the actor, moment in microseconds since 1970 (UTC), id of the request, and the data as the text
PostgreSQL gives for jsonb. Before the first seal come 32 zero bytes. Nothing here is secret: anybody
with the table can compute it, so only the signed heads stand against rewriting the whole chain.
"""

import hashlib
import json
import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

DOMAIN = b"gosuslugi_support.journal.1\n"
GENESIS = bytes(32)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# The columns of a fact in the order of its bytes; `e` is journal_entry.
COLUMNS = """e.id, e.event, e.subject, e.actor_kind, e.actor_id,
    (extract(epoch FROM e.at) * 1000000)::bigint, e.request_id, e.data::text"""

_text_of = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_numbers = struct.Struct(">qq").pack
_sha256 = hashlib.sha256


def link(seq: int, before: bytes, sealed_us: int, row: Sequence[Any]) -> bytes:
    """Return the hash of seal `seq`."""
    return _sha256(DOMAIN + _numbers(seq, sealed_us) + before + _text_of(row).encode()).digest()


def microseconds(moment: datetime) -> int:
    """Return an aware moment as microseconds since 1970, exactly."""
    return (moment - EPOCH) // MICROSECOND
