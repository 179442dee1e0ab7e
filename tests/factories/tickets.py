"""Rows of `tickets`, `topics` and the schedules they count by."""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from accounts.models import Citizen, Contact, Team
from common.ids import new_id
from schedules.models import Schedule, WeeklyInterval
from tests.factories.accounts import make_team
from tickets.models import Clock, SlaPolicy, Ticket, TopicRoute
from tickets.models.ticket import Kind
from tickets.selectors.clocks import forget_policies
from tickets.selectors.routes import forget_routes
from tickets.states import FINAL, Status
from topics.models import Topic

WHEN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_numbers = count(50_000_001)  # far from what doors give out


def make_schedule(code: str = "", *, opens: int = 9 * 60, closes: int = 18 * 60) -> Schedule:
    """Monday to Friday, 9:00-18:00 Moscow, closed on holidays."""
    schedule, created = Schedule.objects.get_or_create(
        code=code or f"schedule-{next(_numbers)}",
        defaults={"title": code or "График", "holiday_policy": "closed"},
    )
    if created:
        WeeklyInterval.objects.bulk_create(
            WeeklyInterval(schedule=schedule, weekday=day, opens=opens, closes=closes)
            for day in range(1, 6)
        )
    return schedule


def make_policy(minutes: int = 480, **fields: Any) -> SlaPolicy:
    """Eight business hours of the usual schedule for everything, unless told."""
    values = {"title": f"{minutes} мин", "schedule": None} | fields
    values["schedule"] = values["schedule"] or make_schedule("desk")
    forget_policies()
    return SlaPolicy.objects.create(resolution_minutes=minutes, **values)


def make_topic(code: str = "other", **fields: Any) -> Topic:
    topic, _ = Topic.objects.get_or_create(code=code, defaults={"title": code} | fields)
    return topic


def make_route(topic: Topic, team: Team, **fields: Any) -> TopicRoute:
    forget_routes()
    route, _ = TopicRoute.objects.update_or_create(topic=topic, defaults={"team": team} | fields)
    return route


def make_ticket(
    *, team: Team | None = None, citizen: Citizen | None = None, **fields: Any
) -> Ticket:
    """A registered question without clocks or stream; the state's own moments are filled in."""
    kind = fields.setdefault("kind", Kind.QUESTION)
    registered = fields.setdefault("registered_at", WHEN)
    status = fields.setdefault("status", Status.REGISTERED)
    ended = {
        "resolved_at": registered if status == Status.RESOLVED else None,
        "closed_at": registered if status in FINAL else None,
    }
    values = {
        "id": new_id(),
        "number": Kind(kind).type * 100_000_000 + next(_numbers),
        "type": Kind(kind).type,
        "channel": Contact.Channel.CABINET,
        "subject": "Не приходит код",
        "activity_at": registered,
        "status_changed_at": registered,
        "registrar": "system:",
        "topic": fields.pop("topic", None) or make_topic(),
        "team": team or make_team(),
        "citizen": citizen,
    }
    return Ticket.objects.create(**(values | ended | fields))


def make_clock(ticket: Ticket, *, due_at: datetime, warn_at: datetime, **fields: Any) -> Clock:
    values = {"kind": Clock.Kind.SERVICE, "started_at": ticket.registered_at, "next_at": warn_at}
    return Clock.objects.create(ticket=ticket, due_at=due_at, warn_at=warn_at, **(values | fields))


def fresh(ticket: Ticket | UUID) -> Ticket:
    """The ticket as the database has it."""
    return Ticket.objects.get(pk=ticket.pk if isinstance(ticket, Ticket) else ticket)
