"""Putting an appeal aside from the desk, in words or until a moment of one's own."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from common.errors import InvalidInput
from schedules.hours import MOSCOW
from tickets.actions.snooze import snooze_ticket, wake_ticket
from tickets.selectors.visibility import ticket_for
from tickets.snoozing import moment_named, moment_words
from tickets.views.access import workers_only
from tickets.views.desk_side import deed

UNTIL_CITIZEN = "citizen"


@workers_only
@require_POST
def snooze(request: HttpRequest, number: int) -> HttpResponse:
    """Put aside until a moment named in words, typed, or until the citizen writes."""
    found, now = ticket_for(request.user, number), timezone.now()

    def act() -> str:
        until = _until(request, now)
        accepted = request.POST.get("accepted") == "yes"
        row = snooze_ticket(ticket=found, until=until, by=request.user, now=now, accepted=accepted)
        till = row.snoozed_until.isoformat() if row.snoozed_until else ""
        return f"Отложено {moment_words(till)}. Сроки идут как шли."

    return deed(request, found, "snooze", act)


@workers_only
@require_POST
def waking(request: HttpRequest, number: int) -> HttpResponse:
    """Take it back to the list now."""
    found, now = ticket_for(request.user, number), timezone.now()

    def act() -> str:
        wake_ticket(ticket=found, by=request.user, now=now)
        return "Обращение снова в списке."

    return deed(request, found, "", act)


def _until(request: HttpRequest, now: datetime) -> datetime | None:
    choice = request.POST.get("choice", "")
    if choice == UNTIL_CITIZEN:
        return None
    if choice:
        if (named := moment_named(choice, now)) is None:
            raise InvalidInput("Этот момент уже прошёл. Выберите другой.", field="until")
        return named
    try:
        typed = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        typed = None
    if typed is None:
        raise InvalidInput("Укажите день и время: например, завтра, 09:30.", field="until")
    return typed.replace(tzinfo=MOSCOW) if typed.tzinfo is None else typed
