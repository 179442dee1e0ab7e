"""Who is told of what, and what the notice may say. Delivery is `notifications`' work.

Each function takes a fact and the appeal as it is now, and returns notices; a matter that is over
in the meantime makes none. The table `NOTICES` is at the end.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts.models import Citizen, Role, User
from accounts.selectors import main_profile, staff
from common.actors import CITIZEN
from journal.facts import Fact
from notifications.actions import Recipient, of_citizen, of_colleague
from tickets import events
from tickets.models import Clock, PendingAnswer, Ticket, TicketLink, TimelineItem
from tickets.selectors.colleagues import colleagues_of, stand_in_for
from tickets.selectors.numbers import numbers_of
from tickets.states import Status, TicketType

WROTE = "заявитель написал"
RECHECK = "просьба проверить ещё раз"
ESCALATED = "передано вам как старшему"
PROPOSED = "ответ ждёт утверждения"
REVEALS = "сотрудник открыл слишком много скрытых текстов"
REJECTED = "ответ возвращён на доработку"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice to one person: plain words only, checked once more by `notifications`."""

    recipient: Recipient
    template: str
    context: dict[str, str] = field(default_factory=dict)


def notices_for(fact: Fact) -> list[Notice]:
    """Return the notices a fact makes, decided by the present state of its appeal."""
    make = NOTICES[type(fact.event)]
    if isinstance(fact.event, events.NumbersNearlyFull):
        return make(fact, None)
    ticket = (
        Ticket.objects.select_related("citizen", "team", "assignee", "escalated_to")
        .defer("search", "client_digest")
        .get(pk=fact.event.ticket_id)
    )
    return make(fact, ticket)


# --- to the citizen
def _to_citizen(
    fact: Fact,
    ticket: Ticket,
    template: str,
    days: dict[str, date | datetime | None] | None = None,
    **words: str,
) -> list[Notice]:
    """Return a notice to the citizen of an appeal; `days` are written in the reader's language.

    Nobody is told of what they have just done themselves.
    """
    if ticket.citizen is None or _did_it(fact, ticket.citizen):
        return []
    notices = []
    for person in _readers(ticket.citizen):
        dates = {name: _day(day, person.language) for name, day in (days or {}).items() if day}
        context = {"number": str(ticket.number), "link": citizen_link(ticket, person)}
        notices.append(Notice(of_citizen(person), template, context | dates | words))
    return notices


def _readers(citizen: Citizen) -> list[Citizen]:
    """Return the profile the appeal's was joined to; for an organisation, who acts for it too."""
    main = main_profile(citizen)
    if main.kind != Citizen.ORGANISATION:
        return [main]
    acting = main.representatives.filter(ended_at=None).select_related("person").order_by("pk")
    return [main, *(row.person for row in acting)]


def _did_it(fact: Fact, citizen: Citizen) -> bool:
    """The registered number is sent in any case: it is the receipt (R-101)."""
    if isinstance(fact.event, events.TicketRegistered):
        return False
    return fact.actor.kind == CITIZEN and fact.actor.id == str(main_profile(citizen).user_id)


def _registered(fact: Fact, ticket: Ticket) -> list[Notice]:
    """One notice a number: what was split off says of which appeal it was a part."""
    split = ticket.links_in.filter(relation=TicketLink.Relation.SPLIT).select_related("source")
    if (link := split.first()) is not None:
        days, words = {"expected_date": ticket.expected_date}, {"from": str(link.source.number)}
        return _to_citizen(fact, ticket, "ticket_split", days, **words)
    return _to_citizen(fact, ticket, "ticket_registered", {"expected_date": ticket.expected_date})


def _answered(fact: Fact, ticket: Ticket) -> list[Notice]:
    return _to_citizen(fact, ticket, "ticket_answered")


def _asked(fact: Fact, ticket: Ticket) -> list[Notice]:
    if ticket.status != Status.WAITING_CITIZEN:
        return []
    return _to_citizen(fact, ticket, "ticket_asked", {"close_date": _closes_at(ticket)})


def _reminded(fact: Fact, ticket: Ticket) -> list[Notice]:
    if ticket.status != Status.WAITING_CITIZEN:
        return []
    return _to_citizen(fact, ticket, "silence_reminder", {"close_date": _closes_at(ticket)})


def _resolved(fact: Fact, ticket: Ticket) -> list[Notice]:
    until = fact.at + timedelta(days=settings.REOPEN_DAYS)
    return _to_citizen(fact, ticket, "ticket_resolved", {"reopen_date": until})


def _refused(fact: Fact, ticket: Ticket) -> list[Notice]:
    return _to_citizen(fact, ticket, "ticket_refused")


