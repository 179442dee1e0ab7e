"""What an appeal belongs together with: joined numbers, links by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from common.errors import DomainError
from common.htmx import go, toast
from tickets.actions.links import link_tickets, unlink_tickets
from tickets.forms.desk_pairs import LinkForm
from tickets.models import Ticket
from tickets.policies import can_link
from tickets.selectors.links import link_for, links_of, waiting_children
from tickets.selectors.merging import joined_to
from tickets.selectors.visibility import ticket_for
from tickets.views.access import workers_only
from tickets.views.desk_list import live_page


@workers_only
@never_cache
@live_page
@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, number: int) -> HttpResponse:
    """Show what belongs together with an appeal, or add a link by number."""
    found = ticket_for(request.user, number)
    form = LinkForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            link_tickets(by=request.user, now=timezone.now(), **form.ends(found))
        except DomainError as error:
            if error.http_status == 403:
                raise
            form.add_error("number", str(error))
        else:
            return _done(request, found, "Обращения связаны.")
    return _shown(request, found, form, status=422 if form.errors else 200)


@workers_only
@require_POST
def removal(request: HttpRequest, number: int, pair_id: int) -> HttpResponse:
    """Take a link away; one of which an end is hidden does not exist (Z-04)."""
    found = ticket_for(request.user, number)
    link = link_for(request.user, found, pair_id)
    try:
        unlink_tickets(link=link, by=request.user, now=timezone.now())
    except DomainError as error:
        if error.http_status == 403:
            raise
        form = LinkForm(by=request.user)
        return _shown(request, found, form, status=422, refusal=str(error))
    return _done(request, found, "Связь убрана.")


def links_context(user: User, found: Ticket, form: LinkForm | None = None) -> dict[str, Any]:
    """Return the block of links: at most four statements, whatever their number."""
    rows = links_of(user, found)
    return {
        "ticket": found,
        "links": rows,
        "joined": joined_to(found, now=timezone.now()),
        "waiting": waiting_children(rows, found),
        "may_link": can_link(user, found),
        "link_form": form or LinkForm(by=user),
    }


def _done(request: HttpRequest, found: Ticket, words: str) -> HttpResponse:
    if not request.htmx:
        messages.success(request, words)
        return go(request, reverse("desk:ticket", args=[found.number]))
    return toast(_shown(request, found, LinkForm(by=request.user)), words)


def _shown(
    request: HttpRequest, found: Ticket, form: LinkForm, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    context = links_context(request.user, found, form) | {"refusal": refusal}
    part = "_links.html" if request.htmx else "links.html"
    return render(request, f"tickets/desk/{part}", context, status=status)
