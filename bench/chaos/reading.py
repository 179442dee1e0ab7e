"""What the database and the neighbours' ledgers say afterwards."""

import time
from collections import Counter, defaultdict
from pathlib import Path

import psycopg2

from bench.chaos.oracle import Appeal
from neighbours.storage import read_records

SETTLES_WITHIN_S = 150
_APPEALS = """
SELECT t.number::text, t.client_key, count(e.id) FROM tickets_ticket t
LEFT JOIN journal_entry e
    ON e.subject = 'ticket:' || t.id AND e.event = 'tickets.TicketRegistered'
GROUP BY t.id
"""
_COUNTERS = "SELECT right(name, 1), last FROM sequences_sequence WHERE name LIKE 'tickets.%'"
_OWED = """
SELECT (SELECT count(*) FROM journal_reaction WHERE done_at IS NULL AND dead_at IS NULL)
     + (SELECT count(*) FROM notifications_delivery WHERE status IN ('queued', 'sending'))
"""


def until_settled(url: str) -> float | None:
    """Wait until nothing is owed any more; return the seconds it took, None when it never was."""
    began = time.monotonic()
    while time.monotonic() - began < SETTLES_WITHIN_S:
        if _ask(url, _OWED)[0][0] == 0:
            return time.monotonic() - began
        time.sleep(1.0)
    return None


def appeals(url: str) -> list[Appeal]:
    return [Appeal(*row) for row in _ask(url, _APPEALS)]


def counters(url: str) -> dict[str, int]:
    return dict(_ask(url, _COUNTERS))


def letters(folder: Path) -> dict[str, int]:
    """Return how many letters each address has received."""
    return Counter(to for record in read_records(folder / "mail.jsonl") for to in record["to"])


def texts(folder: Path) -> dict[str, int]:
    """Return how many whole texts each number has received: the rarest part counts."""
    parts: dict[str, Counter[int]] = defaultdict(Counter)
    totals: dict[str, int] = {}
    for record in read_records(folder / "sms.jsonl"):
        to = f"+{record['to'].lstrip('+')}"
        parts[to][record["part"]] += 1
        totals[to] = record["total"]
    return {
        to: min(found[part] for part in range(1, totals[to] + 1)) for to, found in parts.items()
    }


def _ask(url: str, statement: str) -> list[tuple[object, ...]]:
    link = psycopg2.connect(url)
    try:
        with link.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())
    finally:
        link.close()
