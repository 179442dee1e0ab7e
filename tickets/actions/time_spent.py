"""Counting work at an appeal: a timer's beats, and corrections by hand with a reason."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import User
from common import policies
from common.errors import InvalidInput
from journal.facts import record
from tickets.actions._text import checked_text
from tickets.actions._timeline import locked
from tickets.events import TimeCorrected
from tickets.models import Ticket, TimeEntry
from tickets.policies import can_correct_time, can_track_time

# A beat comes every minute; one that was late counts no more than this.
LONGEST_BEAT = timedelta(minutes=2)
LONGEST_ENTRY = timedelta(hours=12)
WHY_AT_MOST = 300


@transaction.atomic
def count_time(*, ticket: Ticket, by: User, visit: UUID, seconds: int, now: datetime) -> TimeEntry:
    """Add what a page counted since its last beat. Records no fact: beats come every minute.

    Never more than the wall's clock has gone on since, so that a repeated beat adds nothing.
    """
    policies.require(can_track_time, by, ticket)
    counted = min(timedelta(seconds=max(seconds, 0)), LONGEST_BEAT)
    started = now - counted
    entry, is_new = TimeEntry.objects.select_for_update().get_or_create(
        ticket=ticket,
        user=by,
        visit=visit,
        defaults={"started_at": started, "spent": counted, "counted_until": now},
    )
    if not is_new and entry.corrected_at is None:
        gone_by = max(now - entry.counted_until, timedelta(0))
        entry.spent = min(entry.spent + min(counted, gone_by), LONGEST_ENTRY)
        entry.counted_until = max(now, entry.counted_until)
        entry.save(update_fields=["spent", "counted_until"])
    return entry


@transaction.atomic
def add_time(*, ticket: Ticket, spent: timedelta, why: str, by: User, now: datetime) -> TimeEntry:
    """Enter work no timer saw: a call from another desk, a visit to a colleague."""
    ticket = locked(ticket)
    policies.require(can_track_time, by, ticket)
    entry = TimeEntry(
        ticket=ticket, user=by, started_at=now - _checked(spent), counted_until=now,
        spent=spent, why=_reason(why), corrected_at=now,
    )  # fmt: skip
    entry.save(force_insert=True)
    record(TimeCorrected(ticket_id=ticket.pk, entry_id=entry.pk, user_id=by.pk), by=by, at=now)
    return entry


@transaction.atomic
def correct_time(
    *, entry: TimeEntry, spent: timedelta, why: str, by: User, now: datetime
) -> TimeEntry:
    """Say how long it really was: one's own, or a colleague's by a leader. Its timer counts no more."""
    locked(entry.ticket)
    row = TimeEntry.objects.select_for_update().get(pk=entry.pk)
    row.ticket = entry.ticket
    policies.require(can_correct_time, by, row)
    row.spent, row.why, row.corrected_at = _checked(spent), _reason(why), now
    row.save(update_fields=["spent", "why", "corrected_at"])
    fact = TimeCorrected(ticket_id=row.ticket_id, entry_id=row.pk, user_id=row.user_id)
    record(fact, by=by, at=now)
    return row


def _checked(spent: timedelta) -> timedelta:
    if not timedelta(0) <= spent <= LONGEST_ENTRY:
        raise InvalidInput("Укажите время от нуля до двенадцати часов.", field="minutes")
    return spent


def _reason(why: str) -> str:
    empty = "Напишите, почему время правится: это увидит супервизор."
    return checked_text(why, field="why", empty=empty, limit=WHY_AT_MOST)
