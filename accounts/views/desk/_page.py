"""What the pages of a person's card share: who may open them, whose card it is, the way back."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Citizen, User
from accounts.policies import can_find_citizens
from accounts.sign_in import safe_next
from common.errors import DomainError
from common.htmx import go

View = Callable[..., HttpResponse]


def finders_only(view: View) -> View:
    """Let those in who may look people up; for everybody else there are no cards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        if not can_find_citizens(request.user):
            raise Http404("Страница не найдена")
        return view(request, *args, **kwargs)

    return guarded


def citizen_of(citizen_id: UUID, *, kind: str = "") -> Citizen:
    """Return whose card it is, else raise Http404."""
    return get_object_or_404(Citizen, pk=citizen_id, **({"kind": kind} if kind else {}))


def card_page(
    request: HttpRequest, name: str, citizen: Citizen, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a page of a card; `back` is the page the person came to the card from."""
    frame = {"citizen": citizen, "back": safe_next(request), "way": way(request)}
    return render(request, f"accounts/desk/{name}.html", frame | context, status=status)


def way(request: HttpRequest) -> str:
    """Return the query that keeps the way back on the links of a card."""
    back = safe_next(request)
    return f"?{urlencode({'next': back})}" if back else ""


def to_card(request: HttpRequest, citizen: Citizen, name: str = "card") -> HttpResponse:
    """Lead back to the card, or to one of its pages."""
    return go(request, reverse(f"people:{name}", args=[citizen.pk]) + way(request))


def refusal_of(error: DomainError) -> DomainError:
    """Return a refusal the page can show; what is not this person's to do stays 403."""
    if error.http_status == 403:
        raise error
    return error
