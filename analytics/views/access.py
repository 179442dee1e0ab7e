"""Who comes in, and which of their lines they chose."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import User
from analytics.choice import WallChoice
from analytics.policies import can_see_wall
from analytics.selectors.wall import wall_teams


def wall_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let those in whom the wallboard is for, and give the view their `choice` of lines."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            # A piece of a page must not be replaced by the page of signing in.
            if getattr(request, "htmx", False):
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path())
        if not can_see_wall(request.user):
            raise PermissionDenied
        choice = WallChoice.of(request.GET, wall_teams(cast("User", request.user)))
        if choice is None:
            raise Http404("Такой линии у вас нет")
        return view(request, choice, *args, **kwargs)

    return guarded
