"""Who may open which face: citizens the cabinet, workers the desk. Others are led to their own door."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import User
from accounts.policies import can_open_desk

View = Callable[..., HttpResponse]


def citizens_only(view: View) -> View:
    """Let citizens in, send a guest to sign in; for staff the cabinet does not exist."""
    return _only(lambda user: user.is_citizen, view)


def workers_only(view: View) -> View:
    """Let those in who work with appeals; for citizens the desk does not exist."""
    return _only(can_open_desk, view)


def _only(may: Callable[[User], bool], view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            # A piece of a page must not be replaced by the page of signing in: the script reloads.
            if request.htmx:
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path())
        if not may(user):
            raise Http404("Страница не найдена")
        return view(request, *args, **kwargs)

    return guarded
