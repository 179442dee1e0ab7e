"""A callback on the desk: whom to call, about what; the operator says how it went."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.errors import DomainError
from common.htmx import go
from routing.actions.callbacks import complete_callback
from routing.policies import can_make_callback
from routing.selectors.callbacks import callback_for, window_words
from routing.views.access import operators_only


@operators_only
@never_cache
@require_safe
def callback(request: HttpRequest, callback_id: UUID) -> HttpResponse:
    """Show the request; the number is whole only to who has taken the call."""
    return _page(request, callback_id)


@operators_only
@require_POST
def outcome(request: HttpRequest, callback_id: UUID) -> HttpResponse:
    """Take `reached`: 1 when the person answered, else it is tried again later."""
    found, _ = callback_for(request.user, callback_id)
    reached = request.POST.get("reached") == "1"
    try:
        complete_callback(callback=found, reached=reached, by=request.user, now=timezone.now())
    except DomainError as error:
        if error.http_status == 403:
            raise
        return _page(request, callback_id, refusal=error)
    said = "Звонок закончен." if reached else "Записали: не дозвонились. Повторим позже."
    messages.success(request, said)
    return go(request, reverse("line:callback", args=[callback_id]))


def _page(
    request: HttpRequest, callback_id: UUID, *, refusal: DomainError | None = None
) -> HttpResponse:
    found, item = callback_for(request.user, callback_id)
    context = {
        "callback": found,
        "refusal": refusal,
        "may_call": can_make_callback(request.user, item) and found.state == found.State.WAITING,
        "when": window_words(found.window_from, found.window_to, now=timezone.now()),
    }
    response = render(request, "routing/desk_callback.html", context)
    response.status_code = 422 if refusal else 200
    return response