def _redirected(fact: Fact, ticket: Ticket) -> list[Notice]:
    return _to_citizen(fact, ticket, "ticket_redirected")


def _extended(fact: Fact, ticket: Ticket) -> list[Notice]:
    return _to_citizen(fact, ticket, "ticket_extended", {"expected_date": fact.event.due_at})


def _reopened(fact: Fact, ticket: Ticket) -> list[Notice]:
    return _to_citizen(fact, ticket, "ticket_reopened")


def _closed(fact: Fact, ticket: Ticket) -> list[Notice]:
    if ticket.status != Status.CLOSED:
        return []
    return _to_citizen(fact, ticket, "ticket_closed")


def _at_department(fact: Fact, ticket: Ticket) -> list[Notice]:
    if ticket.status != Status.AT_DEPARTMENT:
        return []
    return _to_citizen(fact, ticket, "ticket_status_changed", status=ticket.status_label)


def _moved(fact: Fact, ticket: Ticket) -> list[Notice]:
    """Another line works on it now: number and terms are the same (R-042)."""
    return _to_citizen(fact, ticket, "ticket_moved") if ticket.is_open else []


def _merged(fact: Fact, ticket: Ticket) -> list[Notice]:
    """Told once, of the appeal that was joined; undone meanwhile, there is nothing to tell."""
    if ticket.merged_into_id is None:
        return []
    return _to_citizen(fact, ticket, "ticket_merged", main=_number_of(fact.event.target_id))


def _unmerged(fact: Fact, ticket: Ticket) -> list[Notice]:
    """Only who was told of the joining needs to hear that it is undone."""
    told = {"verb": "notified", "about": "ticket_merged"}
    if not ticket.items.filter(kind=TimelineItem.Kind.NOTICE, data__contains=told).exists():
        return []
    return _to_citizen(fact, ticket, "ticket_unmerged", main=_number_of(fact.event.target_id))


def _number_of(ticket_id: UUID) -> str:
    return str(numbers_of([ticket_id])[ticket_id])


def _article(fact: Fact, ticket: Ticket) -> list[Notice]:
    """The link leads to a help article instead of the appeal."""
    link = settings.PUBLIC_URL + reverse("help:article", args=[fact.event.article])
    return _to_citizen(fact, ticket, "article_link", link=link)


def _closes_at(ticket: Ticket) -> datetime:
    """Return when silence closes the appeal: never before its next step."""
    planned = ticket.status_changed_at + timedelta(days=settings.SILENCE_CLOSE_DAYS)
    return max(planned, ticket.silence_at or planned)


# --- to colleagues
def _to_colleagues(
    ticket: Ticket, people: Iterable[User | None], template: str, **words: str
) -> list[Notice]:
    context = {"number": str(ticket.number), "link": staff_link(ticket)} | words
    wanted = {person.pk: person for person in people if person is not None}
    return [Notice(of_colleague(person), template, context) for person in wanted.values()]


def _clock_warned(fact: Fact, ticket: Ticket) -> list[Notice]:
    """The assignee or who stands in for them; without one, everybody present in the team."""
    worker = stand_in_for(ticket.assignee)
    return _about_clock(fact, ticket, [worker] if worker else colleagues_of(ticket), "sla_warning")


def _clock_breached(fact: Fact, ticket: Ticket) -> list[Notice]:
    return _about_clock(fact, ticket, _seniors(ticket), "sla_breached")


def _clock_escalated(fact: Fact, ticket: Ticket) -> list[Notice]:
    return _about_clock(fact, ticket, _leaders(ticket, Role.SUPERVISOR), "sla_breached")


def _about_clock(
    fact: Fact, ticket: Ticket, people: Iterable[User | None], template: str
) -> list[Notice]:
    clock = Clock.objects.filter(ticket=ticket, kind=fact.event.clock, stopped_at=None).first()
    if clock is None:
        return []
    return _to_colleagues(ticket, people, template, due_at=moment_words(clock.due_at))


def _escalated(fact: Fact, ticket: Ticket) -> list[Notice]:
    senior = staff().filter(pk=fact.event.senior_id)
    return _to_colleagues(ticket, senior, "staff_task", what=ESCALATED)


def _citizen_wrote(fact: Fact, ticket: Ticket) -> list[Notice]:
    """The assignee or who stands in for them; what nobody has taken is seen in the lists."""
    return _to_colleagues(ticket, [stand_in_for(ticket.assignee)], "staff_task", what=WROTE)


