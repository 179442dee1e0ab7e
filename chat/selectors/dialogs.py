"""Which dialogs a person sees. Default is none; missing and foreign look the same (W-04)."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from chat.guests import Guest
from chat.models import Dialog
from chat.models.messages import Side
from chat.policies import owns
from chat.states import TALKING
from common.actors import Acts, actor_of
from tickets.policies import own_profiles
from tickets.selectors.visibility import SEES_TEAMS

NOT_FOUND = "Разговор не найден"


def visibility(by: Any) -> Q | None:
    """Return the condition of what `by` sees, None for nothing. Teams as for appeals."""
    if isinstance(by, Guest):
        return Q(guest_digest=by.digest)
    if not isinstance(by, User) or not by.is_active:
        return None
    if by.is_citizen:
        profiles = own_profiles(by)
        return Q(citizen__in=sorted(profiles)) if profiles else None
    if by.role not in SEES_TEAMS:
        return None
    return Q(team__in=sorted(by.team_ids())) | Q(operator=by)


def visible_to(by: Any) -> QuerySet[Dialog]:
    """Return the dialogs `by` may see."""
    condition = visibility(by)
    return Dialog.objects.none() if condition is None else Dialog.objects.filter(condition)


def dialog_for(by: Any, dialog_id: UUID) -> Dialog:
    """Return a visible dialog with its operator and topic, else raise Http404."""
    related = ("operator", "topic", "line", "citizen", "ticket")
    try:
        return visible_to(by).select_related(*related).get(pk=dialog_id)
    except Dialog.DoesNotExist as error:
        raise Http404(NOT_FOUND) from error


def alive_of(by: Any) -> Dialog | None:
    """Return the dialog a citizen or guest is in now: another tab shows the same one."""
    return visible_to(by).filter(state__in=sorted(TALKING)).order_by("-opened_at").first()


def side_of(by: Acts, dialog: Dialog) -> Side:
    """Return on whose side somebody speaks."""
    if owns(by, dialog):
        return Side.CITIZEN
    return Side.SYSTEM if actor_of(by).is_system else Side.OPERATOR
