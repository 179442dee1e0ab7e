"""Which appeals a person sees. Default is none (Z-09); missing and foreign look the same (Z-02)."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import ApiKey, Role, User
from accounts.policies import WORKERS
from common.actors import API_KEY
from common.prepared import Slot, prepared
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.policies import own_profiles
from tickets.selectors.directory import directory
from tickets.states import OPEN
from topics.selectors import topics_by_key

SEES_TEAMS = WORKERS | {Role.QUALITY}


def visibility(by: Any) -> Q | None:
    """Return the condition of what `by` sees, None for nothing.

    What was entrusted to a person outside their teams is theirs to see while it is open (Z-10).
    A key also sees what it registered, wherever that went: its system tells people how it goes.
    """
    if isinstance(by, ApiKey):
        return _of_teams(sorted(by.teams.values_list("pk", flat=True))) | registered_by(by)
    if not isinstance(by, User) or not by.is_active:
        return None
    if by.is_citizen:
        profiles = own_profiles(by)
        return Q(citizen__in=sorted(profiles)) if profiles else None
    return _for_staff(by.pk, sorted(by.team_ids())) if by.role in SEES_TEAMS else None


def visible_to(by: Any) -> TicketQuerySet:
    """Return the appeals `by` may see."""
    condition = visibility(by)
    return Ticket.objects.none() if condition is None else Ticket.objects.filter(condition)


def branches_visible_to(user: User) -> list[TicketQuerySet]:
    """Return what one of the staff sees as branches that overlap, each read by an index of its own.

    Together they are `visible_to`, whose alternatives the planner can only read whole.
    """
    if user.role not in SEES_TEAMS or not user.is_active:
        return []
    teams, opened = sorted(user.team_ids()), Ticket.objects.filter(status__in=sorted(OPEN))
    return [
        *(Ticket.objects.filter(team=team) for team in teams),
        *(Ticket.objects.filter(home_team=team) for team in teams),
        *(opened.filter(**{role: user}) for role in ("assignee", "home_assignee", "escalated_to")),
    ]


def ticket_for(by: Any, number: int) -> Ticket:
    """Return a visible appeal with what its page needs, else raise Http404.

    Topic and teams come from what this process keeps: eight joins take longer to plan than to run.
    """
    if isinstance(by, User) and by.is_employee and by.role in SEES_TEAMS:
        teams = sorted(by.team_ids())
        found = _one_for_staff().rows(number=number, me=by.pk, teams=teams)
    else:
        found = list(_whole(visible_to(by)).filter(number=number))
    if not found:
        raise Http404("Обращение не найдено")
    _with_reference(found[0])
    return found[0]


@prepared
def _one_for_staff() -> QuerySet[Ticket, Any]:
    seen = Ticket.objects.filter(_for_staff(Slot("me"), Slot("teams")), number=Slot("number"))
    return _whole(seen)


def _whole(seen: QuerySet[Ticket, Any]) -> QuerySet[Ticket, Any]:
    return seen.select_related("citizen", "assignee", "contact").defer("search", "client_digest")


def _with_reference(ticket: Ticket) -> None:
    """Give an appeal its topic and teams without asking for them; what is not kept loads when read."""
    teams, topics = directory().teams, topics_by_key()
    if ticket.topic_id in topics:
        ticket.topic = topics[ticket.topic_id]
    if ticket.team_id in teams:
        ticket.team = teams[ticket.team_id]
    if ticket.home_team_id and ticket.home_team_id in teams:
        ticket.home_team = teams[ticket.home_team_id]


def ticket_by_number_for_code(number: int) -> Ticket | None:
    """Return an appeal a one-time code may be sent about, None for any other number (Z-16).

    Shows nobody anything: the caller sends a code to the appeal's own phone or e-mail, answers a
    wrong number in the same words and time, and reads the appeal only after the code was right.
    """
    found = Ticket.objects.filter(number=number, citizen__isnull=False)
    ticket = found.select_related("citizen", "topic").defer("search", "client_digest").first()
    if ticket is None or ticket.citizen is None:
        return None
    return ticket if ticket.citizen.phone or ticket.citizen.email else None


def registered_by(key: ApiKey) -> Q:
    """Return the condition of what a key registered; the prefix is what its index holds."""
    return Q(registrar=f"{API_KEY}:{key.pk}", registrar__startswith=f"{API_KEY}:")


def _for_staff(me: Any, teams: Any) -> Q:
    """Return what one of the staff sees: their teams' appeals and open ones entrusted to them."""
    entrusted = Q(assignee=me) | Q(home_assignee=me) | Q(escalated_to=me)
    return _of_teams(teams) | (entrusted & Q(status__in=sorted(OPEN)))


def _of_teams(teams: Any) -> Q:
    """A team sees what it has and what it follows at a department (R-042)."""
    among = "any" if isinstance(teams, Slot) else "in"
    return Q(**{f"team__{among}": teams}) | Q(**{f"home_team__{among}": teams})
