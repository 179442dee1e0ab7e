"""Photographs of the queue. No fact is recorded: a sample is made of facts and changes nothing."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from accounts.models import Team
from accounts.selectors import active_teams
from analytics.indicators import Tally
from analytics.models import PeopleSample, QueueSample
from analytics.selectors.people import (
    BUSY,
    OFFERED,
    PAUSED,
    READY,
    WRAP_UP,
    Person,
    kept,
    people_of,
)
from analytics.selectors.queue_now import Queue, queue_of, tallies
from common.actors import Acts
from common.errors import InvalidInput
from routing.models import Offer, WorkItem
from tickets.selectors.board import late_by_team

# What happened while nobody took samples is counted into the next one, no further back than this.
LONGEST_GAP = timedelta(hours=1)
FLOW = "flow"


@transaction.atomic
def take_sample(*, by: Acts, now: datetime) -> int:
    """Keep the queue of every line at this minute; return how many. Taken twice, it is kept once."""
    teams = [team for team in active_teams() if team.kind == Team.LINE]
    keys = [team.pk for team in teams]
    at = now.replace(second=0, microsecond=0)
    people = people_of(keys, now=now)
    queue, flows = queue_of(keys, now=now), _flows(keys, since=_last(at), at=at)
    late = late_by_team(teams, now)
    rows = [
        QueueSample(
            team_id=key,
            at=at,
            at_risk=late[key][0],
            breached=late[key][1],
            **_waits(queue, key, now=now),
            **flows[key],
            **_looks(people, key),
        )
        for key in keys
    ]
    here = [kept(person) for person in people if person.is_here]
    return keep_samples(queue=rows, people=[PeopleSample(at=at, people=here)], by=by)


@transaction.atomic
def keep_samples(*, queue: Sequence[QueueSample], people: Sequence[PeopleSample], by: Acts) -> int:
    """Write samples; a minute that is there already stays as it was. Returns how many were given."""
    if by is None:
        raise InvalidInput("Кто ведёт наблюдение, не сказано.")
    QueueSample.objects.bulk_create(queue, batch_size=2000, ignore_conflicts=True)
    PeopleSample.objects.bulk_create(people, batch_size=2000, ignore_conflicts=True)
    return len(queue)


@transaction.atomic
def drop_old_samples(*, now: datetime) -> int:
    """Remove samples older than QUEUE_SAMPLES_KEPT_DAYS; return how many."""
    before = now - timedelta(days=settings.QUEUE_SAMPLES_KEPT_DAYS)
    gone, _ = PeopleSample.objects.filter(at__lt=before).delete()
    return gone + QueueSample.objects.filter(at__lt=before).delete()[0]


def _last(at: datetime) -> datetime:
    """Return since when flows are counted: the sample before, a minute ago when there was none."""
    rows = PeopleSample.objects.filter(at__lt=at, at__gte=at - LONGEST_GAP)
    last = rows.order_by("-at").values_list("at", flat=True).first()
    return last or at - timedelta(minutes=1)


def _waits(queue: Queue, team: UUID, *, now: datetime) -> dict[str, object]:
    waits = queue.by_team[team]
    skills = queue.skills_of(team)
    return {
        "waiting": waits.number,
        "longest_s": waits.longest_s(now),
        "late": waits.late,
        "skills": {code: [one.number, one.longest_s(now)] for code, one in skills.items()},
    }


def _flows(teams: list[UUID], *, since: datetime, at: datetime) -> dict[UUID, dict[str, int]]:
    """Return per team what happened in [since, at)."""
    counted = tallies(teams, {FLOW: since}, now=at - timedelta(microseconds=1))
    period = {"team__in": teams, "entered_at__gte": since, "entered_at__lt": at}
    entered = WorkItem.objects.filter(**period).values("team").annotate(n=Count("pk"))
    arrived = {row["team"]: row["n"] for row in entered}
    passed = Offer.objects.filter(
        item__team__in=teams,
        made_at__gte=since - LONGEST_GAP,
        ended_at__gte=since,
        ended_at__lt=at,
        outcome=Offer.Outcome.MISSED,
    )
    missed = {
        row["item__team"]: row["n"] for row in passed.values("item__team").annotate(n=Count("pk"))
    }
    return {
        team: _flow(counted[team][FLOW])
        | {"arrived": arrived.get(team, 0), "missed": missed.get(team, 0)}
        for team in teams
    }


def _flow(tally: Tally) -> dict[str, int]:
    return {
        "answered": tally.answered,
        "in_target": tally.in_target,
        "abandoned": tally.abandoned,
        "abandoned_short": tally.abandoned_short,
        "waited_s": int(tally.waited_s),
    }


def _looks(people: list[Person], team: UUID) -> dict[str, int]:
    looks = Counter(person.look for person in people if team in person.teams)
    return {
        "busy": looks[BUSY] + looks[WRAP_UP],
        "idle": looks[READY] + looks[OFFERED],
        "paused": looks[PAUSED],
    }
