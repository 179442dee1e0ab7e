"""Macros: the palette of an open appeal, running one, the pages where they are written."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseLocation, trigger_client_event

from automation.actions.macros import MacroText, keep_macro, remove_macro, run_macro, save_macro
from automation.forms import MacroForm, StepForm, rearranged, step_forms
from automation.models import Macro
from automation.policies import can_edit_macro, can_use_macro
from automation.selectors.bulk import words_for
from automation.selectors.macros import macro_for, macros_named, macros_seen_by, teams_to_share_with
from automation.steps import KINDS
from automation.variables import VARIABLES
from automation.views.access import macro_people_only, workers_only
from common.errors import DomainError, InvalidInput
from common.htmx import go, toast
from tickets.selectors.visibility import ticket_for


# --- on an open appeal
@workers_only
@never_cache
@require_safe
def palette(request: HttpRequest, number: int) -> HttpResponse:
    """Show the macros for an open appeal, those kept at hand first."""
    text = request.GET.get("q", "")[:80]
    context = {
        "ticket": ticket_for(request.user, number),
        "macros": macros_named(request.user, text),
        "text": text,
    }
    part = "_palette.html" if request.htmx else "palette.html"
    return render(request, f"automation/{part}", context)


@workers_only
@never_cache
@require_http_methods(["GET", "POST"])
def macro_run(request: HttpRequest, number: int, macro_id: UUID) -> HttpResponse:
    """Show what a macro will do to this appeal; POST does it, all of it or nothing."""
    found, macro = ticket_for(request.user, number), macro_for(request.user, macro_id)
    refusal, status, now = "", 200, timezone.now()
    if request.method == "POST":
        try:
            run_macro(macro=macro, ticket=found, by=request.user, now=now)
        except DomainError as error:
            refusal, status = str(error), 422
        else:
            return _ran(request, number, f"Выполнено: {macro.title}.")
    try:
        steps = macro.loaded()
        lines = words_for(ticket_for(request.user, number), steps, request.user, now=now)
    except InvalidInput as error:
        steps, lines, refusal, status = (), [], str(error), 422
    context = {
        "ticket": found,
        "macro": macro,
        "lines": lines,
        "refusal": refusal,
        "writes": any(step.writes_to_citizen for step in steps),
        "is_stopped": not lines or any(reason for _, reason in lines),
    }
    part = "_macro_run.html" if request.htmx else "macro_run.html"
    return render(request, f"automation/{part}", context, status=status)


def _ran(request: HttpRequest, number: int, words: str) -> HttpResponse:
    """Show the appeal as it is now, or the list when it has left the person's sight."""
    try:
        ticket_for(request.user, number)
    except Http404:
        messages.success(request, words)
        return go(request, reverse("desk:tickets"))
    address = reverse("desk:ticket", args=[number])
    if not request.htmx:
        messages.success(request, words)
        return go(request, address)
    response = HttpResponseLocation(address, target="#work", swap="outerHTML")
    trigger_client_event(response, "moved", {})
    return toast(response, words)


# --- where they are written
@macro_people_only
@never_cache
@require_safe
def macros(request: HttpRequest) -> HttpResponse:
    """List the macros a person sees, by whom they are for."""
    rows = list(macros_seen_by(request.user))
    groups = [
        (label, [_row(request, row) for row in rows if row.scope == scope])
        for scope, label in Macro.Scope.choices
    ]
    return render(request, "automation/macros.html", {"groups": groups})


@macro_people_only
@never_cache
@require_http_methods(["GET", "POST"])
def macro_new(request: HttpRequest) -> HttpResponse:
    """Write a new macro."""
    return _edit(request, None)


@macro_people_only
@never_cache
@require_http_methods(["GET", "POST"])
def macro(request: HttpRequest, macro_id: UUID) -> HttpResponse:
    """Change a macro; one that may not be changed is shown."""
    return _edit(request, macro_for(request.user, macro_id))