def _recheck(fact: Fact, ticket: Ticket) -> list[Notice]:
    worker = stand_in_for(ticket.assignee)
    people = [worker] if worker else _seniors(ticket)
    return _to_colleagues(ticket, people, "staff_task", what=RECHECK)


def _reveal_limit(fact: Fact, ticket: Ticket) -> list[Notice]:
    """Leaders are told once an hour of each colleague."""
    if fact.event.refused > 1:
        return []
    leaders = [one for one in _leaders(ticket, Role.SUPERVISOR) if one.pk != fact.event.user_id]
    return _to_colleagues(ticket, leaders, "staff_task", what=REVEALS)


def _proposed(fact: Fact, ticket: Ticket) -> list[Notice]:
    pending = PendingAnswer.objects.get(pk=fact.event.pending_id)
    if pending.decided_at is not None:
        return []
    leaders = _leaders(ticket, Role.SENIOR, Role.SUPERVISOR)
    others = [person for person in leaders if person.pk != pending.author_id]
    return _to_colleagues(ticket, others, "staff_task", what=PROPOSED)


def _rejected(fact: Fact, ticket: Ticket) -> list[Notice]:
    """The author is told, unless it was they who took the answer back."""
    author = PendingAnswer.objects.select_related("author").get(pk=fact.event.pending_id).author
    if fact.actor.id == str(author.pk):
        return []
    return _to_colleagues(ticket, [author], "staff_task", what=REJECTED)


def _numbers(fact: Fact, _: None) -> list[Notice]:
    """Administrators hear at 90 % that a type's numbers run out (R-098)."""
    words = {"type": TicketType(fact.event.type).label, "used": str(fact.event.used)}
    administrators = staff().filter(role=Role.ADMINISTRATOR)
    return [Notice(of_colleague(person), "numbers_nearly_full", words) for person in administrators]


def _seniors(ticket: Ticket) -> list[User]:
    """Return the senior it was brought to, else the team's seniors, else its supervisors."""
    if ticket.escalated_to is not None and ticket.escalated_to.is_active:
        return [ticket.escalated_to]
    return _leaders(ticket, Role.SENIOR) or _leaders(ticket, Role.SUPERVISOR)


def _leaders(ticket: Ticket, *roles: str) -> list[User]:
    """Return leaders of the teams that see the appeal: its own and the line that follows it."""
    teams = [team for team in (ticket.team_id, ticket.home_team_id) if team]
    return list(staff().filter(role__in=roles, memberships__team__in=teams).distinct())


# --- words
def citizen_link(ticket: Ticket, person: Citizen) -> str:
    """Return the page of an appeal: in the cabinet, or by number and code for who has no sign-in."""
    if person.user_id is None:
        return settings.PUBLIC_URL + reverse("public:ticket-status")
    return settings.PUBLIC_URL + reverse("cabinet:ticket", args=[ticket.number])


def staff_link(ticket: Ticket) -> str:
    return settings.PUBLIC_URL + reverse("desk:ticket", args=[ticket.number])


def _day(day: date | datetime, language: str) -> str:
    """Write a day of Moscow: «26 ноября 2026»."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    with translation.override(language):
        return date_format(day, "j E Y")


def moment_words(at: datetime) -> str:
    """Write a moment of Moscow for a colleague: «26 ноября 2026, 14:00»."""
    with translation.override("ru"):
        return date_format(timezone.localtime(at), "j E Y, H:i")


NOTICES: dict[type, Callable[[Fact, Any], list[Notice]]] = {
    events.TicketRegistered: _registered,
    events.TicketAnswered: _answered,
    events.CitizenAsked: _asked,
    events.ApplicationAdvised: _answered,
    events.ApplicationHeld: _asked,
    events.ArticleSent: _article,
    events.TicketResolved: _resolved,
    events.TicketRefused: _refused,
    events.TicketRedirected: _redirected,
    events.TicketExtended: _extended,
    events.TicketReopened: _reopened,
    events.TicketClosed: _closed,
    events.TicketsMerged: _merged,
    events.MergeUndone: _unmerged,
    events.TicketSentToDepartment: _at_department,
    events.TicketMovedToTeam: _moved,
    events.SilenceReminded: _reminded,
    events.ClockWarned: _clock_warned,
    events.ClockBreached: _clock_breached,
    events.ClockEscalated: _clock_escalated,
    events.CitizenWrote: _citizen_wrote,
    events.TicketEscalated: _escalated,
    events.RecheckRequested: _recheck,
    events.AnswerProposed: _proposed,
    events.AnswerRejected: _rejected,
    events.TextRevealLimitReached: _reveal_limit,
    events.NumbersNearlyFull: _numbers,
}
