"""Following an appeal, and whom a note may name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tickets.actions.watching import unwatch, watch
from tickets.selectors.visibility import ticket_for
from tickets.selectors.watching import mentionable
from tickets.views.access import workers_only
from tickets.views.desk_side import deed


@workers_only
@require_POST
def watching(request: HttpRequest, number: int) -> HttpResponse:
    """Begin or stop following: `on` says which."""
    found, now = ticket_for(request.user, number), timezone.now()

    def act() -> str:
        if request.POST.get("on") == "no":
            unwatch(ticket=found, by=request.user, now=now)
            return "Вы больше не наблюдаете за обращением."
        watch(ticket=found, by=request.user, now=now)
        return "Вы наблюдаете: об ответах, переменах и заметках скажет колокольчик."

    return deed(request, found, "", act)


@workers_only
@never_cache
@require_safe
def colleagues(request: HttpRequest, number: int) -> HttpResponse:
    """List whom a note may name, by what is typed after «@»: those who see the appeal."""
    found = ticket_for(request.user, number)
    rows = mentionable(found, request.GET.get("q", "")[:60], but=request.user)
    return render(request, "tickets/desk/_side_colleagues.html", {"colleagues": rows})
