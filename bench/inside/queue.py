"""A full queue: hundreds of operators on the line, thousands of appeals that wait; the pace of offers."""

import time
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.actions.staff import NewStaff, create_staff, set_teams
from accounts.models import Role, Team, User
from bench.inside.visitors import CSRF, cookie_of
from common.actors import SYSTEM
from journal.reactions import silence
from routing.actions.dispatching import offer_to
from routing.actions.presence import set_presence
from routing.actions.reference import set_abilities
from routing.models import Offer, Presence, WorkItem
from routing.reference import load_reference
from tickets.models import Ticket
from tickets.states import Status

# Where ten thousand wait, and where nobody does: a new appeal of the latter finds somebody idle.
FULL, QUIET = ("first_line", "technical"), "payments"
SKILLS = {"general": 3, "applications": 3, "data": 3, "tech": 3, "payments": 3}
NEEDS = {"first_line": "applications", "technical": "tech"}
BUSY = 100
ROOMY = 30_000
_WAITS_AGAIN = """
UPDATE tickets_ticket SET status = %s, assignee_id = NULL, closed_at = NULL, resolved_at = NULL,
  first_response_at = NULL, home_team_id = NULL, home_assignee_id = NULL,
  team_id = CASE WHEN number %% 2 = 0 THEN %s::uuid ELSE %s::uuid END
WHERE id IN (SELECT id FROM tickets_ticket ORDER BY id LIMIT %s)
"""


def fill(operators: int, items: int, free: int, quiet: int) -> dict[str, Any]:
    """Fill the queue; all are busy but `free` of the full lines, who pause, and `quiet` ready ones."""
    now = timezone.now()
    load_reference(now)
    teams = {team.code: team for team in Team.objects.all()}
    _let_wait(items, [teams[code] for code in FULL], now=now)
    with silence():
        people = [
            _hired(number, teams, quiet=number < quiet, now=now) for number in range(operators)
        ]
    Presence.objects.filter(pk__in=[one.pk for one in people[quiet:]]).update(load=BUSY)
    idle, waiting = people[:quiet], people[quiet : quiet + free]
    with silence():
        for one in waiting:
            set_presence(operator=one, state="paused", reason="break", by=one, now=now)
    Presence.objects.filter(pk__in=[one.pk for one in idle]).update(capacity=ROOMY)
    Presence.objects.filter(pk__in=[one.pk for one in waiting]).update(load=0)
    # nobody is put off the line while the house starts; `here` ends the grace
    Presence.objects.update(seen_at=timezone.now() + timedelta(minutes=15))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "csrf": CSRF,
        "quiet": [_seat(one) for one in idle],
        "free": [_seat(one) for one in waiting],
        "others": [_seat(one) for one in people[quiet + free :]],
        "waiting": WorkItem.objects.filter(state=WorkItem.State.WAITING).count(),
    }


def here() -> int:
    """Let heartbeats count from now on."""
    return Presence.objects.update(seen_at=timezone.now())


def seats(count: int) -> dict[str, Any]:
    """Hire some operators who only sit at their desks; return their sign-ins."""
    now, people = timezone.now(), []
    with silence():
        for number in range(count):
            new = NewStaff(f"seat{number}@example.org", f"Оператор {number}", Role.OPERATOR)
            people.append(create_staff(new=new, by=SYSTEM, now=now))
    return {"csrf": CSRF, "seats": [_seat(one) for one in people]}


def pace(part: int, parts: int, rounds: int, most: int) -> dict[str, Any]:
    """Offer to every so-manyth free operator; return offers and the seconds they took."""
    keys = list(Presence.objects.order_by("pk").values_list("pk", flat=True))[part::parts][:most]
    made, took = 0, 0.0
    for _ in range(rounds):
        _everybody_free(keys)
        now, began = timezone.now(), time.perf_counter()
        made += sum(offer_to(operator_id=key, now=now) is not None for key in keys)
        took += time.perf_counter() - began
    return {"made": made, "took": took, "waiting": _waiting()}


def owned_twice() -> int:
    """Return how many items have more than one open offer, or an operator more than one."""
    opened = Offer.objects.filter(outcome=Offer.Outcome.OPEN)
    items = opened.values("item").distinct().count()
    people = opened.values("operator").distinct().count()
    return 2 * opened.count() - items - people


def _let_wait(items: int, teams: list[Team], *, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WAITS_AGAIN, [Status.QUEUED, teams[0].pk, teams[1].pk, items])
    chance, codes = Random(7), {team.pk: team.code for team in teams}
    rows = Ticket.objects.filter(status=Status.QUEUED, team__in=teams, assignee=None)
    WorkItem.objects.bulk_create(
        (
            WorkItem(
                subject=f"ticket:{key}",
                channel=channel,
                team_id=team,
                priority=priority,
                skills={NEEDS[codes[team]]: chance.randint(1, 3)},
                language=chance.choice(("ru", "ru", "ru", "tt")),
                weight=10,
                entered_at=now - timedelta(seconds=chance.randrange(1800)),
            )
            for key, channel, team, priority in rows.order_by("pk").values_list(
                "pk", "channel", "team_id", "priority"
            )[:items]
        ),
        batch_size=1000,
    )


def _hired(number: int, teams: dict[str, Team], *, quiet: bool, now: datetime) -> User:
    new = NewStaff(f"queue{number}@example.org", f"Оператор {number}", Role.OPERATOR)
    user = create_staff(new=new, by=SYSTEM, now=now)
    own = [teams[QUIET]] if quiet else [teams[code] for code in FULL]
    set_teams(user=user, teams=own, by=SYSTEM, now=now)
    languages = ("ru", "tt") if number % 5 == 0 else ("ru",)
    set_abilities(operator=user, skills=SKILLS, languages=languages, by=SYSTEM, now=now)
    set_presence(operator=user, state="ready", by=user, now=now)
    return user


def _seat(user: User) -> dict[str, str]:
    return {"id": str(user.pk), "cookie": cookie_of(user)}


def _everybody_free(keys: list[UUID]) -> None:
    """Take every offer back, so that a round begins as the one before."""
    Offer.objects.filter(outcome=Offer.Outcome.OPEN, operator__in=keys).update(
        outcome=Offer.Outcome.WITHDRAWN, ended_at=timezone.now()
    )
    WorkItem.objects.filter(state=WorkItem.State.OFFERED, owner__in=keys).update(
        state=WorkItem.State.WAITING, owner=None
    )
    Presence.objects.filter(pk__in=keys).update(
        state=Presence.State.READY, load=0, is_offered=False, seen_at=timezone.now()
    )


def _waiting() -> int:
    return WorkItem.objects.filter(state=WorkItem.State.WAITING).count()
