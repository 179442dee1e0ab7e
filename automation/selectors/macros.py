"""Reads of macros: whose one sees, which may be changed, what one's palette holds."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.models import Team, User
from automation.models import Macro, MacroFavourite
from automation.policies import EDITORS, can_open_macros

MOST_SHOWN = 200


def macros_seen_by(user: User) -> QuerySet[Macro]:
    """Return the macros a person may use or, as an editor, look after; favourites first."""
    if not can_open_macros(user):
        return Macro.objects.none()
    shared = Q(scope=Macro.Scope.ALL)
    if user.role in EDITORS and not user.team_ids():
        shared |= Q(scope=Macro.Scope.TEAM)
    seen = (
        shared
        | Q(scope=Macro.Scope.OWN, owner=user)
        | Q(scope=Macro.Scope.TEAM, team__in=sorted(user.team_ids()))
    )
    kept = MacroFavourite.objects.filter(user=user, macro=OuterRef("pk"))
    rows = Macro.objects.filter(seen).select_related("team", "owner").annotate(is_kept=Exists(kept))
    return rows.order_by("-is_kept", "place", "title")


def macro_for(user: User, key: UUID) -> Macro:
    """Return a macro this person sees, else raise Http404."""
    found = macros_seen_by(user).filter(pk=key).first()
    if found is None:
        raise Http404("Макрос не найден")
    return found


def macros_named(user: User, text: str = "") -> list[Macro]:
    """Return the macros whose title has all the words."""
    wanted = text.lower().split()
    rows = macros_seen_by(user)[:MOST_SHOWN]
    return [row for row in rows if all(word in row.title.lower() for word in wanted)]


def teams_to_share_with(user: User) -> QuerySet[Team]:
    """Return the teams a person may write macros for: an editor without a team for any."""
    teams = Team.objects.filter(is_active=True).order_by("title")
    if user.role in EDITORS and not user.team_ids():
        return teams
    return teams.filter(pk__in=sorted(user.team_ids()))
