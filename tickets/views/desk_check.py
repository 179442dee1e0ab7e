"""The check of an application in an appeal: looked at, then sent, recorded as a refusal, or lifted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from catalogue.selectors.checks import Check, File, check_for
from catalogue.selectors.services import service_for
from common.errors import DomainError
from common.htmx import go
from tickets.actions.application_checks import (
    Found,
    advise_applicant,
    hold_application,
    lift_hold,
)
from tickets.actions.sending import Sending
from tickets.forms.desk_check import CheckOutcomeForm
from tickets.forms.fields import fresh_key
from tickets.models import Ticket
from tickets.policies import can_ask_citizen, can_lift_hold, can_reply
from tickets.selectors.application_checks import clean_files, hold_of
from tickets.selectors.visibility import ticket_for
from tickets.states import allowed
from tickets.views.access import workers_only
from tickets.views.desk_list import live_page

DOORS = {"advise": advise_applicant, "hold": hold_application}
SAID = {
    "advise": "Список отправлен заявителю.",
    "hold": "Отказ до предоставления записан: обращение ждёт документов.",
    "lift": "Документы получены, отказ снят.",
}


@workers_only
@never_cache
@live_page
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Choose a service, see what is missing; POST with `deed` sends it, refuses until supplied, lifts that."""
    found = ticket_for(request.user, number)
    deed = request.POST.get("deed", "")
    if deed == "lift":
        lift_hold(ticket=found, by=request.user, now=timezone.now())
        return _done(request, found, deed)
    if deed in DOORS:
        return _told(request, found, deed)
    return _shown(request, found)


def _told(request: HttpRequest, found: Ticket, deed: str) -> HttpResponse:
    form = CheckOutcomeForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        outcome = Found(
            service_for(data["service"]), data["missing"].split(), data["errors_found"].split()
        )
        try:
            DOORS[deed](
                ticket=found,
                found=outcome,
                text=data["body"],
                by=request.user,
                now=timezone.now(),
                sending=Sending(data["client_key"]),
            )
        except DomainError as error:
            if error.http_status == 403:
                raise
            form.add_refusal(error)
        else:
            return _done(request, found, deed)
    return _shown(request, found, form=form)


def _shown(
    request: HttpRequest, found: Ticket, *, form: CheckOutcomeForm | None = None
) -> HttpResponse:
    is_asked = request.method == "POST"
    shown = check_for(
        request.POST if is_asked else request.GET,
        is_asked=is_asked and form is None,
        files=[File(row.name, row.size) for row in clean_files(found)],
        now=timezone.now(),
    )
    context = {"ticket": found, "check": shown, "form": form or _form(shown)}
    context |= _abilities(request, found)
    part = PARTS.get(request.htmx.target or "", "tickets/desk/check.html")
    return render(request, part, context, status=422 if form else 200)


PARTS = {
    "check-result": "tickets/desk/_check_result.html",
    "check-list": "catalogue/desk/_check_list.html",
}


def _form(shown: Check) -> CheckOutcomeForm | None:
    if shown.checked is None or shown.service is None:
        return None
    start = {
        "service": shown.service.code,
        "missing": shown.missing_codes,
        "errors_found": shown.error_codes,
        "body": shown.advice,
        "client_key": fresh_key(),
    }
    return CheckOutcomeForm(initial=start, auto_id="outcome_%s")


def _abilities(request: HttpRequest, found: Ticket) -> dict[str, Any]:
    hold = hold_of(found)
    return {
        "check_url": reverse("desk:ticket-check", args=[found.number]),
        "hold": hold,
        "may_lift": hold is not None and can_lift_hold(request.user, found),
        "may_advise": can_reply(request.user, found),
        "may_hold": hold is None
        and can_ask_citizen(request.user, found)
        and allowed("ask_citizen", found.status),
    }


def _done(request: HttpRequest, found: Ticket, deed: str) -> HttpResponse:
    messages.success(request, SAID[deed])
    return go(request, reverse("desk:ticket", args=[found.number]))
