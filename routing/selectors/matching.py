"""Who fits what: one condition for both directions, so that an item and an operator never disagree.

Who waits live first, then the highest priority, then the longest waiting; a step of priority is worth
half an hour of waiting, being live thirty days, so that nothing is overtaken for ever. Among operators:
the one who knows the matter, then the idle, then the least over-qualified who meets the demand (experts
stay free for what only they can do), then the least loaded, then the longest idle. Demands relax with
the item's age by `RelaxStep`; what has waited for two minutes needs only some room, so that a call is
not starved by letters.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Value, When

from routing.models import Presence, WorkItem

# What owners may give, urgent first; WINDOW is of each of them in each team.
PRIORITIES = (4, 3, 2, 1)
WINDOW, WHOLE = 25, 1_000_000
STEP_OF_PRIORITY = timedelta(seconds=settings.PRIORITY_STEP_S)
LIVE_HEAD_START = settings.LIVE_HEAD_START
SQUEEZES_IN_AFTER = timedelta(seconds=settings.SQUEEZES_IN_AFTER_S)
_RELAXED = """
LATERAL (
  SELECT coalesce(max(step.level_drop), 0) AS level_drop,
         coalesce(bool_or(step.any_skill), false) AS any_skill,
         coalesce(bool_or(step.any_language), false) AS any_language,
         coalesce(max(step.after_s), 0) AS after_s
  FROM routing_relaxstep AS step
  WHERE step.after_s <= extract(epoch FROM %(now)s - greatest(item.entered_at, item.not_before))
) AS relaxed
"""
_FITS = """
    item.state = 'waiting' AND man.state = 'ready' AND NOT man.is_offered
AND man.teams @> ARRAY[item.team_id]
AND (man.load + item.weight <= man.capacity
  OR (man.load < man.capacity AND item.entered_at <= %(now)s - %(squeezes_in_after)s))
AND man.tier >= item.tier
AND (item.not_before IS NULL OR item.not_before <= %(now)s)
AND (item.line_id IS NULL OR man.lines = '{}' OR item.line_id = ANY(man.lines))
AND (item.reserved_id IS NULL OR item.reserved_id = man.operator_id)
AND NOT man.operator_id = ANY(item.passed_by)
AND (item.language = ANY(man.languages)
  OR (relaxed.any_language AND NOT item.is_language_strict))
AND (relaxed.any_skill OR NOT EXISTS (
  SELECT FROM jsonb_each_text(item.skills) AS need
  WHERE coalesce((man.skills ->> need.key)::int, 0)
      < greatest(1, need.value::int - relaxed.level_drop)))
"""
_SURPLUS = """
(SELECT coalesce(sum(greatest(0, coalesce((man.skills ->> need.key)::int, 0) - need.value::int)), 0)
 FROM jsonb_each_text(item.skills) AS need)
"""
_LACK = """
(SELECT coalesce(sum(greatest(0, need.value::int - coalesce((man.skills ->> need.key)::int, 0))), 0)
 FROM jsonb_each_text(item.skills) AS need)
"""
_FOUND = f"""
SELECT item.id, man.operator_id, item.skills, man.skills, item.language,
       item.language = ANY(man.languages), coalesce(item.sticky_id = man.operator_id, false),
       item.reserved_id IS NOT NULL, relaxed.after_s, item.entered_at, man.free_since, item.priority,
       item.is_live
FROM routing_presence AS man, routing_workitem AS item, {_RELAXED}
"""  # noqa: S608  constants of this file
# The head of each priority in each team, and of who waits live, by its index: ten thousand waiting items
# cost as much as a hundred.
_HEAD = """
item.id IN (
  SELECT head.id FROM unnest(man.teams) AS team (id),
  (SELECT unnest(%(priorities)s) AS value) AS step, LATERAL (
    SELECT waiting.id FROM routing_workitem AS waiting
    WHERE waiting.team_id = team.id AND waiting.state = 'waiting' AND waiting.priority = step.value
    ORDER BY waiting.entered_at LIMIT %(window)s
  ) AS head
  UNION ALL
  SELECT head.id FROM unnest(man.teams) AS team (id), LATERAL (
    SELECT waiting.id FROM routing_workitem AS waiting
    WHERE waiting.team_id = team.id AND waiting.state = 'waiting' AND waiting.is_live
    ORDER BY waiting.entered_at LIMIT %(window)s
  ) AS head)
