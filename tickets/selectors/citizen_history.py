"""All appeals of one person in all channels, as an operator needs them before answering (R-024)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Case, Count, Q, When

from accounts.models import Citizen, User
from accounts.policies import DESK
from accounts.selectors import profile_ids
from common.masking import mask_text
from tickets.models import Ticket
from tickets.selectors.visibility import visibility
from tickets.states import OPEN, label_of

MOST = 50


@dataclass(frozen=True, slots=True)
class PastTicket:
    """One appeal of the person. `subject` is empty when the reader may not open the appeal."""

    number: int
    type: int
    kind: str
    channel: str
    channel_label: str
    topic: str
    status: str
    status_label: str
    registered_at: datetime
    activity_at: datetime
    is_open: bool
    may_open: bool
    subject: str


def history_of(by: User, citizen: Citizen, *, most: int = MOST) -> list[PastTicket]:
    """Return a person's appeals of all joined profiles, newest first.

    Whoever works at the desk learns that they exist, their state and topic; words only of those
    they may open. Nothing for anybody else.
    """
    if not (by.is_employee and by.role in DESK):
        return []
    seen = visibility(by)
    if seen is None:
        return []
    may_open = Case(When(seen, then=True), default=False, output_field=BooleanField())
    rows = (
        Ticket.objects.filter(citizen__in=profile_ids(citizen))
        .select_related("topic")
        .annotate(may_open=may_open)
        .defer("search", "client_digest", "asked")
        .order_by("-registered_at")[:most]
    )
    return [past_of(ticket) for ticket in rows]


def counts_of(citizen: Citizen) -> dict[str, int]:
    """Return how many appeals a profile and those joined to it have, and how many are open."""
    rows = Ticket.objects.filter(citizen__in=profile_ids(citizen))
    return rows.aggregate(total=Count("pk"), opened=Count("pk", filter=Q(status__in=sorted(OPEN))))


def past_of(ticket: Ticket) -> PastTicket:
    """Return how an appeal annotated with `may_open` is shown; its words are for who may open it."""
    may_open = bool(vars(ticket)["may_open"])
    return PastTicket(
        number=ticket.number,
        type=ticket.type,
        kind=ticket.kind,
        channel=ticket.channel,
        channel_label=ticket.get_channel_display(),
        topic=ticket.topic.title,
        status=ticket.status,
        status_label=label_of(ticket.status, ticket.type),
        registered_at=ticket.registered_at,
        activity_at=ticket.activity_at,
        is_open=ticket.status in OPEN,
        may_open=may_open,
        subject=mask_text(str(ticket.subject)).text if may_open else "",
    )
