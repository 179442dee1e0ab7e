"""People who come again about the same: «4-е обращение за неделю по теме «Вход»» (R-053)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.selectors import profile_ids
from tickets.models import Ticket

WEEK = 7


@dataclass(frozen=True, slots=True)
class Repeat:
    """Which appeal about one topic this is within REPEAT_DAYS, counted by its registration."""

    place: int
    topic: str

    @property
    def words(self) -> str:
        return f"{self.place}-е обращение {period()} по теме «{self.topic}»"


def repeat_of(ticket: Ticket) -> Repeat | None:
    """Return the mark of an appeal whose person came about the same before, over joined profiles."""
    if ticket.citizen is None:
        return None
    same = _same(ticket.registered_at).filter(
        citizen__in=profile_ids(ticket.citizen), topic=ticket.topic_id
    )
    place = same.count()
    return Repeat(place, ticket.topic.title) if place > 1 else None


def place_of_row() -> Any:
    """Return the expression a list selects with its rows: no statement more, an index look-up a row.

    One profile only: what was joined to it is counted on the appeal's page.
    """
    moment = OuterRef("registered_at")
    same = _same(moment).filter(citizen=OuterRef("citizen"), topic=OuterRef("topic"))
    counted = same.order_by().values("citizen").annotate(place=Count("pk")).values("place")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def period() -> str:
    """Return «за неделю», or «за N дн.» for another setting."""
    return "за неделю" if settings.REPEAT_DAYS == WEEK else f"за {settings.REPEAT_DAYS} дн."


def _same(moment: Any) -> Any:
    since = moment - timedelta(days=settings.REPEAT_DAYS)
    return Ticket.objects.filter(registered_at__lte=moment, registered_at__gt=since)
