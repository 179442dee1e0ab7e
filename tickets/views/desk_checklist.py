"""The checklist on the desk: ticking, a line of one's own, taking it back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.errors import InvalidInput
from tickets.actions.checklists import (
    add_line_of_own,
    remove_line_of_own,
    tick_line,
    tick_own_line,
)
from tickets.models import ChecklistItem, Ticket
from tickets.selectors.checklists import item_of, line_by_id
from tickets.selectors.visibility import ticket_for
from tickets.views.access import workers_only
from tickets.views.desk_side import deed


@workers_only
@require_POST
def checklist(request: HttpRequest, number: int) -> HttpResponse:
    """Tick or untick `tick`, take `off` back, or add the line that is typed."""
    found, now = ticket_for(request.user, number), timezone.now()

    def act() -> str:
        if off := request.POST.get("off", ""):
            remove_line_of_own(item=_own(found, off), by=request.user, now=now)
        elif key := request.POST.get("tick", ""):
            _tick(request, found, key)
        else:
            text = request.POST.get("text", "")
            add_line_of_own(ticket=found, text=text, by=request.user, now=now)
        return ""

    return deed(request, found, "checklist", act)


def _tick(request: HttpRequest, found: Ticket, key: str) -> None:
    kind, _, name = key.partition(":")
    by, now, is_done = request.user, timezone.now(), request.POST.get("done") != "no"
    if kind == "own":
        tick_own_line(item=_own(found, name), is_done=is_done, by=by, now=now)
        return
    line = line_by_id(int(name), found.topic_id) if name.isdecimal() else None
    if line is None:
        raise InvalidInput("Этой строки больше нет. Обновите страницу.", field="line")
    tick_line(ticket=found, line=line, is_done=is_done, by=by, now=now)


def _own(found: Ticket, key: str) -> ChecklistItem:
    try:
        item = item_of(found, UUID(key))
    except ValueError:
        item = None
    if item is None:
        raise InvalidInput("Этой строки больше нет. Обновите страницу.", field="line")
    return item
