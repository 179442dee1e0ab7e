"""The block beside an appeal's head, and how every deed in it answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.errors import DomainError
from common.htmx import go, toast
from tickets.desk_page import head_context
from tickets.desk_side import side_context
from tickets.models import Ticket
from tickets.selectors.visibility import ticket_for
from tickets.views.access import workers_only
from tickets.views.desk_list import live_page


@workers_only
@never_cache
@live_page
@require_safe
def side(request: HttpRequest, number: int) -> HttpResponse:
    """Show what colleagues hang on an appeal; without a script it is a page of its own."""
    return shown(request, ticket_for(request.user, number))


def deed(request: HttpRequest, ticket: Ticket, part: str, act: Callable[[], str]) -> HttpResponse:
    """Do what was asked and show the block anew with `part` open; `act` returns what to say.

    A refusal is shown in the same place; the head is drawn again, for it shows label and pause.
    """
    try:
        words = act()
    except DomainError as error:
        if error.http_status == 403:
            raise
        refusal = {"refusal": str(error), "refused": part, "refused_code": error.code}
        fresh = ticket_for(request.user, ticket.number)
        return shown(request, fresh, part, status=422, **refusal, given=request.POST)
    if not request.htmx:
        messages.success(request, words)
        return go(request, reverse("desk:ticket", args=[ticket.number]))
    fresh = ticket_for(request.user, ticket.number)
    response = shown(request, fresh, part, is_changed=True, **head_context(request.user, fresh))
    return toast(response, words) if words else response


def shown(
    request: HttpRequest, ticket: Ticket, part: str = "", *, status: int = 200, **more: Any
) -> HttpResponse:
    """Draw the block with `part` open: alone for htmx, else as a page."""
    context = side_context(request.user, ticket, now=timezone.now()) | {"opened": part} | more
    name = "_side.html" if request.htmx else "side.html"
    return render(request, f"tickets/desk/{name}", context, status=status)
