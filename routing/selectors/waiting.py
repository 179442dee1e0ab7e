"""Position and expected wait of what waits, by how fast work was taken lately (R-185, C05)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, Q

from routing.forecast import Interval, told, wait_of_place
from routing.models import Presence, WorkItem

LATELY = timedelta(minutes=30)
ENOUGH = 3
# Seconds a person needs for a contact, until the day's own figures are known.
USUAL_S = {"phone": 240, "chat": 420, "mfc": 600}
USUAL_LETTER_S = 480


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is known of one waiting item; `interval` is None when no number deserves trust."""

    ahead: int
    operators: int
    wait_s: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class TeamQueue:
    """One team's queue now."""

    team_id: UUID
    waiting: int
    oldest_at: datetime | None
    ready: int
    here: int


def waiting_of(item: WorkItem, *, now: datetime) -> Waiting:
    """Return the place of an item in its team's queue and how long it will take."""
    queue = WorkItem.objects.filter(team=item.team_id, state=WorkItem.State.WAITING)
    earlier = Q(priority=item.priority, entered_at__lt=item.entered_at)
    ahead = queue.filter(Q(priority__gt=item.priority) | earlier).count()
    here = Presence.objects.filter(teams__contains=[item.team_id], state__in=Presence.HERE).count()
    wait_s = _by_pace(item, ahead, now=now) or wait_of_place(
        ahead, agents=here * _at_once(item), handling_s=USUAL_S.get(item.channel, USUAL_LETTER_S)
    )
    trusted = here > 0
    return Waiting(ahead, here, wait_s, told(wait_s, ahead=ahead) if trusted else None)


def queues(teams: list[UUID]) -> list[TeamQueue]:
    """Return the queues of some teams; two queries."""
    rows = WorkItem.objects.filter(team__in=teams, state=WorkItem.State.WAITING)
    waiting = {
        row["team"]: row
        for row in rows.values("team").annotate(number=Count("pk"), oldest=Min("entered_at"))
    }
    here = Presence.objects.filter(teams__overlap=teams, state__in=Presence.HERE)
    people = list(here.values_list("teams", "state"))
    return [
        TeamQueue(
            team_id=team,
            waiting=waiting[team]["number"] if team in waiting else 0,
            oldest_at=waiting[team]["oldest"] if team in waiting else None,
            ready=sum(team in own and state == Presence.State.READY for own, state in people),
            here=sum(team in own for own, _ in people),
        )
        for team in teams
    ]


def _by_pace(item: WorkItem, ahead: int, *, now: datetime) -> float | None:
    """Return the wait by how fast this team took work lately; None when too little was taken."""
    taken = WorkItem.objects.filter(team=item.team_id, taken_at__gt=now - LATELY).count()
    return (ahead + 1) * LATELY.total_seconds() / taken if taken >= ENOUGH else None


def _at_once(item: WorkItem) -> float:
    """How many of these a person has at once: a person with a call has one, with letters ten."""
    return 100 / item.weight
