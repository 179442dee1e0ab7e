"""Rules: the list, writing one, trying it on last week, switching it, how they ran."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from automation.actions.rules import RuleText, check_rule, save_rule, switch_rule
from automation.forms import StepForm, rearranged, step_forms
from automation.models import Rule
from automation.policies import can_edit_rules
from automation.rules.conditions import FIELDS, load
from automation.rules.forms import (
    ConditionForm,
    RuleForm,
    condition_forms,
    conditions_rearranged,
)
from automation.selectors import rules as reads
from automation.selectors.rule_trial import Trial, Wanted, trial_of
from automation.steps import KINDS
from automation.variables import VARIABLES
from automation.views.access import rule_people_only
from common.errors import DomainError, InvalidInput
from common.htmx import go


@rule_people_only
@never_cache
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """List the rules in their order, in words, with the figures of the last week."""
    context = {
        "lines": reads.rule_lines(request.user, now=timezone.now()),
        "may_edit": can_edit_rules(request.user),
    }
    return render(request, "automation/rules/list.html", context)


@rule_people_only
@never_cache
@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest) -> HttpResponse:
    """Write a new rule: it is kept switched off."""
    if not can_edit_rules(request.user):
        raise PermissionDenied
    return _edit(request, None)


@rule_people_only
@never_cache
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Show a rule with its versions; who keeps rules writes its next version here."""
    found = reads.rule_for(request.user, rule_id)
    if request.method == "POST" and not can_edit_rules(request.user):
        raise PermissionDenied
    return _edit(request, found)


@rule_people_only
@require_POST
def rule_switch(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Switch a rule on (`on` = 1) or off."""
    found = reads.rule_for(request.user, rule_id)
    is_on = request.POST.get("on") == "1"
    switch_rule(rule=found, is_on=is_on, by=request.user, now=timezone.now())
    messages.success(request, f"Правило «{found.title}» {'включено' if is_on else 'выключено'}.")
    return go(request, reverse("rules:rules"))


@rule_people_only
@never_cache
@require_safe
def rule_runs(request: HttpRequest) -> HttpResponse:
    """List runs, newest first, of one rule (`rule`) or of all."""
    chosen = None
    if key := request.GET.get("rule", ""):
        try:
            chosen = reads.rule_for(request.user, UUID(key))
        except ValueError:
            chosen = None
    page, before = reads.runs_page(request.user, rule=chosen, before=request.GET.get("before", ""))
    context = {"runs": page, "rule": chosen, "next": before}
    return render(request, "automation/rules/runs.html", context)


def _edit(request: HttpRequest, found: Rule | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    do = data.get("do", "save") if data is not None else ""
    if data is not None and do not in {"save", "try"}:
        return _redrawn(request, found, do)
    form, conditions, steps = _forms(found, data)
    trial, status = None, 200
    if data is not None:
        text = _text_of(form, conditions, steps)
        status = 200 if text else 422
        try:
            if text and do == "try":
                trial = _tried(text)
            elif text:
                return _saved(request, found, text)
        except DomainError as error:
            field = getattr(error, "field", None)
            form.add_error(field if field in form.fields else None, str(error))
            status = 422
    return _editor(request, found, (form, conditions, steps), trial=trial, status=status)


def _saved(request: HttpRequest, found: Rule | None, text: RuleText) -> HttpResponse:
    kept = save_rule(rule=found, text=text, by=request.user, now=timezone.now())
    words = (
        "Правило сохранено." if found else "Правило сохранено выключенным: проверьте и включите."
    )
    messages.success(request, words)
    return go(request, reverse("rules:rule", args=[kept.pk]))


def _tried(text: RuleText) -> Trial:
    check_rule(text)
    wanted = Wanted(text.trigger, text.hours, text.match, text.conditions, text.steps)
    return trial_of(wanted, now=timezone.now())


def _text_of(
    form: RuleForm, conditions: list[ConditionForm], steps: list[StepForm]
) -> RuleText | None:
    """Return the rule on paper; None when a form has said what is wrong."""
    asked = [one.condition() for one in conditions]
    made = [one.step() for one in steps]
    if not form.is_valid() or not all(asked) or not all(made):
        return None
    return RuleText(
        **form.cleaned_data,
        conditions=tuple(one for one in asked if one),
        steps=tuple(one for one in made if one),
    )


def _forms(found: Rule | None, data: Any) -> tuple[RuleForm, list[ConditionForm], list[StepForm]]:
    version = reads.version_of(found) if found else None
    start: dict[str, Any] = {}
    kept, conditions = (), ()
    if found is not None and version is not None:
        start = {"title": found.title, "place": found.place}
        start |= {name: getattr(version, name) for name in ("trigger", "hours", "match", "tells")}
        conditions = load(version.conditions)
        try:
            kept = version.loaded()
        except InvalidInput:
            kept = ()
    form = RuleForm(data, initial=start)
    return form, condition_forms(data, conditions), step_forms(data, kept)


def _redrawn(request: HttpRequest, found: Rule | None, do: str) -> HttpResponse:
    """Show the form with a condition or a step added, removed or moved; nothing is saved."""
    data = conditions_rearranged(request.POST, do)
    data = data if do.startswith("if-") else rearranged(data, do)
    steps = [
        StepForm(KINDS[name], prefix=f"step-{place}", initial=_values(data, f"step-{place}-"))
        for place, name in enumerate(data.getlist("kind"))
        if name in KINDS
    ]
    form = RuleForm(initial={name: data.get(name, "") for name in RuleForm.base_fields})
    forms = (form, condition_forms(data, is_redrawn=True), steps)
    return _editor(request, found, forms)


def _values(data: Any, start: str) -> dict[str, str]:
    return {name.removeprefix(start): data[name] for name in data if name.startswith(start)}


def _editor(
    request: HttpRequest, found: Rule | None, forms: tuple[Any, Any, Any], *,
    trial: Trial | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    form, conditions, steps = forms
    context = {
        "rule": found,
        "form": form,
        "conditions": conditions,
        "steps": steps,
        "trial": trial,
        "kinds": [kind for kind in KINDS.values() if not kind.needs_person],
        "fields": list(FIELDS.values()),
        "variables": [(name, what) for name, (what, _) in VARIABLES.items()],
        "versions": reads.versions_of(found) if found else [],
        "may_edit": can_edit_rules(request.user),
    }
    return render(request, "automation/rules/rule.html", context, status=status)
