"""Following an appeal, by one's own wish or because a note names one."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common import policies
from common.actors import Acts
from journal.facts import record
from tickets.actions._timeline import locked
from tickets.events import ColleaguesMentioned, WatchingChanged
from tickets.models import Ticket, TimelineItem, Watcher
from tickets.policies import can_watch
from tickets.selectors.watching import mentioned_in


@transaction.atomic
def watch(*, ticket: Ticket, by: User, now: datetime) -> Ticket:
    """Follow an appeal. Who follows it already goes on."""
    ticket = locked(ticket)
    policies.require(can_watch, by, ticket)
    _, is_new = Watcher.objects.get_or_create(ticket=ticket, user=by, defaults={"since": now})
    if is_new:
        record(WatchingChanged(ticket_id=ticket.pk, user_id=by.pk, is_on=True), by=by, at=now)
    return ticket


@transaction.atomic
def unwatch(*, ticket: Ticket, by: User, now: datetime) -> Ticket:
    """Follow an appeal no more. Nobody else is asked: whoever lost sight of it may stop, too."""
    ticket = locked(ticket)
    gone, _ = Watcher.objects.filter(ticket=ticket, user=by).delete()
    if gone:
        record(WatchingChanged(ticket_id=ticket.pk, user_id=by.pk, is_on=False), by=by, at=now)
    return ticket


def note_mentions(ticket: Ticket, item: TimelineItem, *, by: Acts, now: datetime) -> None:
    """Make whoever a note names a watcher; the caller holds the ticket's row lock."""
    own = by.pk if isinstance(by, User) else None
    named = [key for key in mentioned_in(str(item.body), ticket) if key != own]
    if not named:
        return
    rows = [
        Watcher(ticket=ticket, user_id=key, cause=Watcher.Cause.MENTION, since=now) for key in named
    ]
    Watcher.objects.bulk_create(rows, ignore_conflicts=True)
    fact = ColleaguesMentioned(ticket_id=ticket.pk, item_id=item.pk, user_ids=tuple(named))
    record(fact, by=by, at=now)
