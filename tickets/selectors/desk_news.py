"""What has been said to a colleague since a moment."""

from datetime import UTC, datetime, timedelta

from accounts.models import User
from common.actors import CITIZEN
from tickets.models import TimelineItem

AT_MOST = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def mark_of(at: datetime) -> int:
    """Return a moment as an address holds it, to the microsecond."""
    return (at - EPOCH) // MICROSECOND


def moment_of(mark: str, *, otherwise: datetime) -> datetime:
    """Return the moment of a mark; a broken one counts as `otherwise`."""
    try:
        return EPOCH + int(mark) * MICROSECOND
    except (ValueError, OverflowError):
        return otherwise


def written_since(user: User, since: datetime) -> list[tuple[int, datetime]]:
    """Return (number, moment) of citizens' messages in this person's appeals after `since`."""
    items = TimelineItem.objects.filter(
        kind=TimelineItem.Kind.MESSAGE,
        actor_kind=CITIZEN,
        at__gt=since,
        ticket__assignee=user,
        ticket__activity_at__gt=since,
    )
    return list(items.order_by("at").values_list("ticket__number", "at")[:AT_MOST])
