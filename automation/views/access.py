"""Who finds these addresses: workers their mass actions, workers and editors the macros."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from automation.policies import can_open_macros, can_see_rules, can_start_bulk

View = Callable[..., HttpResponse]


def workers_only(view: View) -> View:
    """Let those in who work with appeals; for others mass actions do not exist."""
    return _only(can_start_bulk, view)


def macro_people_only(view: View) -> View:
    """Let those in who use macros or write them for others."""
    return _only(can_open_macros, view)


def rule_people_only(view: View) -> View:
    """Let those in who keep rules or look after what they do."""
    return _only(can_see_rules, view)


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
