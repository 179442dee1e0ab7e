"""Limits of looking up and revealing that somebody has reached: for those who answer for it (D-05)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.events import LookupLimitReached, RevealLimitReached
from accounts.models import Membership, Role, User
from accounts.policies import can_see_signals
from journal.facts import name_of
from journal.models import Entry

SHOWN_FOR = timedelta(days=1)
WORDS = {
    name_of(LookupLimitReached): "предел поиска людей",
    name_of(RevealLimitReached): "предел открытия данных",
}


@dataclass(slots=True)
class Signal:
    """Somebody reached a limit: how often in the last day, and when last."""

    user: User
    words: str
    times: int
    last_at: datetime


def signals_for(by: User, *, now: datetime) -> list[Signal]:
    """Return the signals of a day, the latest first: of all for data officers, of own teams else."""
    if not can_see_signals(by):
        return []
    rows = Entry.objects.filter(event__in=WORDS, at__gt=now - SHOWN_FOR).order_by("-pk")
    found: dict[tuple[str, str], list[datetime]] = {}
    for event, actor_id, at in rows.values_list("event", "actor_id", "at"):
        found.setdefault((actor_id, event), []).append(at)
    if not found:
        return []
    people = _watched(by, {actor_id for actor_id, _ in found})
    return [
        Signal(people[actor_id], WORDS[event], len(moments), moments[0])
        for (actor_id, event), moments in found.items()
        if actor_id in people
    ]


def guardians_of(user: User) -> list[User]:
    """Return who is told when this colleague reaches a limit: their supervisors and data officers."""
    active = User.objects.filter(is_active=True).exclude(pk=user.pk)
    leaders = active.filter(role=Role.SUPERVISOR, memberships__team__in=user.team_ids())
    officers = active.filter(role=Role.DATA_OFFICER)
    return list((leaders | officers).distinct().order_by("full_name"))


def _watched(by: User, ids: set[str]) -> dict[str, User]:
    people = User.objects.filter(pk__in=[UUID(text) for text in ids])
    if by.role == Role.SUPERVISOR:
        own = Membership.objects.filter(team__in=by.team_ids()).values("user")
        people = people.filter(pk__in=own)
    return {str(person.pk): person for person in people}
