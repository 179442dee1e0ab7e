"""Mass actions: choosing what to do, looking at what would change, starting."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from automation.actions.bulk import start_bulk
from automation.forms import SelectionForm, StepForm
from automation.selection import Selection
from automation.selectors.bulk import count_of, preview_of
from automation.selectors.macros import macros_named
from automation.steps import KINDS, Step
from automation.views.access import workers_only
from common.errors import DomainError, InvalidInput
from common.htmx import go, toast

MACRO = "macro:"


@workers_only
@never_cache
@require_http_methods(["GET", "POST"])
def bulk_new(request: HttpRequest) -> HttpResponse:
    """Lead from a selection to a running mass action: choose, fill in, look, start."""
    form = SelectionForm(request.POST)
    selection = form.selection() if request.method == "POST" else None
    if selection is None:
        return _page(request, {"nothing": True}, status=422 if request.method == "POST" else 200)
    context: dict[str, Any] = {
        "kept": form.kept(),
        "total": count_of(request.user, selection, now=timezone.now()),
    }
    what, stage = request.POST.get("what", ""), request.POST.get("stage", "")
    macro = _macro_named(request, what)
    if macro is None and what not in KINDS:
        return _page(request, context | _menu(request))
    context["what"] = what
    if macro is not None:
        try:
            steps: tuple[Step, ...] = macro.loaded()
        except InvalidInput as error:
            return _page(request, context | _menu(request) | {"refusal": str(error)}, status=422)
        return _look_or_start(request, selection, steps, context)
    filled = StepForm(KINDS[what], request.POST if stage else None, prefix="step")
    context |= {"form": filled, "kind": KINDS[what]}
    if not stage and KINDS[what].fields:
        return _page(request, context)
    step = filled.step() if stage else KINDS[what]()
    if step is None:
        return _page(request, context, status=422)
    return _look_or_start(request, selection, (step,), context)


@workers_only
@never_cache
@require_POST
def bulk_count(request: HttpRequest) -> HttpResponse:
    """Say how many appeals the whole list holds."""
    selection = SelectionForm(request.POST).selection()
    number = count_of(request.user, selection, now=timezone.now()) if selection else 0
    return HttpResponse(str(number), content_type="text/plain")


def _look_or_start(
    request: HttpRequest, selection: Selection, steps: tuple[Step, ...], context: dict[str, Any]
) -> HttpResponse:
    """Show what would change; begin when that was what the person pressed."""
    user, now = request.user, timezone.now()
    context |= {"steps": steps, "writes": any(step.writes_to_citizen for step in steps)}
    status = 200
    if request.POST.get("stage") == "start":
        typed = request.POST.get("confirmed", "").replace("\u00a0", "").replace(" ", "")
        confirmed = int(typed) if typed.isascii() and typed.isdigit() else None
        try:
            run = start_bulk(
                selection=selection, steps=steps, by=user, now=now, confirmed=confirmed
            )
        except DomainError as error:
            if error.http_status == 403:
                raise
            context["refusal"], status = str(error), 422
        else:
            return _started(request, reverse("automation:bulk", args=[run.pk]))
    context["preview"] = preview_of(user, selection, steps, now=now)
    return _page(request, context, status=status)


def _started(request: HttpRequest, address: str) -> HttpResponse:
    """Close the dialog and leave the list where it is; without a script show the run's page."""
    if not request.htmx:
        return go(request, address)
    response = HttpResponse(status=200)
    response["HX-Reswap"] = "none"
    # `moved` empties the dialog, and with it what these events rise from: it is the last.
    toast(response, "Массовое действие началось: ход виден вверху страницы.")
    trigger_client_event(response, "bulk-started", {})
    return trigger_client_event(response, "moved", {})


def _menu(request: HttpRequest) -> dict[str, Any]:
    return {"kinds": list(KINDS.values()), "macros": macros_named(request.user)}


def _macro_named(request: HttpRequest, what: str) -> Any:
    if not what.startswith(MACRO):
        return None
    key = what.removeprefix(MACRO)
    return next((row for row in macros_named(request.user) if str(row.pk) == key), None)


def _page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    part = "_bulk_new.html" if request.htmx else "bulk_new.html"
    return render(request, f"automation/{part}", context, status=status)
