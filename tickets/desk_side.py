"""What the block beside an appeal's head draws: tags, label, fields, checklist, time… Reads only."""

from datetime import datetime
from typing import Any

from accounts.models import User
from tickets import policies
from tickets.models import Ticket
from tickets.selectors.checklists import checklist_of
from tickets.selectors.custom_fields import shown_fields
from tickets.selectors.labels import active_tags, labels_for, tags_of
from tickets.selectors.snooze import snooze_choices
from tickets.selectors.time_spent import minutes_words, spent_on
from tickets.selectors.watching import watchers_of

MOST_ENTRIES = 10


def side_context(user: User, ticket: Ticket, *, now: datetime) -> dict[str, Any]:
    """Return the whole block; each thing is one query however much of it there is."""
    watchers, spent = watchers_of(ticket), spent_on(ticket)
    fields = shown_fields(ticket)
    # Time at what was joined to this appeal is shown here and corrected nowhere.
    own = [row for row in spent.entries if row.ticket_id == ticket.pk]
    for row in own:
        row.ticket = ticket
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
        "fields": fields,
        "missing": sum(row.is_missing for row in fields),
        "may_fill": policies.can_fill_fields(user, ticket),
        "may_reveal": policies.can_reveal_text(user, ticket),
        "checklist": checklist_of(ticket),
        "may_check": policies.can_work_checklist(user, ticket),
        "worked": spent,
        "worked_words": minutes_words(spent.total),
        "own_words": minutes_words(spent.of(user)),
        "may_track": policies.can_track_time(user, ticket),
        "entries": [
            (row, minutes_words(row.spent), row in own and policies.can_correct_time(user, row))
            for row in spent.entries[:MOST_ENTRIES]
        ],
        "watchers": watchers,
        "is_watching": user in watchers,
        "may_watch": policies.can_watch(user, ticket),
        "now": now,
    }
