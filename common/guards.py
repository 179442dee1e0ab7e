"""Who may open a page: guests are led to sign in, for others whom it is not for it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def only(may: Callable[[Any], bool], view: View) -> View:
    """Return the view for those of whom `may(user)` is true; 404 for the rest, a guest signs in first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            # A piece of a page must not be replaced by the page of signing in: the script reloads.
            if getattr(request, "htmx", False):
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path())
        if not may(request.user):
            raise Http404("Страница не найдена")
        return view(request, *args, **kwargs)

    return guarded
