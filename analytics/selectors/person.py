"""One colleague on the wallboard: the state now, how the day was spent, what is in work."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.models import Team, User
from analytics.selectors.people import OFFLINE, Person, person_of
from analytics.selectors.queue_now import midnight, missed_by
from analytics.selectors.rows import ItemRow, work_of
from routing.models import Posting, PresenceSpan
from routing.selectors.desk import switch_of
from routing.selectors.steering import colleague_for, lines_of

LAST_SPANS = 12


@dataclass(slots=True)
class Colleague:
    """A card: `spent` are seconds of today by state and reason, the longest first."""

    user: User
    person: Person
    spent: list[tuple[str, float]]
    spans: list[Any]
    work: list[ItemRow]
    posting: Posting | None
    lines: list[Team] = field(default_factory=list)
    reasons: list[Any] = field(default_factory=list)
    missed: int = 0


def colleague_of(by: User, operator_id: UUID, *, now: datetime) -> Colleague:
    """Return the card of a worker of one's teams, else raise Http404."""
    user = colleague_for(by, operator_id)
    today = midnight(now)
    spans = _spans(user, since=today)
    switch = switch_of(user)
    missed = missed_by([user.pk], since=today, lately=today)
    return Colleague(
        user=user,
        person=person_of(user.pk, now=now),
        spent=_spent(spans, since=today, now=now),
        spans=spans[:LAST_SPANS],
        work=work_of(by, user.pk),
        posting=Posting.objects.filter(operator=user, ended_at=None).first(),
        lines=list(lines_of(by)),
        reasons=switch["reasons"],
        missed=missed.get(user.pk, (0, 0))[0],
    )


def _spans(user: User, *, since: datetime) -> list[PresenceSpan]:
    """Return stretches of today, the newest first."""
    rows = PresenceSpan.objects.filter(operator=user, began_at__gte=since - timedelta(days=1))
    recent = rows.select_related("reason").order_by("-began_at")
    return [span for span in recent if span.ended_at is None or span.ended_at > since]


def _spent(spans: list[PresenceSpan], *, since: datetime, now: datetime) -> list[tuple[str, float]]:
    spent: dict[str, float] = defaultdict(float)
    for span in spans:
        if span.state != OFFLINE:
            label = span.reason.title if span.reason else span.get_state_display()
            lasted = (span.ended_at or now) - max(span.began_at, since)
            spent[label] += max(0.0, lasted.total_seconds())
    return sorted(spent.items(), key=lambda pair: -pair[1])
