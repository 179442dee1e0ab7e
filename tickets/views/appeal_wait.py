"""Where an appeal is in the queue, for its citizen: a small line fetched after the page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tickets.selectors.queueing import place_of
from tickets.selectors.visibility import ticket_for
from tickets.views.access import citizens_only


@citizens_only
@never_cache
@require_safe
def wait(request: HttpRequest, number: int) -> HttpResponse:
    """Show place and wait, or nothing when the appeal waits for nobody of the line."""
    found = ticket_for(request.user, number)
    context = {"place": place_of(found, now=timezone.now())}
    return render(request, "tickets/cabinet/_wait.html", context)
