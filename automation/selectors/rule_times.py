"""Which appeals a time rule is about, by working time of the schedule their service is promised in.

Appeals without a running clock of service (nobody waits for an answer, or the citizen was asked) have
no working time and are nobody's business here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from automation.rules.triggers import DUE
from common.actors import CITIZEN
from schedules.hours import WorkingHours, add_business_time, business_time_between
from schedules.selectors import hours_by_id
from tickets.models import Clock, TimelineItem

FURTHEST = timedelta(days=120)
STEP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """One appeal whose time came; `cause` holds when waiting began, or the moment of the term."""

    ticket_id: UUID
    cause: str


def due_moments(trigger: str, hours: int, *, since: datetime, now: datetime) -> Iterator[Moment]:
    """Yield appeals whose time came after `since` and up to `now`; each is named by its cause."""
    wanted = timedelta(hours=hours)
    find = _before_the_term if trigger == DUE else _without_answer
    for schedule_id in _schedules():
        yield from find(hours_by_id(schedule_id), schedule_id, wanted, (since, now))


def working_time_before(hours: WorkingHours, moment: datetime, duration: timedelta) -> datetime:
    """Return the latest minute from which the service is open for `duration` until `moment`."""
    low, high = moment - FURTHEST, moment
    while high - low > STEP:
        middle = low + (high - low) / 2
        if business_time_between(hours, middle, moment) >= duration:
            low = middle
        else:
            high = middle
    return low


def silent_clocks(schedule_id: int) -> QuerySet[Any]:
    """Return running clocks with `waits_since`: the first word of the citizen no person answered."""
    lines = TimelineItem.objects.filter(ticket=OuterRef("ticket"))
    answers = lines.filter(kind=TimelineItem.Kind.REPLY, author__isnull=False)
    asked = lines.filter(
        kind=TimelineItem.Kind.MESSAGE,
        actor_kind=CITIZEN,
        seq__gt=Coalesce(OuterRef("answered"), 0),
    )
    return (
        _running(schedule_id)
        .annotate(answered=Subquery(answers.order_by("-seq").values("seq")[:1]))
        .annotate(asked_at=Subquery(asked.order_by("seq").values("at")[:1]))
        .annotate(
            waits_since=Coalesce(
                F("asked_at"), Case(When(answered=None, then=F("ticket__registered_at")))
            )
        )
    )


def _without_answer(
    hours: WorkingHours, schedule_id: int, wanted: timedelta, span: tuple[datetime, datetime]
) -> Iterator[Moment]:
    low, high = (working_time_before(hours, moment, wanted) for moment in span)
    rows = silent_clocks(schedule_id).filter(waits_since__gt=low, waits_since__lte=high)
    for ticket_id, at in rows.order_by("waits_since").values_list("ticket", "waits_since"):
        yield Moment(ticket_id, f"time:silent:{int(at.timestamp())}")


def _before_the_term(
    hours: WorkingHours, schedule_id: int, wanted: timedelta, span: tuple[datetime, datetime]
) -> Iterator[Moment]:
    low, high = (add_business_time(hours, moment, wanted) for moment in span)
    rows = _running(schedule_id).filter(due_at__gt=low, due_at__lte=high)
    for ticket_id, at in rows.order_by("due_at").values_list("ticket", "due_at"):
        yield Moment(ticket_id, f"time:due:{int(at.timestamp())}")


def _running(schedule_id: int) -> QuerySet[Clock]:
    return Clock.objects.filter(
        kind=Clock.Kind.SERVICE,
        stopped_at=None,
        paused_at=None,
        policy__schedule=schedule_id,
    )


def _schedules() -> list[int]:
    rows = Clock.objects.filter(stopped_at=None, paused_at=None, policy__isnull=False)
    return list(rows.values_list("policy__schedule", flat=True).distinct().order_by())
