"""What the block beside an appeal's head draws: tags, label, pause, watchers. Reads only."""

from datetime import datetime
from typing import Any

from accounts.models import User
from tickets import policies
from tickets.models import Ticket
from tickets.selectors.labels import active_tags, labels_for, tags_of
from tickets.selectors.snooze import snooze_choices
from tickets.selectors.watching import watchers_of


def side_context(user: User, ticket: Ticket, *, now: datetime) -> dict[str, Any]:
    """Return the whole block; each thing is one query however much of it there is."""
    watchers = watchers_of(ticket)
    may_snooze = policies.can_snooze(user, ticket)
    return {
        "ticket": ticket,
        "tags": tags_of(ticket),
        "may_tag": policies.can_tag(user, ticket),
        "may_create_tag": policies.can_create_tag(user),
        "known_tags": active_tags(),
        "labels": labels_for(ticket.status) if policies.can_label(user, ticket) else [],
        "may_snooze": may_snooze,
        "may_wake": policies.can_wake(user, ticket),
        "moments": snooze_choices(ticket, now=now) if may_snooze else [],
        "watchers": watchers,
        "is_watching": user in watchers,
        "may_watch": policies.can_watch(user, ticket),
        "now": now,
    }
