"""Worked time on the desk: beats of the page's timer, entries by hand."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.errors import InvalidInput
from tickets.actions.time_spent import add_time, correct_time, count_time
from tickets.models import Ticket, TimeEntry
from tickets.selectors.time_spent import entry_of, minutes_words
from tickets.selectors.visibility import ticket_for
from tickets.views.access import workers_only
from tickets.views.desk_side import deed


@workers_only
@require_POST
def beat(request: HttpRequest, number: int) -> HttpResponse:
    """Count what the page says was worked since its last beat; a broken beat counts nothing."""
    found = ticket_for(request.user, number)
    seconds = request.POST.get("seconds", "")
    try:
        visit = UUID(request.POST.get("visit", ""))
    except ValueError:
        return HttpResponse(status=422)
    if not seconds.isdecimal() or len(seconds) > 6:
        return HttpResponse(status=422)
    count_time(ticket=found, by=request.user, visit=visit, seconds=int(seconds), now=timezone.now())
    return HttpResponse(status=204)


@workers_only
@require_POST
def entries(request: HttpRequest, number: int) -> HttpResponse:
    """Correct the stretch named in `entry`, or enter one no timer saw."""
    found, now = ticket_for(request.user, number), timezone.now()

    def act() -> str:
        spent, why = _minutes(request.POST.get("minutes", "")), request.POST.get("why", "")
        if key := request.POST.get("entry", ""):
            correct_time(entry=_entry(found, key), spent=spent, why=why, by=request.user, now=now)
        else:
            add_time(ticket=found, spent=spent, why=why, by=request.user, now=now)
        return f"Записано: {minutes_words(spent)}."

    return deed(request, found, "time", act)


def _minutes(typed: str) -> timedelta:
    if not typed.strip().isdecimal() or len(typed) > 5:
        raise InvalidInput("Укажите время в минутах, например 15.", field="minutes")
    return timedelta(minutes=int(typed))


def _entry(found: Ticket, key: str) -> TimeEntry:
    try:
        entry = entry_of(found, UUID(key))
    except ValueError:
        entry = None
    if entry is None:
        raise InvalidInput("Этой записи больше нет. Обновите страницу.", field="entry")
    return entry
