"""Callbacks: when we would call, whose they are, what a card of one shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404

from accounts.models import Citizen, User
from routing.models import CallbackRequest, Line, WorkItem
from routing.policies import can_steer_work
from routing.selectors.lines import all_languages, all_lines, first_open, hours_in
from schedules.hours import next_closing
from schedules.words import moment_in_words

SUBJECT = "callback"
WINDOW = timedelta(hours=2)
# Less than this before closing nobody begins to promise.
SHORTEST = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Window:
    """When we promise to call."""

    begins: datetime
    ends: datetime

    def words(self, now: datetime) -> str:
        """Return «сегодня в 10:00 — до 12:00»."""
        return window_words(self.begins, self.ends, now=now)


def callback_lines() -> list[Line]:
    """Return the lines that call back."""
    return [line for line in all_lines().values() if line.takes_callbacks and line.team_id]


def window_of(line: Line, language: str, *, now: datetime) -> Window | None:
    """Return the nearest window in which line and language are open long enough, None without one."""
    known = all_languages().get(language)
    hours, moment = hours_in(line, known), first_open(hours_in(line, known), now=now)
    for _ in range(7):
        if moment is None:
            return None
        closings = [next_closing(each, moment) for each in hours]
        closes = min((each for each in closings if each), default=moment + WINDOW)
        if closes - moment >= SHORTEST:
            return Window(moment, min(moment + WINDOW, closes))
        moment = first_open(hours, now=closes)
    return None


def window_words(begins: datetime, ends: datetime, *, now: datetime) -> str:
    """Return when to expect the call: «сегодня, до 14:00», «завтра в 09:00, до 11:00»."""
    local_end = moment_in_words(ends, now).rpartition(" ")[2]
    if begins <= now:
        return f"сегодня, до {local_end}"
    return f"{moment_in_words(begins, now)}, не позже {local_end}"


def subject_of(callback_id: UUID) -> str:
    """Return how the queue names a callback."""
    return f"{SUBJECT}:{callback_id}"


def callback_id_of(subject: str) -> UUID | None:
    """Return which callback the queue speaks of, None when it is something else."""
    name, _, key = subject.partition(":")
    return UUID(key) if name == SUBJECT else None


def waiting_of_citizen(citizen: Citizen | None) -> CallbackRequest | None:
    """Return the call a citizen waits for."""
    if citizen is None:
        return None
    rows = CallbackRequest.objects.filter(citizen=citizen, state=CallbackRequest.State.WAITING)
    return rows.select_related("line").order_by("-asked_at").first()


def own_callback(citizen: Citizen | None, callback_id: UUID) -> CallbackRequest:
    """Return one of the citizen's own, else raise Http404."""
    rows = CallbackRequest.objects.filter(pk=callback_id, citizen__isnull=False)
    found = rows.filter(citizen=citizen).select_related("line", "citizen").first()
    if found is None:
        raise Http404("Звонок не найден")
    return found


def callback_for(by: User, callback_id: UUID) -> tuple[CallbackRequest, WorkItem]:
    """Return a callback with its latest item, for who has it or leads its team; else raise Http404."""
    rows = CallbackRequest.objects.select_related("line", "citizen")
    found = rows.filter(pk=callback_id).first()
    items = WorkItem.objects.filter(subject=subject_of(callback_id)).order_by("-entered_at", "-pk")
    item = items.first()
    if found is None or item is None or not _sees(by, item):
        raise Http404("Звонок не найден")
    return found, item


def left_in_queue(*, most: int) -> list[Any]:
    """Return callbacks that are over and whose item is not: an erasure or a crash left them."""
    alive = WorkItem.objects.filter(
        state__in=WorkItem.ALIVE, subject__startswith=f"{SUBJECT}:"
    ).values_list("subject", flat=True)
    keys = _keys(list(alive[:most]))
    waiting = CallbackRequest.objects.filter(pk__in=keys, state=CallbackRequest.State.WAITING)
    return sorted(set(keys) - set(waiting.values_list("pk", flat=True)))


def _keys(subjects: Iterable[str]) -> list[UUID]:
    return [key for key in map(callback_id_of, subjects) if key is not None]


def _sees(by: User, item: WorkItem) -> bool:
    return item.owner_id == by.pk or can_steer_work(by, item)
