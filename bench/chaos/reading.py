"""What the database and the neighbours' ledgers say afterwards."""

import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

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


# How long a fact waited for its reaction, repeats after an error left out.
_LATEST = """
SELECT coalesce(max(extract(epoch FROM done_at - due_at)), 0)::float FROM journal_reaction
WHERE done_at IS NOT NULL AND attempts <= 1 AND due_at > now() - interval '10 minutes'
"""
# Steps of clocks that were told more than once, and how many there were.
_STEPS = """
SELECT count(*), coalesce(sum(number), 0) FROM (
    SELECT count(*) AS number FROM journal_entry
    WHERE event IN ('tickets.ClockWarned', 'tickets.ClockBreached', 'tickets.ClockEscalated')
    GROUP BY event, subject, data ->> 'clock'
) AS found
"""
_STUCK = """
SELECT count(*) FROM pg_stat_activity
WHERE state LIKE 'idle in transaction%' AND state_change < now() - interval '20 seconds'
"""


def latest_reaction_s(url: str) -> float:
    return float(_ask(url, _LATEST)[0][0])


def steps_told(url: str) -> tuple[int, int]:
    """Return how many different steps of clocks there are in the journal, and how many facts."""
    different, told = _ask(url, _STEPS)[0]
    return int(different), int(told)


def stuck(url: str) -> int:
    return int(_ask(url, _STUCK)[0][0])


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


def _ask(url: str, statement: str) -> list[tuple[Any, ...]]:
    link = psycopg2.connect(url)
    try:
        with link.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())
    finally:
        link.close()
