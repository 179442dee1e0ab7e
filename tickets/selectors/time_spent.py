"""How long colleagues worked: at one appeal, and in all for their supervisors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, Sum

from accounts.models import User
from tickets.models import Ticket, TimeEntry

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Spent:
    """Work at one appeal: everybody's stretches, the latest first, and their sums."""

    entries: list[TimeEntry]

    @property
    def total(self) -> timedelta:
        return sum((entry.spent for entry in self.entries), NOTHING)

    def of(self, user: User) -> timedelta:
        return sum((row.spent for row in self.entries if row.user_id == user.pk), NOTHING)


@dataclass(frozen=True, slots=True)
class Total:
    """Work of one person in a period: seconds by the clock of the wall, and at how many appeals."""

    user_id: UUID
    spent: timedelta
    tickets: int


def spent_on(ticket: Ticket) -> Spent:
    """Return the work at an appeal and at what was joined to it; one query."""
    rows = TimeEntry.objects.filter(Q(ticket=ticket) | Q(ticket__merged_into=ticket))
    rows = rows.select_related("user")
    return Spent(list(rows.order_by("-started_at", "-pk")))


def entry_of(ticket: Ticket, key: UUID) -> TimeEntry | None:
    rows = TimeEntry.objects.filter(ticket=ticket, pk=key)
    return rows.select_related("user", "ticket").first()


def totals_of(people: Iterable[UUID], *, since: datetime, until: datetime) -> list[Total]:
    """Return who of these people worked how long in stretches begun in [since, until); one query."""
    rows = TimeEntry.objects.filter(
        user__in=list(people), started_at__gte=since, started_at__lt=until
    )
    sums = rows.values("user").annotate(spent=Sum("spent"), at=Count("ticket", distinct=True))
    return [Total(row["user"], row["spent"], row["at"]) for row in sums.order_by("-spent", "user")]


def minutes_words(spent: timedelta) -> str:
    """Return «1 ч 05 мин», «12 мин»."""
    minutes = int(spent.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} мин"
    return f"{minutes // 60} ч {minutes % 60:02} мин"
