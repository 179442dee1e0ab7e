"""Which appeals a person sees. Default is none (Z-09); missing and foreign look the same (Z-02)."""

from typing import Any

from django.db.models import Q
from django.http import Http404

from accounts.models import ApiKey, Role, User
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet

SEES_TEAMS = {Role.OPERATOR, Role.SENIOR, Role.LAWYER, Role.SUPERVISOR, Role.QUALITY}


def visibility(by: Any) -> Q | None:
    """Return the condition of what `by` sees, None for nothing."""
    if isinstance(by, ApiKey):
        return Q(team__in=list(by.teams.values_list("pk", flat=True)))
    if not isinstance(by, User) or not by.is_active:
        return None
    if by.is_citizen:
        return _of_citizen(by)
    if by.is_employee and by.role in SEES_TEAMS:
        teams = list(by.team_ids())
        return (
            Q(team__in=teams)
            | Q(home_team__in=teams)
            | Q(assignee=by)
            | Q(escalated_to=by)
        )
    return None


def _of_citizen(by: User) -> Q | None:
    citizen = getattr(by, "citizen", None)
    if citizen is None:
        return None
    organisations = list(
        citizen.represents.filter(ended_at=None).values_list(
            "organisation_id", flat=True
        )
    )
    return Q(citizen__in=[citizen.pk, *organisations])


def visible_to(by: Any) -> TicketQuerySet:
    """Return the appeals `by` may see."""
    condition = visibility(by)
    return (
        Ticket.objects.none() if condition is None else Ticket.objects.filter(condition)
    )


def ticket_for(by: Any, number: int) -> Ticket:
    """Return a visible appeal with what its page needs, else raise Http404."""
    try:
        return (
            visible_to(by)
            .select_related(
                "citizen", "topic", "team", "home_team", "assignee", "contact"
            )
            .get(number=number)
        )
    except Ticket.DoesNotExist as error:
        raise Http404("Обращение не найдено") from error
