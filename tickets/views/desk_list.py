"""The operator's lists: the first screen of the desk, its filters, the end of a shift."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlparse
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseLocation

from accounts.actions.lookups import look_up
from accounts.models import User
from accounts.selectors import active_user
from common.errors import DomainError
from common.htmx import go
from routing.selectors.waiting import queues
from tickets.actions.assignment import hand_over_shift
from tickets.desk_page import list_context, list_form
from tickets.forms.desk_shift import POOL, ShiftForm
from tickets.policies import can_hand_over_shift, can_register
from tickets.selectors.desk_list import marks_of
from tickets.selectors.desk_search import number_named
from tickets.selectors.shifts import open_work, shifts_of_colleagues
from tickets.views.access import workers_only

live_page = vary_on_headers("HX-Request", "HX-Target")


@workers_only
@never_cache
@live_page
@require_safe
def tickets(request: HttpRequest) -> HttpResponse:
    """Show a list; htmx fetches its column, the next rows, or the empty middle when one goes back."""
    if request.htmx.target == "work":
        is_worker = can_register(request.user, None)
        return render(request, "tickets/desk/_nothing_open.html", {"is_worker": is_worker})
    context = list_context(request.user, request.GET, now=timezone.now(), may_search=False)
    response = render(request, _part(request, context), context)
    is_chosen = request.htmx.target == "desk-list" and request.htmx.trigger != "desk-list"
    if is_chosen and "HX-History" not in request.headers:
        response["HX-Push-Url"] = _address(request, context["list_url"])
    return response


@workers_only
@never_cache
@require_safe
def marks(request: HttpRequest) -> HttpResponse:
    """Say how long a list is and where each of its pages begins: keysets, no words (docs/desk.md)."""
    query = replace(list_form(request.user, request.GET).query(), text="")
    found, is_longer = marks_of(request.user, query, now=timezone.now())
    return JsonResponse({"marks": found, "longer": is_longer})


@workers_only
@never_cache
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Find by number, phone, e-mail, name or words: by POST, so that no phone stands in an address."""
    if found := number_named(request.user, request.POST.get("q", "")):
        return _opened(request, found)
    now = timezone.now()
    look_up(text=request.POST.get("q", ""), by=request.user, now=now, similar=False)
    context = list_context(request.user, request.POST, now=now)
    return render(request, _part(request, context), context)


@workers_only
@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Say how much waits in the queues of one's teams, and how long the oldest does."""
    teams = sorted(request.user.team_ids())
    rows = queues(teams)
    context = {
        "waiting": sum(row.waiting for row in rows),
        "oldest": min((row.oldest_at for row in rows if row.oldest_at), default=None),
        "topics": " ".join(f"team:{team}" for team in teams),
    }
    return render(request, "tickets/desk/_queue.html", context)


@workers_only
@never_cache
@require_http_methods(["GET", "POST"])
def shift(request: HttpRequest) -> HttpResponse:
    """Give one's open appeals away at the end of a shift; a leader also those of a colleague."""
    user = request.user
    colleague = _whose_shift(user, request.GET.get("who", ""))
    form = ShiftForm(request.POST if request.method == "POST" else None, colleague=colleague)
    if form.is_bound and form.is_valid():
        try:
            messages.success(request, _hand_over(user, colleague, form.cleaned_data["to"] or ""))
            own = colleague.pk == user.pk
            return go(request, reverse("desk:tickets" if own else "desk:shift"))
        except DomainError as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "colleague": colleague,
        "is_own": colleague.pk == user.pk,
        "mine": open_work([colleague.pk]).get(colleague.pk, 0),
        "shifts": shifts_of_colleagues(user),
    }
    status = 422 if form.errors else 200
    return render(request, "tickets/desk/shift.html", context, status=status)


def _opened(request: HttpRequest, number: int) -> HttpResponse:
    """Lead to an appeal; a page of the desk puts it beside the list it has."""
    address = reverse("desk:ticket", args=[number])
    if not request.htmx:
        return go(request, address)
    return HttpResponseLocation(address, target="#work", swap="outerHTML show:none")


def _whose_shift(user: User, who: str) -> User:
    """Return oneself, or the colleague whose shift this person may hand over; Http404 else."""
    if not who:
        return user
    try:
        colleague = active_user(str(UUID(who)))
    except ValueError:
        colleague = None
    if colleague is None or not can_hand_over_shift(user, colleague):
        raise Http404("Такого сотрудника в ваших командах нет")
    return colleague


def _hand_over(user: User, colleague: User, to: str) -> str:
    heir = active_user(to) if to and to != POOL else None
    done = hand_over_shift(
        colleague=colleague, by=user, to=heir, to_pool=to == POOL, now=timezone.now()
    )
    if not done.passed and not done.pooled:
        return "Открытых обращений не было."
    return f"Смена сдана. Коллеге: {done.passed}, в общую очередь: {done.pooled}."


def _part(request: HttpRequest, context: dict[str, Any]) -> str:
    """Return the template: the screen, the column of the list, or only more rows."""
    if not request.htmx:
        return "tickets/desk/screen.html"
    is_part = context["query"].after or context["query"].until
    return "tickets/desk/_rows.html" if is_part else "tickets/desk/_list.html"


def _address(request: HttpRequest, list_url: str) -> str:
    """Return what the address line becomes: the open appeal stays open, the list's filters change."""
    here = urlparse(request.htmx.current_url_abs_path or "").path
    home = reverse("desk:tickets")
    if here.startswith(home) and here[len(home) :].strip("/").isdigit():
        return f"{here}?{urlparse(list_url).query}"
    return list_url
