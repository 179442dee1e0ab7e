"""How much is in each list of the desk: one statement, every page of the desk asks it.

Written out, because building it costs more than running it; `desk_list` says the same for the rows
and a test holds the two to one answer.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.models import User
from tickets.models import Clock
from tickets.states import OPEN, Status

COUNT_AT_MOST = 100
CLOCKS = len(Clock.Kind)  # of one appeal, at most
COUNTED = ("mine", "free", "team", "overdue", "departments", "snoozed")

# Each team is counted by its own partial index and no further than the tab can say. What is late is
# met clock by clock (OFFSET keeps it so): the open appeals are a hundred times as many.
_STATEMENT = """
SELECT
  (SELECT count(*) FROM (
     SELECT FROM tickets_ticket
     WHERE assignee_id = %(me)s AND status = ANY(%(open)s) AND snoozed_at IS NULL
     LIMIT %(most)s) AS counted),
  (SELECT sum(found.number) FROM unnest(%(teams)s::uuid[]) AS mine (team), LATERAL (
     SELECT count(*) AS number FROM (
       SELECT FROM tickets_ticket
       WHERE team_id = mine.team AND status = ANY(%(open)s) AND assignee_id IS NULL
       LIMIT %(most)s) AS counted) AS found),
  (SELECT sum(found.number) FROM unnest(%(teams)s::uuid[]) AS mine (team), LATERAL (
     SELECT count(*) AS number FROM (
       SELECT FROM tickets_ticket WHERE team_id = mine.team AND status = ANY(%(open)s)
       LIMIT %(most)s) AS counted) AS found),
  (SELECT count(DISTINCT late.id) FROM (
     SELECT ticket.id FROM tickets_clock AS clock CROSS JOIN LATERAL (
       SELECT id FROM tickets_ticket
       WHERE id = clock.ticket_id AND team_id = ANY(%(teams)s::uuid[]) AND status = ANY(%(open)s)
       OFFSET 0) AS ticket
     WHERE clock.due_at <= %(now)s AND clock.stopped_at IS NULL AND clock.paused_at IS NULL
     LIMIT %(clocks)s) AS late),
  (SELECT sum(found.number) FROM unnest(%(teams)s::uuid[]) AS mine (team), LATERAL (
     SELECT count(*) AS number FROM (
       SELECT FROM tickets_ticket WHERE home_team_id = mine.team AND status = %(away)s
       LIMIT %(most)s) AS counted) AS found),
  (SELECT count(*) FROM (
     SELECT FROM tickets_ticket
     WHERE assignee_id = %(me)s AND status = ANY(%(open)s) AND snoozed_at IS NOT NULL
     LIMIT %(most)s) AS counted),
  (SELECT query FROM tickets_savedview
   WHERE is_default AND removed_at IS NULL AND (owner_id = %(me)s OR team_id = ANY(%(teams)s::uuid[]))
   ORDER BY owner_id IS NULL, created_at LIMIT 1)
"""


def capped_counts(user: User, *, now: datetime) -> dict[str, int]:
    """Return how many rows each list has, COUNT_AT_MOST meaning «99+»; one query."""
    return glance(user, now=now).counts


@dataclass(frozen=True, slots=True)
class Glance:
    """What every page of the desk starts from: the counts, and the list that opens first ("" the usual)."""

    counts: dict[str, int]
    first: str


def glance(user: User, *, now: datetime) -> Glance:
    """Return the counts of the lists and the address of the saved list to open first; one query."""
    given: dict[str, Any] = {
        "me": user.pk,
        "teams": sorted(user.team_ids()),
        "open": sorted(OPEN),
        "away": Status.AT_DEPARTMENT.value,
        "now": now,
        "most": COUNT_AT_MOST,
        "clocks": CLOCKS * COUNT_AT_MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, given)
        *numbers, first = cursor.fetchone()
    counts = {
        view: min(int(number or 0), COUNT_AT_MOST)
        for view, number in zip(COUNTED, numbers, strict=True)
    }
    return Glance(counts, first or "")
