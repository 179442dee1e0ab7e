"""How a counting goes, and which contacts it has to look at."""

from datetime import datetime
from uuid import UUID

from chat.models import Dialog
from quality.models import Counting
from tickets.models import Ticket
from tickets.states import Status

MOST_CONTACTS = 5000
MOST_CLUSTERED = 5000


def last_counting() -> Counting | None:
    """Return the run that goes on or was the last."""
    return Counting.objects.order_by("-asked_at").first()


def last_counted() -> Counting | None:
    """Return the last run that came to its end."""
    return Counting.objects.filter(ended_at__isnull=False).order_by("-asked_at").first()


def counted_until() -> datetime | None:
    """Return up to when contacts are counted, None when they never were."""
    ended = last_counted()
    return ended.asked_at if ended else None


def tickets_to_look_at(since: datetime, until: datetime) -> list[UUID]:
    """Return appeals of a span, the newest first."""
    rows = Ticket.objects.filter(registered_at__gte=since, registered_at__lt=until)
    rows = rows.filter(anonymised_at=None).order_by("-registered_at")
    return list(rows.values_list("pk", flat=True)[:MOST_CONTACTS])


def dialogs_to_look_at(since: datetime, until: datetime) -> list[UUID]:
    """Return dialogs of a span in which a person was called and that became no appeal."""
    rows = Dialog.objects.filter(asked_at__gte=since, asked_at__lt=until, ticket=None)
    rows = rows.filter(topic__isnull=False, stripped_at=None).order_by("-asked_at")
    return list(rows.values_list("pk", flat=True)[:MOST_CONTACTS])


def tickets_to_cluster(since: datetime) -> list[UUID]:
    """Return the newest resolved appeals."""
    rows = Ticket.objects.filter(
        resolved_at__gte=since,
        status__in=[Status.RESOLVED, Status.CLOSED],
        anonymised_at=None,
        merged_into=None,
    )
    return list(rows.order_by("-resolved_at").values_list("pk", flat=True)[:MOST_CLUSTERED])