@macro_people_only
@require_POST
def macro_removal(request: HttpRequest, macro_id: UUID) -> HttpResponse:
    found = macro_for(request.user, macro_id)
    remove_macro(macro=found, by=request.user, now=timezone.now())
    messages.success(request, f"Макрос «{found.title}» удалён.")
    return go(request, reverse("automation:macros"))


@macro_people_only
@require_POST
def macro_keeping(request: HttpRequest, macro_id: UUID) -> HttpResponse:
    """Keep a macro at hand, or not any more."""
    found = macro_for(request.user, macro_id)
    keep_macro(macro=found, by=request.user, is_kept=request.POST.get("kept") == "1")
    return go(request, reverse("automation:macros"))


def _edit(request: HttpRequest, found: Macro | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    if data is not None and data.get("do", "save") != "save":
        return _redrawn(request, found)
    form = _macro_form(request, found, data)
    status = 200
    try:
        steps = step_forms(data, found.loaded() if found and data is None else ())
    except InvalidInput as error:
        steps, status = [], 422
        messages.warning(request, f"{error} Остальные шаги этого макроса нужно собрать заново.")
    if data is not None:
        if _is_saved(request, found, form, steps):
            messages.success(request, "Макрос сохранён.")
            return go(request, reverse("automation:macros"))
        status = 422
    return _editor(request, found, form, steps, status)


def _is_saved(
    request: HttpRequest, found: Macro | None, form: MacroForm, steps: list[StepForm]
) -> bool:
    made = [one.step() for one in steps]  # every form says what is wrong with it
    if not form.is_valid() or not all(made):
        return False
    text = MacroText(**{**form.cleaned_data, "steps": tuple(step for step in made if step)})
    try:
        save_macro(macro=found, text=text, by=request.user, now=timezone.now())
    except DomainError as error:
        field = getattr(error, "field", None)
        form.add_error(field if field in form.fields else None, str(error))
        return False
    return True


def _redrawn(request: HttpRequest, found: Macro | None) -> HttpResponse:
    """Show the form with a step added, removed or moved; nothing is saved, nothing is complained of."""
    data = rearranged(request.POST, request.POST["do"])
    names = data.getlist("kind")
    steps = [
        StepForm(
            KINDS[name],
            prefix=f"step-{place}",
            initial={
                key.removeprefix(f"step-{place}-"): data[key]
                for key in data
                if key.startswith(f"step-{place}-")
            },
        )
        for place, name in enumerate(names)
        if name in KINDS
    ]
    given = {name: data.get(name, "") for name in ("title", "scope", "team", "place")}
    form = MacroForm(initial=given, teams=teams_to_share_with(request.user))
    return _editor(request, found, form, steps)


def _macro_form(request: HttpRequest, found: Macro | None, data: Any) -> MacroForm:
    start = {"scope": Macro.Scope.OWN}
    if found is not None:
        start = {name: getattr(found, name) for name in ("title", "scope", "team", "place")}
    return MacroForm(data, initial=start, teams=teams_to_share_with(request.user))


def _editor(
    request: HttpRequest, found: Macro | None, form: MacroForm, steps: list[StepForm],
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "macro": found,
        "form": form,
        "steps": steps,
        "kinds": list(KINDS.values()),
        "variables": [(f"{{{{ {name} }}}}", what) for name, (what, _) in VARIABLES.items()],
        "may_edit": found is None or can_edit_macro(request.user, found),
    }
    return render(request, "automation/macro.html", context, status=status)


def _row(request: HttpRequest, row: Macro) -> dict[str, Any]:
    try:
        words = [step.in_words() for step in row.loaded()]
    except InvalidInput as error:
        words = [str(error)]
    return {
        "macro": row,
        "words": words,
        "may_edit": can_edit_macro(request.user, row),
        "may_use": can_use_macro(request.user, row),
    }
