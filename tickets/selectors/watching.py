"""Who follows an appeal, and who of the colleagues may see it at all."""

import re
from collections.abc import Iterable
from uuid import UUID

from accounts.models import User
from tickets.models import Ticket, Watcher
from tickets.selectors.directory import Person, directory
from tickets.selectors.visibility import SEES_TEAMS
from tickets.states import OPEN

MOST_SUGGESTED = 8


def watchers_of(ticket: Ticket) -> list[User]:
    """Return who watches an appeal and may still see it, in the order of names; one query."""
    rows = Watcher.objects.filter(ticket=ticket).select_related("user").order_by("user__full_name")
    seeing = {who.id for who in who_sees(ticket)}
    return [row.user for row in rows if row.user_id in seeing]


def is_watching(user: User, ticket: Ticket) -> bool:
    return Watcher.objects.filter(ticket=ticket, user=user).exists()


def who_sees(ticket: Ticket) -> list[Person]:
    """Return the colleagues who see an appeal, as `visibility` says, without asking the database."""
    teams = {ticket.team_id, ticket.home_team_id} - {None}
    entrusted = {ticket.assignee_id, ticket.home_assignee_id, ticket.escalated_to_id}
    if ticket.status not in OPEN:
        entrusted = set()
    return [
        who
        for who in directory().people.values()
        if who.role in SEES_TEAMS and (who.teams & teams or who.id in entrusted)
    ]


def mentionable(ticket: Ticket, text: str, *, but: User) -> list[Person]:
    """Return colleagues to offer after «@»: any word of the name begins with what is typed."""
    typed = text.strip().lower()
    fitting = [
        who
        for who in who_sees(ticket)
        if who.id != but.pk
        and (who.name.lower().startswith(typed) or f" {typed}" in who.name.lower())
    ]
    fitting.sort(key=lambda who: (who.is_away, who.name))
    return fitting[:MOST_SUGGESTED]


def mentioned_in(body: str, ticket: Ticket) -> list[UUID]:
    """Return whom a note names by «@Имя Фамилия»; who may not see the appeal is not named."""
    if "@" not in body:
        return []
    spaced = " ".join(body.split()).casefold()
    return sorted({who.id for who in who_sees(ticket) if _is_named(who, spaced)})


def names_of(keys: Iterable[UUID]) -> list[str]:
    book = directory()
    return [name for key in keys if (name := book.name(key))]


def _is_named(who: Person, body: str) -> bool:
    """The name ends where a word ends: «@Анна Белова» is not «@Анна Белова-Чернова»."""
    name = re.escape(" ".join(who.name.split()).casefold())
    return re.search(rf"@{name}(?![\w-])", body) is not None
