"""Appeals in the one queue: their place for the citizen, and where the two disagree after a lost reaction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from accounts.models import Team
from routing.models import WorkItem
from routing.selectors.lines import all_languages, language_now
from routing.selectors.waiting import Waiting, waiting_for
from schedules.hours import next_opening
from schedules.selectors import hours_by_id
from schedules.words import moment_in_words
from tickets.models import Ticket
from tickets.states import Status

SUBJECT = "ticket"
WAITS = frozenset({Status.REGISTERED, Status.QUEUED})
_WAITING = Q(status__in=sorted(WAITS), assignee=None)
_WORKED = Q(status=Status.IN_PROGRESS, assignee__isnull=False)


@dataclass(frozen=True, slots=True)
class Place:
    """What a citizen is told of an appeal that waits: `unspoken` when nobody on shift speaks the language."""

    words: str
    unspoken: str = ""


def place_of(ticket: Ticket, *, now: datetime) -> Place | None:
    """Return the appeal's place in words, None when it waits for nobody of a line."""
    if ticket.status not in WAITS:
        return None
    known = waiting_for(f"{SUBJECT}:{ticket.pk}", now=now)
    if known is None:
        return None
    language = ticket.citizen.language if ticket.citizen else "ru"
    unspoken = "" if known.is_spoken else _unspoken(language, now=now)
    return Place(_place_words(ticket, known, now=now), unspoken)


def _place_words(ticket: Ticket, known: Waiting, *, now: datetime) -> str:
    first = f"В очереди {known.place}-е."
    if known.interval is not None and not known.interval.is_open:
        return f"{first} Специалист возьмёт обращение {known.interval.after}."
    if known.operators or ticket.team.schedule_id is None:
        return first
    opens = next_opening(hours_by_id(ticket.team.schedule_id), now)
    return (
        f"{first} Специалисты вернутся к работе {moment_in_words(opens, now)}." if opens else first
    )


def _unspoken(code: str, *, now: datetime) -> str:
    language = all_languages().get(code)
    return language_now(language, None, spoken={}, now=now).words if language else ""


def left_out(*, since: datetime, most: int) -> list[UUID]:
    """Return appeals of lines that wait or are worked on since then and are not in the queue so.

    A younger state may have its reaction on the way.
    """
    items = WorkItem.objects.filter(subject=OuterRef("named"))
    waits = items.filter(state__in=[WorkItem.State.WAITING, WorkItem.State.OFFERED])
    taken = items.filter(state=WorkItem.State.TAKEN, owner=OuterRef("assignee"))
    named = Concat(Value(f"{SUBJECT}:"), Cast("pk", CharField()), output_field=CharField())
    rows = Ticket.objects.filter(team__kind=Team.LINE, status_changed_at__lte=since)
    rows = rows.annotate(named=named)
    wrong = rows.filter((_WAITING & ~Exists(waits)) | (_WORKED & ~Exists(taken)))
    return list(wrong.order_by("pk").values_list("pk", flat=True)[:most])


def left_over(*, most: int) -> list[UUID]:
    """Return appeals that are in the queue and need nobody there now."""
    alive = WorkItem.objects.filter(
        state__in=WorkItem.ALIVE, subject__startswith=f"{SUBJECT}:", subject=OuterRef("named")
    )
    named = Concat(Value(f"{SUBJECT}:"), Cast("pk", CharField()), output_field=CharField())
    rows = Ticket.objects.annotate(named=named, is_there=Exists(alive)).filter(is_there=True)
    wrong = rows.exclude(Q(team__kind=Team.LINE) & (_WAITING | _WORKED))
    return list(wrong.order_by(F("pk")).values_list("pk", flat=True)[:most])
