"""What is put aside, and until when it may be without breaking a promise."""

from datetime import datetime

from tickets.models import Clock, Ticket
from tickets.snoozing import Moment, moments


def running_clocks(ticket: Ticket) -> list[Clock]:
    """Return the clocks that count now, the nearest deadline first; one query unless prefetched."""
    rows = [row for row in ticket.clocks.all() if row.stopped_at is None and row.paused_at is None]
    return sorted(rows, key=lambda row: row.due_at)


def nearest_deadline(ticket: Ticket) -> datetime | None:
    """Return the deadline that comes first, or has passed already; None when no clock runs."""
    rows = running_clocks(ticket)
    return rows[0].due_at if rows else None


def snooze_choices(ticket: Ticket, *, now: datetime) -> list[Moment]:
    """Return the moments an appeal may be put aside until, those past its deadline marked."""
    return moments(now, deadline=nearest_deadline(ticket))
