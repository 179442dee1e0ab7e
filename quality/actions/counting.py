"""Counting contacts that articles answer, and finding questions nobody wrote about.

Asked for by hand, and once a night. A claim is a lease renewed with every step; a run that a worker
left is gone on with. Texts are opened a hundred at a time and forgotten.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from celery import current_app
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common import policies
from common.actors import SYSTEM
from journal.facts import record
from quality.actions._answered import answered_dialogs, answered_tickets, public_articles
from quality.actions._ideas import Found, keep_ideas, look_for_ideas
from quality.events import CountingAsked, CountingEnded
from quality.models import AnsweredContact, Counting
from quality.policies import can_use_ideas
from quality.selectors.counting import counted_until, dialogs_to_look_at, tickets_to_look_at

TASK = "quality.tasks.go_on_counting"
LEASE = timedelta(minutes=5)
STEP = 100
FIRST_SPAN = timedelta(days=90)
NIGHT_HOUR = 3
MOSCOW = ZoneInfo("Europe/Moscow")


@transaction.atomic
def ask_counting(*, by: User, now: datetime) -> Counting:
    """Have contacts counted; one run at a time, asked for again it is the same."""
    policies.require(can_use_ideas, by, message="Считать просят те, кто пишет статьи.")
    under_way = Counting.objects.select_for_update().filter(ended_at=None).first()
    if under_way is not None:
        return under_way
    counting = Counting.objects.create(asked_by=by, asked_at=now)
    record(CountingAsked(counting.pk), by=by, at=now)
    transaction.on_commit(_ask_worker, robust=True)
    return counting


def go_on_counting(*, now: datetime) -> bool:
    """Begin the night's run when it is due, make or end the one that waits; False: nothing to do."""
    counting = _claim(now)
    if counting is None:
        return False
    since = counted_until() or now - FIRST_SPAN
    tickets = tickets_to_look_at(since, counting.asked_at)
    dialogs = dialogs_to_look_at(since, counting.asked_at)
    step = _stepper(counting, len(tickets) + len(dialogs))
    public = public_articles()
    for chunk in _chunks(tickets):
        _keep(answered_tickets(chunk, public))
        step(len(chunk))
    for chunk in _chunks(dialogs):
        _keep(answered_dialogs(chunk, public))
        step(len(chunk))
    _end(counting, look_for_ideas(now=counting.asked_at, step=step), now=timezone.now())
    return True


def _ask_worker() -> None:
    """Wake a worker. A lost message does no harm: the sweep finds the row."""
    current_app.send_task(TASK, queue="bulk", retry=False)


@transaction.atomic
def _claim(now: datetime) -> Counting | None:
    counting = Counting.objects.select_for_update(skip_locked=True).filter(ended_at=None).first()
    if counting is None and _is_due(now):
        counting, _ = Counting.objects.get_or_create(ended_at=None, defaults={"asked_at": now})
    if counting is None or (counting.lease_until and counting.lease_until > now):
        return None
    counting.lease_until, counting.done, counting.total = now + LEASE, 0, 0
    counting.save(update_fields=["lease_until", "done", "total"])
    return counting


def _is_due(now: datetime) -> bool:
    """Once after three at night, and at once where nothing was ever counted."""
    last = Counting.objects.order_by("-asked_at").values_list("asked_at", flat=True).first()
    if last is None:
        return True
    night = now.astimezone(MOSCOW).replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return last < night <= now


def _stepper(counting: Counting, total: int) -> Callable[..., None]:
    """Return what is called with every step: it says how far the run is and renews the lease."""
    counting.total = total

    def step(done: int, more: int = 0) -> None:
        counting.done += done
        counting.total += more
        mine = Counting.objects.filter(pk=counting.pk, ended_at=None)
        mine.update(done=counting.done, total=counting.total, lease_until=timezone.now() + LEASE)

    step(0)
    return step


@transaction.atomic
def _keep(found: Sequence[AnsweredContact]) -> None:
    """Keep what was found once: a run made again finds the same contacts."""
    AnsweredContact.objects.bulk_create(found, ignore_conflicts=True)


@transaction.atomic
def _end(counting: Counting, found: Sequence[Found], *, now: datetime) -> None:
    ideas = keep_ideas(found, now=now)
    Counting.objects.filter(pk=counting.pk, ended_at=None).update(ended_at=now)
    answered = AnsweredContact.objects.filter(at__lt=counting.asked_at).count()
    record(CountingEnded(counting.pk, answered, ideas), by=SYSTEM, at=now)


def _chunks(keys: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [keys[at : at + STEP] for at in range(0, len(keys), STEP)]
