"""Scripts without a conversation: the list, training in one of them."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from catalogue.actions.scripts import begin_script, follow
from catalogue.policies import can_see_adherence
from catalogue.selectors.scripts import (
    adherence,
    last_run,
    misheard_in,
    open_run,
    said_in,
    script_for,
    scripts_for,
    shown_run,
)
from catalogue.views.access import workers_only
from common.errors import DomainError
from common.htmx import go

ADHERENCE_DAYS = 30


@workers_only
@never_cache
@require_safe
def scripts(request: HttpRequest) -> HttpResponse:
    """List the scripts; leaders also see how they are followed."""
    context = {"scripts": scripts_for(), "days": ADHERENCE_DAYS}
    if can_see_adherence(request.user):
        context["adherence"] = adherence(since=timezone.now() - timedelta(days=ADHERENCE_DAYS))
    return render(request, "catalogue/desk/scripts.html", context)


@workers_only
@never_cache
@vary_on_headers("HX-Request")
@require_http_methods(["GET", "POST"])
def script(request: HttpRequest, script_code: str) -> HttpResponse:
    """Train in a script with a simulated caller: the same steps and answers, nothing counted."""
    found, refusal = script_for(script_code), None
    if request.method == "POST":
        try:
            if request.POST.get("deed") == "begin":
                begin_script(script=found, matter=None, by=request.user, now=timezone.now())
            elif (run := open_run(request.user, matter=None, script=found)) is not None:
                follow(run=run, fields=request.POST, by=request.user, now=timezone.now())
        except DomainError as error:
            refusal = error
        if not request.htmx:
            if refusal:
                messages.warning(request, str(refusal))
            return go(request, reverse("catalogue:script", args=[found.code]))
    run = last_run(request.user, matter=None, script=found)
    shown = shown_run(run) if run else None
    context = {
        "script": found,
        "shown": shown,
        "said": said_in(shown) if shown else None,
        "misheard": misheard_in(run) if run else [],
        "script_url": reverse("catalogue:script", args=[found.code]),
        "refusal": refusal,
    }
    part = "catalogue/desk/_script.html" if request.htmx else "catalogue/desk/script.html"
    return render(request, part, context, status=422 if refusal else 200)
