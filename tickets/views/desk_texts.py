"""The hidden parts of a text, shown once to who gives a reason."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from common.errors import DomainError
from tickets.actions.reveal import reveal_text
from tickets.desk_page import work_context
from tickets.forms.desk import RevealForm
from tickets.models import Ticket
from tickets.selectors.desk_ticket import Line, lines_of, with_shown
from tickets.selectors.visibility import ticket_for
from tickets.views.access import workers_only


@workers_only
@never_cache
@require_POST
def text(request: HttpRequest, number: int, seq: int) -> HttpResponse:
    """Show one text whole, for this answer only: the next look at the appeal hides it again."""
    found = ticket_for(request.user, number)
    line = _line(request, found, (_origin(request), seq))
    form = RevealForm(request.POST)
    form.is_valid()
    try:
        shown = reveal_text(
            item=line.entry.item,
            by=request.user,
            reason=form.cleaned_data.get("why", ""),
            now=timezone.now(),
        )
    except DomainError as error:
        if error.http_status == 403:
            raise
        refusal = {"refusal": str(error), "refused_seq": line.entry.place}
        return _answer(request, found, line, refusal)
    return _answer(request, found, with_shown(line, shown), {})


def _origin(request: HttpRequest) -> int:
    """Return the number the line was written under when that was joined to this appeal, else 0."""
    of = request.GET.get("of", "")
    return int(of) if of.isdecimal() and len(of) <= 9 else 0


def _line(request: HttpRequest, found: Ticket, place: tuple[int, int]) -> Line:
    for line in lines_of(request.user, found):
        if line.entry.place == place and line.entry.item.body:
            return line
    raise Http404("Запись не найдена")


def _answer(
    request: HttpRequest, found: Ticket, line: Line, refusal: dict[str, Any]
) -> HttpResponse:
    status = 422 if refusal else 200
    context = {"ticket": found, "line": line, "entry": line.entry, "is_revealed": not refusal}
    if request.htmx:
        return render(request, "tickets/desk/_line.html", context | refusal, status=status)
    page = work_context(request.user, found) | {"place": "", "revealed_seq": line.entry.place}
    page["lines"] = [
        line if other.entry.place == line.entry.place else other for other in page["lines"]
    ]
    return render(request, "tickets/desk/screen.html", page | refusal, status=status)
