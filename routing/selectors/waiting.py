"""Position and expected wait of what waits, by how fast work was taken lately (R-185, C05)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from uuid import UUID

from django.db.models import Count, F, Min, Q

from routing.forecast import Interval, told, wait_of_place
from routing.models import ChannelWeight, Line, Presence, WorkItem
from routing.selectors.matching import LIVE_HEAD_START, PRIORITIES, STEP_OF_PRIORITY

# Channels of lines where somebody waits until they are answered.
LIVE = {"phone", "chat"}
LATELY = timedelta(minutes=30)
ENOUGH = 3
# Seconds a person needs for a contact, until the day's own figures are known.
USUAL_S = {"phone": 240, "chat": 420, "mfc": 600}
USUAL_LETTER_S = 480
# From a free operator to the answer: the countdown, mostly less.
AT_ONCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is known of one waiting item; `interval` is None when no number deserves trust.

    `operators` are those on the line who may get it; `is_spoken`: one of them speaks its language.
    """

    ahead: int
    operators: int
    wait_s: float
    interval: Interval | None
    is_spoken: bool = True

    @property
    def place(self) -> int:
        return self.ahead + 1


@dataclass(frozen=True, slots=True)
class Crew:
    """Who may get an item now: `here` are ready or busy, `free` have room, `speak` its language."""

    here: int
    free: int
    speak: int


@dataclass(frozen=True, slots=True)
class TeamQueue:
    """One team's queue now."""

    team_id: UUID
    waiting: int
    oldest_at: datetime | None
    ready: int
    here: int


def waiting_of(item: WorkItem, *, now: datetime) -> Waiting:
    """Return the place of an item in its team's queue and how long it will take; three queries.

    Free people take it at once; a busy queue moves by the pace of the last half hour; else by who
    is on the line and what a contact usually takes. Nobody on the line, or nobody who speaks the
    language: no promise.
    """
    ahead, crew = _ahead(item, now=now), crew_of(item)
    if crew.free > ahead:
        wait_s = AT_ONCE_S
    else:
        handling_s = USUAL_S.get(item.channel, USUAL_LETTER_S)
        wait_s = _by_pace(item, ahead, now=now) or wait_of_place(
            ahead, agents=crew.here * _at_once(item), handling_s=handling_s
        )
    trusted = crew.here > 0 and crew.speak > 0 and not _is_later(item, now)
    interval = told(wait_s, ahead=ahead) if trusted else None
    return Waiting(ahead, crew.here, wait_s, interval, is_spoken=crew.speak > 0 or not crew.here)


def waiting_for(subject: str, *, now: datetime) -> Waiting | None:
    """Return place and wait of what an owner app names; None when it waits for nobody."""
    rows = WorkItem.objects.filter(subject=subject)
    item = rows.filter(state__in=[WorkItem.State.WAITING, WorkItem.State.OFFERED]).first()
    return waiting_of(item, now=now) if item else None


def expected_of(line: Line, *, now: datetime) -> Interval | None:
    """Return how long somebody who comes to the line now will wait; None: no number deserves trust."""
    if line.team_id is None:
        return None
    weight = ChannelWeight.objects.filter(pk=line.channel).values_list("weight", flat=True).first()
    newcomer = WorkItem(
        team_id=line.team_id,
        channel=line.channel,
        is_live=line.channel in LIVE,
        line=line,
        weight=weight or 100,
        entered_at=now,
        language=line.languages[0] if line.languages else "ru",
    )
    return waiting_of(newcomer, now=now).interval


def crew_of(item: WorkItem) -> Crew:
    """Return how many people on the line may get an item; one query."""
    on_the_line = Presence.objects.filter(
        Q(lines=[]) | Q(lines__contains=[item.line_id]) if item.line_id else Q(),
        teams__contains=[item.team_id],
        state__in=[Presence.State.READY, Presence.State.WRAP_UP],
        tier__gte=item.tier,
    )
    room = Q(load__lte=F("capacity") - item.weight, state=Presence.State.READY, is_offered=False)
    speaks = Q(languages__contains=[item.language])
    counted = on_the_line.aggregate(
        here=Count("pk"), free=Count("pk", filter=room & speaks), speak=Count("pk", filter=speaks)
    )
    return Crew(**counted)


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


def _ahead(item: WorkItem, *, now: datetime) -> int:
    """Count what will be offered before it: by the same rank as matching, a range of the index each."""
    queue = WorkItem.objects.filter(
        Q(not_before=None) | Q(not_before__lte=now),
        team=item.team_id,
        state=WorkItem.State.WAITING,
    )
    earlier = Q()
    for is_live, priority in product((True, False), PRIORITIES):
        before = item.entered_at + (priority - item.priority) * STEP_OF_PRIORITY
        before += (is_live - item.is_live) * LIVE_HEAD_START
        earlier |= Q(is_live=is_live, priority=priority, entered_at__lt=before)
    return queue.filter(earlier).count()


def _is_later(item: WorkItem, now: datetime) -> bool:
    """Whether it has a promised time of its own that has not come."""
    return item.not_before is not None and item.not_before > now


def _by_pace(item: WorkItem, ahead: int, *, now: datetime) -> float | None:
    """Return the wait by how fast this team took work lately; None when too little was taken."""
    taken = WorkItem.objects.filter(team=item.team_id, taken_at__gt=now - LATELY).count()
    return (ahead + 1) * LATELY.total_seconds() / taken if taken >= ENOUGH else None


def _at_once(item: WorkItem) -> float:
    """How many of these a person has at once: a person with a call has one, with letters ten."""
    return 100 / item.weight
