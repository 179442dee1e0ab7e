"""The switch at the top of the desk: ready, a pause with a reason, off the line."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import DomainError
from common.htmx import go, toast
from routing.actions.presence import note_seen, prolong_wrap_up, set_presence
from routing.models import Presence
from routing.selectors.desk import switch_of
from routing.views.access import operators_only


@operators_only
@never_cache
@require_http_methods(["GET", "POST"])
def presence(request: HttpRequest) -> HttpResponse:
    """Show the switch; POST `state`, the `reason` of a pause, or `prolong` changes it."""
    refusal = ""
    if request.method == "POST":
        try:
            _change(request)
        except DomainError as error:
            refusal = str(error)
        if not request.htmx:
            return go(request, request.headers.get("Referer") or "/desk/")
    template = "routing/_presence.html" if request.htmx else "routing/presence.html"
    response = render(request, template, switch_of(request.user))
    if refusal:
        response.status_code = 422
        return toast(response, refusal, tone="warning")
    return response


@operators_only
@require_POST
def heartbeat(request: HttpRequest) -> HttpResponse:
    """Note that a page is open; sent every ten seconds by each tab."""
    is_active = request.POST.get("active") == "1"
    note_seen(operator_id=request.user.pk, now=timezone.now(), is_active=is_active)
    return HttpResponse(status=204)


def _change(request: HttpRequest) -> None:
    operator, now = request.user, timezone.now()
    if "prolong" in request.POST:
        prolong_wrap_up(operator=operator, by=operator, now=now)
        return
    set_presence(
        operator=operator,
        # a pause is chosen by its reason
        state=request.POST.get("state", "") or Presence.State.PAUSED,
        reason=request.POST.get("reason", ""),
        by=operator,
        now=now,
    )
