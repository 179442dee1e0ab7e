"""Who is not to be disturbed: on a pause, or gone home."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from routing.models import Presence

LOST = "lost"  # the reason `routing.actions.presence` gives to silence


def resting(people: Iterable[UUID], _now: datetime) -> set[UUID]:
    """Return those who paused or left the line themselves; a lost connection is not a rest.

    Who has never been on the line (a supervisor, the quality department) has no pauses.
    """
    gone = Q(state=Presence.State.OFFLINE) & (Q(reason=None) | ~Q(reason=LOST))
    rows = Presence.objects.filter(Q(state=Presence.State.PAUSED) | gone, pk__in=list(people))
    return set(rows.values_list("pk", flat=True))
