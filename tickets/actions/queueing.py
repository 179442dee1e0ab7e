"""Appeals in the one queue: what waits for a person waits in `routing`, what is somebody's fills them.

The state of the appeal decides, whatever happened to it: `follow` may run late, twice and in any order.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import Team, User
from common.actors import SYSTEM, Acts
from common.policies import require
from routing.actions import offers, steering, work
from routing.actions.kinds import kind_of
from routing.actions.work import NewWork
from routing.models import Offer, WorkItem
from routing.policies import can_steer_work
from tickets.actions.assignment import assign_ticket, take_ticket
from tickets.models import Ticket
from tickets.models.ticket import Kind
from tickets.policies import can_take
from tickets.selectors.queueing import SUBJECT, WAITS, left_out, left_over
from tickets.states import Status

BATCH = 500
# So long a reaction may take before the sweep does its work: the worker is not asked twice for the same.
SETTLES = timedelta(minutes=1)
# A complaint and an official appeal go to those who can do more than the first steps.
LEVEL, LEVEL_OF_COMPLAINT = 1, 2


def subject_of(ticket: Ticket) -> str:
    """Return how the queue names an appeal."""
    return f"{SUBJECT}:{ticket.pk}"


def ticket_id_of(subject: str) -> UUID | None:
    """Return which appeal the queue speaks of, None when it is something else."""
    name, _, key = subject.partition(":")
    return UUID(key) if name == SUBJECT else None


@transaction.atomic
def follow(*, ticket_id: UUID, by: Acts, now: datetime) -> None:
    """Bring the queue in line with an appeal: it waits, it is somebody's, or it needs nobody now."""
    ticket = Ticket.objects.select_related("topic", "team", "assignee", "citizen").get(pk=ticket_id)
    at_line = ticket.team.kind == Team.LINE
    if at_line and ticket.status in WAITS and ticket.assignee is None:
        work.enqueue(work=_work(ticket), by=by, now=now)
    elif at_line and ticket.status == Status.IN_PROGRESS and ticket.assignee is not None:
        work.take(work=_work(ticket), operator=ticket.assignee, by=by, now=now)
    else:
        work.leave(subject=subject_of(ticket), by=by, now=now)


def sweep_queue(*, now: datetime, most: int = BATCH) -> int:
    """Bring back in line what a lost reaction left behind; return how many appeals were wrong."""
    wrong = [*left_out(since=now - SETTLES, most=most), *left_over(most=most)]
    for ticket_id in wrong:
        follow(ticket_id=ticket_id, by=SYSTEM, now=now)
    return len(wrong)


@transaction.atomic
def accept_offer(*, offer: Offer, by: User, now: datetime) -> Ticket:
    """Accept an offered appeal: the queue's door and the appeal's, both or neither (decisions 4).

    Raises OfferGone, AlreadyTaken.
    """
    item = offers.accept(offer=offer, by=by, now=now)
    return take_ticket(ticket=Ticket(pk=ticket_id_of(item.subject)), by=by, now=now)


@transaction.atomic
def hand_over(*, item: WorkItem, to: User, by: Acts, now: datetime) -> None:
    """Give what waits or is somebody's to a named person now: an appeal by its own door (R-042).

    Taking over is handing to oneself. Raises InvalidInput when `to` can't work on it.
    """
    ticket_id, kind = ticket_id_of(item.subject), kind_of(item.subject)
    if ticket_id is None and (kind is None or kind.handed is None):
        steering.hand_work(item=item, to=to, by=by, now=now)
        return
    require(can_steer_work, by, item)
    if ticket_id is None:
        assert kind is not None
        assert kind.handed is not None
        kind.handed(item, to, by, now)
        return
    assign_ticket(ticket=Ticket(pk=ticket_id), to=to, by=by, now=now)
    follow(ticket_id=ticket_id, by=by, now=now)


def _work(ticket: Ticket) -> NewWork:
    demanding = ticket.kind == Kind.COMPLAINT or ticket.is_official
    level = LEVEL_OF_COMPLAINT if demanding else LEVEL
    knows = _who_knows(ticket)
    return NewWork(
        subject=subject_of(ticket),
        channel=ticket.channel,
        weighs_as=settings.TICKETS_WEIGH_AS,
        team_id=ticket.team_id,
        entered_at=ticket.registered_at,
        priority=ticket.priority,
        skills={ticket.topic.skill: level} if ticket.topic.skill else {},
        language=ticket.citizen.language if ticket.citizen else "ru",
        tier=ticket.tier,
        sticky_id=knows.pk if knows else None,
    )


def _who_knows(ticket: Ticket) -> User | None:
    """Return who worked last for the same person and may take this appeal, too."""
    if ticket.citizen_id is None:
        return None
    others = Ticket.objects.filter(citizen=ticket.citizen_id, assignee__isnull=False)
    last = others.exclude(pk=ticket.pk).select_related("assignee").order_by("-activity_at").first()
    knows = last.assignee if last else None
    return knows if knows and can_take(knows, ticket) else None