"""
_RANK = """
item.entered_at - item.priority * %(step_of_priority)s - item.is_live::int * %(live_head_start)s
"""
_OPERATOR = f"""
{_FOUND} WHERE item.id = %(item)s AND {_FITS}
ORDER BY coalesce(item.sticky_id = man.operator_id, false) DESC,
         item.language = ANY(man.languages) DESC, man.load > 0, {_LACK}, {_SURPLUS}, man.load,
         man.free_since, man.operator_id
LIMIT 1 FOR UPDATE OF item, man SKIP LOCKED
"""
_ITEM = f"""
{_FOUND} WHERE man.operator_id = %(operator)s AND {_HEAD} AND {_FITS}
ORDER BY item.reserved_id IS NOT NULL DESC, {_RANK}, item.id
LIMIT 1 FOR UPDATE OF item, man SKIP LOCKED
"""
_RULES: dict[str, Any] = {
    "priorities": list(PRIORITIES),
    "step_of_priority": STEP_OF_PRIORITY,
    "live_head_start": LIVE_HEAD_START,
    "squeezes_in_after": SQUEEZES_IN_AFTER,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A match found and locked, with the facts that explain it."""

    item_id: UUID
    operator_id: UUID
    why: dict[str, Any]


def operator_for(item_id: UUID, *, now: datetime) -> Pair | None:
    """Return the most suitable free operator of a waiting item; both rows are locked."""
    return _pair(_OPERATOR, {"item": item_id}, now=now)


def item_for(operator_id: UUID, *, now: datetime) -> Pair | None:
    """Return what a free operator should be offered; both rows are locked.

    Whoever fits nothing at the head of the queues is looked for in the whole of them.
    """
    given = {"operator": operator_id}
    return _pair(_ITEM, {**given, "window": WINDOW}, now=now) or _pair(
        _ITEM, {**given, "window": WHOLE}, now=now
    )


def ready_operators(*, most: int) -> list[UUID]:
    """Return operators who could take something, the longest idle first."""
    rows = Presence.objects.filter(
        state=Presence.State.READY, is_offered=False, load__lt=F("capacity")
    )
    return list(rows.order_by("free_since").values_list("pk", flat=True)[:most])


def waiting_items(*, most: int) -> list[UUID]:
    """Return what waits, in the order of service."""
    live = Case(When(is_live=True, then=Value(LIVE_HEAD_START)), default=Value(timedelta(0)))
    rank = F("entered_at") - F("priority") * Value(STEP_OF_PRIORITY) - live
    rows = WorkItem.objects.filter(state=WorkItem.State.WAITING).annotate(
        rank=ExpressionWrapper(rank, output_field=DateTimeField())
    )
    return list(rows.order_by("rank", "pk").values_list("pk", flat=True)[:most])


def _pair(statement: str, given: dict[str, Any], *, now: datetime) -> Pair | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_RULES, **given, "now": now})
        row = cursor.fetchone()
    return _explained(row, now=now) if row else None


def _explained(row: tuple[Any, ...], *, now: datetime) -> Pair:
    needs, has = _dict(row[2]), _dict(row[3])
    why = {
        "skills": {code: [level, has.get(code, 0)] for code, level in needs.items()},
        "language": row[4],
        "speaks": row[5],
        "knows": row[6],
        "reserved": row[7],
        "relaxed_s": row[8],
        "waited_s": int((now - row[9]).total_seconds()),
        "idle_s": int((now - row[10]).total_seconds()),
        "priority": row[11],
        "live": row[12],
    }
    return Pair(row[0], row[1], why)


def _dict(value: Any) -> dict[str, Any]:
    return json.loads(value) if isinstance(value, str) else dict(value)
