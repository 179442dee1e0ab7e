"""Saved lists of the desk: chips with counts, saving, changing, taking away and back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from accounts.models import Team
from common.errors import InvalidInput
from common.htmx import go, toast
from tickets.actions import saved_views as doors
from tickets.desk_page import list_address, list_form
from tickets.forms.saved_views import ViewForm
from tickets.models import SavedView
from tickets.policies import can_change_view, can_save_view
from tickets.selectors.directory import directory
from tickets.selectors.saved_views import view_for, views_seen_by, with_numbers
from tickets.views.access import workers_only


@workers_only
@never_cache
@require_GET
def views(request: HttpRequest) -> HttpResponse:
    """Show one's lists with counts: chips above the rows (after the page), or all of them to arrange."""
    rows = list(views_seen_by(request.user))
    context: dict[str, Any] = {
        "here": list_address(list_form(request.user, request.GET)),
        "may_save": can_save_view(request.user, None),
    }
    if not request.htmx:
        context["rows"] = [(view, can_change_view(request.user, view)) for view in rows]
        return render(request, "tickets/desk/views.html", context)
    forms = [(view, list_form(request.user, QueryDict(view.query)).query()) for view in rows]
    context["counted"] = with_numbers(request.user, forms, now=timezone.now())
    context["is_saved"] = any(view.query == context["here"] for view in rows)
    return render(request, "tickets/desk/_views.html", context)


@workers_only
@never_cache
@require_http_methods(["GET", "POST"])
def view_new(request: HttpRequest) -> HttpResponse:
    """Ask for a name for the list in the address, and keep it."""
    query = list_address(list_form(request.user, request.GET))
    form = ViewForm(request.POST or None, teams=_teams_led(request))
    if request.method == "POST" and form.is_valid():
        try:
            return _saved(request, form, query)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return _asked(request, form, title="Сохранить список", query=query)


@workers_only
@never_cache
@require_http_methods(["GET", "POST"])
def view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Give a saved list another name, or let it open first."""
    found, now = view_for(request.user, view_id), timezone.now()
    start = {"name": found.name, "is_default": found.is_default}
    form = ViewForm(request.POST or None, teams=[], initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            doors.change_view(view=found, by=request.user, name=given["name"], now=now)
            if given["is_default"] != found.is_default:
                doors.open_first(view=found, by=request.user, on=given["is_default"], now=now)
            return _done(request, "Список изменён.")
        except InvalidInput as error:
            form.add_error("name", str(error))
    return _asked(request, form, title="Изменить список", query=found.query, view=found)


@workers_only
@require_POST
def query(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Let a saved list hold what the list in the address shows."""
    here = list_address(list_form(request.user, request.GET))
    found = view_for(request.user, view_id)
    doors.change_view(view=found, by=request.user, query=here, now=timezone.now())
    return _done(request, f"«{found.name}» теперь показывает то, что на экране.")


@workers_only
@require_POST
def place(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Put a saved list before the one above it."""
    found = view_for(request.user, view_id)
    doors.move_up(view=found, by=request.user, now=timezone.now())
    return go(request, reverse("desk:views"))


@workers_only
@require_POST
def removal(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Take a saved list away; the toast takes it back."""
    found = view_for(request.user, view_id)
    doors.remove_view(view=found, by=request.user, now=timezone.now())
    back = reverse("desk:view-restoration", args=[found.pk])
    words = f"Список «{found.name}» удалён."
    return _done(request, words, action={"label": "Вернуть", "url": back})


@workers_only
@require_POST
def restoration(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Take a removed list back."""
    found = view_for(request.user, view_id, removed=True)
    doors.restore_view(view=found, by=request.user, now=timezone.now())
    return _done(request, f"Список «{found.name}» вернулся.")


def _saved(request: HttpRequest, form: ViewForm, query: str) -> HttpResponse:
    now, given = timezone.now(), form.cleaned_data
    made = doors.save_view(
        by=request.user, name=given["name"], query=query, team=form.team_chosen(), now=now
    )
    if given["is_default"]:
        doors.open_first(view=made, by=request.user, on=True, now=now)
    return _done(request, f"Список «{made.name}» сохранён.")


def _teams_led(request: HttpRequest) -> list[Team]:
    book = directory()
    mine = [book.teams[key] for key in request.user.team_ids() if key in book.teams]
    return [team for team in mine if can_save_view(request.user, team)]


def _asked(
    request: HttpRequest,
    form: ViewForm,
    *,
    title: str,
    query: str,
    view: SavedView | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "query": query,
        "view": view,
        "may_change": view is not None and can_change_view(request.user, view),
        "mine": []
        if view
        else [one for one in views_seen_by(request.user) if can_change_view(request.user, one)],
    }
    part = "_view.html" if request.htmx else "view.html"
    status = 422 if form.is_bound else 200
    return render(request, f"tickets/desk/{part}", context, status=status)


def _done(request: HttpRequest, words: str, **extra: Any) -> HttpResponse:
    """Say it and let the chips be fetched again; without scripts lead to all lists."""
    if not request.htmx:
        messages.success(request, words)
        return go(request, reverse("desk:views"))
    answer = toast(HttpResponse(status=204), words, **extra)
    # The dialog empties itself at `moved`: what comes after would be told to nobody.
    trigger_client_event(answer, "views", {})
    return trigger_client_event(answer, "moved", {})
