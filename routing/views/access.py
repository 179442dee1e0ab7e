"""Who finds the queue's addresses: operators theirs, leaders those of their teams."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from routing.policies import can_lead_queue, can_work_in_queue

View = Callable[..., HttpResponse]


def operators_only(view: View) -> View:
    """Let those in who can be on the line; for others the switch does not exist."""
    return _only(can_work_in_queue, view)


def leaders_only(view: View) -> View:
    """Let those in who lead a team's queue; for others these addresses do not exist."""
    return _only(can_lead_queue, view)


def _only(may: Callable[[Any], bool], view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            # A piece of a page must not be replaced by the page of signing in: the script reloads.
            if request.htmx:
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path())
        if not may(request.user):
            raise Http404("Страница не найдена")
        return view(request, *args, **kwargs)

    return guarded
