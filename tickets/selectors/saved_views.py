"""Lists people keep: whose are seen, how much is in each."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from tickets.models import SavedView
from tickets.selectors.desk_list import ListQuery, counted


@dataclass(frozen=True, slots=True)
class Counted:
    """A saved list with how much is in it, no further than a tab can say."""

    view: SavedView
    number: int


def views_seen_by(user: User) -> QuerySet[SavedView]:
    """Return one's own lists, then those of one's teams, each in its order."""
    theirs = Q(owner=user) | Q(team__in=sorted(user.team_ids()))
    seen = SavedView.objects.filter(theirs, removed_at=None).select_related("team")
    return seen.order_by("team__title", "place", "created_at")


def view_for(user: User, key: UUID, *, removed: bool = False) -> SavedView:
    """Return a list this person may see, also a removed one when asked; Http404 else."""
    theirs = Q(owner=user) | Q(team__in=sorted(user.team_ids()))
    found = SavedView.objects.filter(theirs, pk=key)
    if not removed:
        found = found.filter(removed_at=None)
    view: SavedView | None = found.select_related("team").first()
    if view is None:
        raise Http404("Такого списка нет")
    return view


def with_numbers(
    user: User, views: list[tuple[SavedView, ListQuery]], *, now: datetime
) -> list[Counted]:
    """Count what each list holds; one statement a list, none further than its first hundred rows."""
    return [
        Counted(view, counted(user, replace(query, text="", after="", until=""), now=now))
        for view, query in views
    ]
