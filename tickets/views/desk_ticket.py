"""One appeal on the desk: the middle and right columns and what they fetch."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import push_url

from accounts.models import User
from accounts.policies import active_limits, can_find_citizens
from common.htmx import go, toast
from tickets.actions.drafts import drop_draft, save_draft
from tickets.actions.looking import note_card_opened
from tickets.desk_page import head_context, note_draft, reply_draft, work_context
from tickets.models import Ticket
from tickets.presence import others_here
from tickets.selectors.desk_ticket import last_rating, lines_of, templates_for
from tickets.selectors.merging import answering
from tickets.selectors.visibility import ticket_for
from tickets.views.access import workers_only
from tickets.views.desk_list import live_page


@workers_only
@never_cache
@live_page
@require_safe
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """Show an appeal: the whole screen, its column (`work`), or what a poke fetches (`ticket-live`)."""
    place = {"place": request.GET.urlencode()}
    if request.htmx.target == "ticket-live":
        # Never another appeal under the hands of who is writing, even when this one was joined to it.
        found = ticket_for(request.user, number)
        fresh = {"ticket": found, "lines": lines_of(request.user, found), "is_live": True}
        fresh |= head_context(request.user, found)
        return render(request, "tickets/desk/_live.html", fresh | place)
    found = answering(request.user, number)
    note_card_opened(ticket=found, by=request.user, now=timezone.now())
    context = work_context(request.user, found) | place
    part = "_work.html" if request.htmx.target == "work" else "screen.html"
    if found.number == number:
        return render(request, f"tickets/desk/{part}", context)
    return _led_on(request, found, part, context, number)


def _led_on(
    request: HttpRequest, found: Ticket, part: str, context: dict[str, Any], number: int
) -> HttpResponse:
    """Lead from a joined number to the appeal that answers to it; the column changes in place."""
    place = request.GET.urlencode()
    address = reverse("desk:ticket", args=[found.number]) + (f"?{place}" if place else "")
    words = f"№ {number} объединено с № {found.number}."
    if part == "screen.html":
        messages.info(request, words)
        return go(request, address)
    response = render(request, f"tickets/desk/{part}", context)
    return toast(push_url(response, address), words, tone="info")


@workers_only
@never_cache
@live_page
@require_safe
def who(request: HttpRequest, number: int) -> HttpResponse:
    """Show who writes: contacts, limits, the last mark; the rest is `desk_person`."""
    found = ticket_for(request.user, number)
    now = timezone.now()
    context = {"ticket": found, "citizen": found.citizen, "place": request.GET.urlencode()}
    context["rating"] = last_rating(found)
    if found.citizen:
        context["may_see_card"] = can_find_citizens(request.user)
        context["limit"] = active_limits(found.citizen, now=now).first()
    part = "_who.html" if request.htmx else "who.html"
    return render(request, f"tickets/desk/{part}", context)


@workers_only
@never_cache
@require_safe
def presence(request: HttpRequest, number: int) -> HttpResponse:
    """Show which colleagues have this appeal open and who is typing."""
    found = ticket_for(request.user, number)
    here = others_here(found.pk, request.user, at=timezone.now().timestamp())
    return render(request, "tickets/desk/_presence.html", {"here": here})


@workers_only
@never_cache
@require_safe
def templates(request: HttpRequest, number: int) -> HttpResponse:
    """List prepared answers with the names filled in, by the words typed after `//`."""
    found = ticket_for(request.user, number)
    rows = templates_for(found, request.GET.get("q", "")[:100])
    part = "_templates.html" if "X-Templates" in request.headers else "templates.html"
    return render(request, f"tickets/desk/{part}", {"templates": rows, "ticket": found})


@workers_only
@require_POST
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what is typed and not sent (called by the page after each pause); emptied, it is forgotten."""
    found = ticket_for(request.user, number)
    is_note = "note-body" in request.POST
    place = note_draft(found) if is_note else reply_draft(found)
    body = request.POST.get("note-body" if is_note else "body", "")
    _keep(request.user, place, body, found, now=timezone.now())
    return HttpResponse(status=204)


def _keep(user: User, place: str, body: str, found: Ticket, *, now: datetime) -> None:
    if body.strip():
        save_draft(by=user, place=place, fields={"body": body}, now=now)
    else:
        drop_draft(by=user, place=place)
