"""Whom and what a leader finds: colleagues and work of their own teams."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Team, User
from accounts.policies import WORKERS
from routing.models import Posting, WorkItem


def colleague_for(by: User, operator_id: Any) -> User:
    """Return a worker of the leader's teams, else raise Http404."""
    rows = User.objects.filter(
        pk=operator_id,
        is_active=True,
        role__in=sorted(WORKERS),
        memberships__team__in=by.team_ids(),
    )
    found = rows.distinct().first()
    if found is None:
        raise Http404("Сотрудник не найден")
    return found


def item_for_leader(by: User, item_id: UUID) -> WorkItem:
    """Return an item of the leader's teams, over or not, else raise Http404."""
    found = WorkItem.objects.filter(pk=item_id, team__in=by.team_ids()).first()
    if found is None:
        raise Http404("Работа не найдена")
    return found


def lines_of(by: User) -> QuerySet[Team]:
    """Return the lines whose queues a leader may send people to."""
    return Team.objects.filter(pk__in=by.team_ids(), kind=Team.LINE, is_active=True)


def postings_of(teams: list[UUID]) -> list[Posting]:
    """Return who serves other queues than their own now, of members of these teams."""
    rows = Posting.objects.filter(ended_at=None, operator__memberships__team__in=teams)
    return list(rows.select_related("operator", "made_by").distinct().order_by("until"))
