"""Limits that hold under concurrency: one atomic statement in PostgreSQL, outside transactions.

A count does not wait for the disk: a crash may forget the last half second of uses, and a busy key
is not held to one request a flush. Fixed windows. Callers run it in autocommit, so a refused
request still counts.
"""

import hashlib
import math
from datetime import datetime, timedelta

from django.db import connection

from common.errors import TooManyRequests

_HIT = """
INSERT INTO common_ratebucket AS b (key, window_start, hits)
SELECT %s, %s, 1 FROM (SELECT set_config('synchronous_commit', %s, true)) AS without_waiting
ON CONFLICT (key) DO UPDATE SET
    hits = CASE WHEN b.window_start <= %s THEN 1 ELSE b.hits + 1 END,
    window_start = CASE WHEN b.window_start <= %s THEN EXCLUDED.window_start ELSE b.window_start END
RETURNING hits, window_start
"""


def bucket_key(name: str, *parts: object) -> str:
    """Return a key that holds no personal data: the parts are hashed."""
    digest = hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()[:32]
    return f"{name}:{digest}"


def hit(key: str, *, now: datetime, window: timedelta) -> tuple[int, int]:
    """Count one use of `key`; return (uses in the window, seconds until it ends)."""
    edge = now - window
    with connection.cursor() as cursor:
        # Inside somebody's transaction the setting would be theirs too: then everything is waited for.
        waits = "on" if connection.in_atomic_block else "off"
        cursor.execute(_HIT, [key, now, waits, edge, edge])
        hits, start = cursor.fetchone()
    return hits, max(1, math.ceil((start + window - now).total_seconds()))


def limit(key: str, *, most: int, window: timedelta, now: datetime, message: str = "") -> None:
    """Raise TooManyRequests when `key` was used more than `most` times in the window."""
    hits, retry_after_s = hit(key, now=now, window=window)
    if hits > most:
        raise TooManyRequests(
            message or "Слишком много запросов подряд. Подождите немного и попробуйте снова.",
            retry_after_s=retry_after_s,
        )


def clear(key: str) -> None:
    """Forget the uses of `key` (after a success that shows the limit is not needed)."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM common_ratebucket WHERE key = %s", [key])
