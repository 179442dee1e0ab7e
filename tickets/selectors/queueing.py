"""Where appeals and the one queue disagree: what a lost reaction leaves behind."""

from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from accounts.models import Team
from routing.models import WorkItem
from tickets.models import Ticket
from tickets.states import Status

SUBJECT = "ticket"
WAITS = frozenset({Status.REGISTERED, Status.QUEUED})
_WAITING = Q(status__in=sorted(WAITS), assignee=None)
_WORKED = Q(status=Status.IN_PROGRESS, assignee__isnull=False)


def left_out(*, most: int) -> list[UUID]:
    """Return appeals of lines that wait or are worked on and are not in the queue so."""
    items = WorkItem.objects.filter(subject=OuterRef("named"))
    waits = items.filter(state__in=[WorkItem.State.WAITING, WorkItem.State.OFFERED])
    taken = items.filter(state=WorkItem.State.TAKEN, owner=OuterRef("assignee"))
    named = Concat(Value(f"{SUBJECT}:"), Cast("pk", CharField()), output_field=CharField())
    rows = Ticket.objects.filter(team__kind=Team.LINE).annotate(named=named)
    wrong = rows.filter((_WAITING & ~Exists(waits)) | (_WORKED & ~Exists(taken)))
    return list(wrong.order_by("pk").values_list("pk", flat=True)[:most])


def left_over(*, most: int) -> list[UUID]:
    """Return appeals that are in the queue and need nobody there now."""
    alive = WorkItem.objects.filter(
        state__in=WorkItem.ALIVE, subject__startswith=f"{SUBJECT}:", subject=OuterRef("named")
    )
    named = Concat(Value(f"{SUBJECT}:"), Cast("pk", CharField()), output_field=CharField())
    rows = Ticket.objects.annotate(named=named, is_there=Exists(alive)).filter(is_there=True)
    wrong = rows.exclude(Q(team__kind=Team.LINE) & (_WAITING | _WORKED))
    return list(wrong.order_by(F("pk")).values_list("pk", flat=True)[:most])
