"""Help beside the conversation: the script, the refusal that stands, the tools. Fetched after the appeal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalogue.actions.scripts import begin_script, follow
from catalogue.selectors.legal import legal_guess
from catalogue.selectors.scripts import last_run, open_run, script_for, scripts_for, shown_run
from common.errors import DomainError
from common.htmx import go
from routing.models import OperatorSettings
from tickets.models import Ticket
from tickets.policies import can_consult_in, can_lift_hold, can_raise_tier
from tickets.selectors.application_checks import hold_of
from tickets.selectors.question import question_of
from tickets.selectors.visibility import ticket_for
from tickets.views.access import workers_only
from tickets.views.desk_list import live_page


@workers_only
@never_cache
@live_page
@require_http_methods(["GET", "POST"])
def aid(request: HttpRequest, number: int) -> HttpResponse:
    """Show the help; POST goes on in the script of this conversation, or begins one."""
    found, refusal = ticket_for(request.user, number), None
    if request.method == "POST":
        try:
            _act(request, found)
        except DomainError as error:
            if error.http_status == 403:
                raise
            refusal = error
        if not request.htmx:
            if refusal:
                messages.warning(request, str(refusal))
            return go(request, reverse("desk:ticket-aid", args=[found.number]))
    return _shown(request, found, refusal)


def _act(request: HttpRequest, found: Ticket) -> None:
    now = timezone.now()
    if request.POST.get("deed") == "begin":
        script = script_for(request.POST.get("script", ""))
        begin_script(script=script, matter=found.pk, by=request.user, now=now)
    elif (run := open_run(request.user, matter=found.pk)) is not None:
        follow(run=run, fields=request.POST, by=request.user, now=now)


def _legal_url(request: HttpRequest, found: Ticket) -> str:
    if not can_consult_in(request.user, found):
        return ""
    return reverse("desk:ticket-consultation", args=[found.number])


def _shown(request: HttpRequest, found: Ticket, refusal: DomainError | None) -> HttpResponse:
    run = last_run(request.user, matter=found.pk)
    hold = hold_of(found)
    context = {
        "ticket": found,
        "shown": shown_run(run) if run else None,
        "scripts": scripts_for(found.topic_id),
        "script_url": reverse("desk:ticket-aid", args=[found.number]),
        "check_url": reverse("desk:ticket-check", args=[found.number]),
        "legal_url": _legal_url(request, found),
        "legal": legal_guess(question_of(found)),
        "may_raise": found.tier < OperatorSettings.Tier.LEGAL
        and can_raise_tier(request.user, found),
        "hold": hold,
        "may_lift": hold is not None and can_lift_hold(request.user, found),
        "refusal": refusal,
    }
    part = "tickets/desk/aid.html"
    if request.htmx:
        part = {
            "script": "catalogue/desk/_script.html",
        }.get(request.htmx.target or "", "tickets/desk/_aid.html")
    return render(request, part, context, status=422 if refusal else 200)
