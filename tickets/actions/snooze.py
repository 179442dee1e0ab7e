"""Putting one's own appeal aside until a moment or until the citizen writes. No clock stops for it.

Any other move, another owner, or the citizen's message wakes it in the same transaction
(`_timeline.AWAKE`); what is left is the moment itself, which the sweep waits for.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from common import policies
from common.actors import SYSTEM, Acts
from common.errors import DomainError, InvalidInput
from journal.facts import record
from tickets.actions._move import require_open
from tickets.actions._sweep import sweep
from tickets.actions._timeline import AWAKE, change_line, locked
from tickets.events import TicketSnoozed, TicketWoken
from tickets.models import Ticket
from tickets.policies import can_snooze, can_wake
from tickets.selectors.snooze import running_clocks

LONGEST = timedelta(days=90)


class SnoozePastDeadline(DomainError):
    """The appeal would sleep through a deadline; `accepted` says that its owner knows."""

    code = "snooze_past_deadline"


@transaction.atomic
def snooze_ticket(
    *, ticket: Ticket, until: datetime | None, by: Acts, now: datetime, accepted: bool = False
) -> Ticket:
    """Put an appeal aside; `until` None is until the citizen writes.

    Without a moment it wakes at the warning before the nearest deadline, so that no promise is
    slept through. A moment past a deadline needs `accepted`, else SnoozePastDeadline.
    """
    ticket = locked(ticket)
    require_open(ticket, "Отложить")
    policies.require(can_snooze, by, ticket)
    if until is not None and not now < until <= now + LONGEST:
        raise InvalidInput(
            f"Выберите момент в будущем, не дальше {LONGEST.days} дней.", field="until"
        )
    clocks = running_clocks(ticket)
    if clocks and not accepted and (until or now) >= clocks[0].due_at:
        raise SnoozePastDeadline(
            "Срок ответа наступит раньше, чем обращение вернётся. Отложите на меньшее время или "
            "подтвердите, что знаете об этом."
        )
    if until is None:
        ahead = [at for row in clocks for at in (row.warn_at, row.due_at) if at > now]
        until = min(ahead, default=None)
    data = {"until": until.isoformat() if until else ""}
    fields = {"snoozed_at": now, "snoozed_until": until}
    change_line(ticket, "snooze", by=by, now=now, data=data, **fields)
    record(TicketSnoozed(ticket_id=ticket.pk, until=until), by=by, at=now)
    return ticket


@transaction.atomic
def wake_ticket(*, ticket: Ticket, by: Acts, now: datetime) -> Ticket:
    """Take an appeal back to its owner's list before its moment. Awake, nothing changes."""
    ticket = locked(ticket)
    policies.require(can_wake, by, ticket)
    if ticket.snoozed_at is not None:
        _wake(ticket, by=by, now=now, by_time=False)
    return ticket


def sweep_snoozed(now: datetime) -> int:
    """Wake what has slept until its moment, each once however many sweepers run; return how many."""

    def due() -> QuerySet[Ticket]:
        rows = Ticket.objects.select_for_update(skip_locked=True, of=("self",))
        rows = rows.filter(snoozed_until__lte=now).order_by("snoozed_until", "pk")
        return rows.defer("search", "client_digest")

    def postpone(ticket: Ticket) -> None:
        later = now + settings.SWEEP_RETRY_AFTER
        Ticket.objects.filter(pk=ticket.pk).update(snoozed_until=later)

    return sweep(due, lambda ticket: _wake(ticket, by=SYSTEM, now=now, by_time=True), postpone)


def _wake(ticket: Ticket, *, by: Acts, now: datetime, by_time: bool) -> None:
    """Wake a locked appeal where it stands in the list: sleeping is no event of its story."""
    for name, value in AWAKE.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=list(AWAKE))
    fact = TicketWoken(ticket_id=ticket.pk, owner_id=ticket.assignee_id, by_time=by_time)
    record(fact, by=by, at=now)
