"""What the pages of a person's data share: who may open them, the context of the card."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts import policies
from accounts.forms_person import RevealForm
from accounts.models import Attribute, Citizen, DataChange, Reveal, User
from accounts.selectors.changes import active_freeze, changes_of
from accounts.selectors.identity import contact_led_by
from accounts.selectors.personal import known_of
from accounts.views.identity._page import place_of
from common.errors import DomainError, TooManyRequests
from common.htmx import go

View = Callable[..., HttpResponse]


def guarded_by(can: Callable[[Any], bool]) -> Callable[[View], View]:
    """Let those in whom a policy lets in; for everybody else there is no such page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            if not can(request.user):
                raise Http404("Страница не найдена")
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def citizen_of(citizen_id: UUID) -> Citizen:
    return get_object_or_404(Citizen, pk=citizen_id)


def data_url(request: HttpRequest, citizen: Citizen) -> str:
    """Return the address of the card with the appeal it was opened from."""
    ticket = place_of(request)["ticket"]
    address = reverse("identity:data", args=[citizen.pk])
    return f"{address}?{urlencode({'ticket': ticket})}" if ticket else address


def data_after(
    request: HttpRequest, citizen: Citizen, *, error: DomainError | None = None
) -> HttpResponse:
    """Answer a deed with the card as it is now; a refusal (422, 429) stands in it in words."""
    if error is not None and error.http_status == 403:
        raise error
    if error is None:
        return go(request, data_url(request, citizen))
    response = draw_data(request, citizen, refusal=error)
    response.status_code = 422
    if isinstance(error, TooManyRequests):
        response.status_code = 429
        response["Retry-After"] = str(error.retry_after_s)
    return response


def draw_data(request: HttpRequest, citizen: Citizen, **more: Any) -> HttpResponse:
    """Draw the card, alone for htmx, with a page around it otherwise."""
    context = data_context(request.user, citizen) | {"place": place_of(request)}
    context |= {"form": RevealForm(), "here": data_url(request, citizen)}
    part = "_data.html" if request.htmx else "data.html"
    return render(request, f"accounts/identity/{part}", context | more)


def data_context(by: User, citizen: Citizen) -> dict[str, Any]:
    now = timezone.now()
    contact = contact_led_by(by, citizen, now=now)
    known = known_of(citizen, by, now=now)
    until = [row.until for row in known if row.until]
    history = changes_of(citizen)
    return {
        "citizen": citizen,
        "contact": contact,
        "known": known,
        "open_until": min(until) if until else None,
        "freeze": active_freeze(citizen),
        "waiting": [row for row in history if row.state == DataChange.State.WAITING_SECOND],
        "history": [row for row in history if row.state != DataChange.State.WAITING_SECOND],
        "may_reveal": policies.can_reveal(by, citizen, contact),
        "may_find": policies.can_find_citizens(by),
        "complaint": Reveal.Reason.COMPLAINT,
        "name": Attribute.FULL_NAME,
    }
