"""Who may open «Мои данные»: a citizen, for their own profile."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from accounts.views._page import PersonRequest

View = Callable[..., HttpResponseBase]


def own_data(view: View) -> View:
    """Give the view the citizen of the signed-in person; for staff the page does not exist."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        citizen = getattr(request.user, "citizen", None)
        if citizen is None or not request.user.is_citizen:
            raise Http404("Страница не найдена")
        return view(request, citizen, *args, **kwargs)

    return guarded  # type: ignore[return-value]
