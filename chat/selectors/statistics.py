"""Figures of the chat by day and line: waiting, the first answer, length, hand-overs, who left, marks (R-019, R-022)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncDate

from accounts.models import User
from chat.models import Dialog
from chat.states import Ending, Result
from schedules.hours import MOSCOW

DAYS = (1, 7, 30)
GOOD = 4  # a mark from here on is a satisfied person


@dataclass(frozen=True, slots=True)
class Figures:
    """One row of the table: a day, a line, or all of them. Spans are means in seconds, None without any."""

    title: str
    asked: int
    taken: int
    left: int
    tickets: int
    handed_over: int
    wait_s: float | None
    first_reply_s: float | None
    talk_s: float | None
    rated: int
    mark: float | None
    good: int

    @property
    def wait(self) -> str:
        return words(self.wait_s)

    @property
    def first_reply(self) -> str:
        return words(self.first_reply_s)

    @property
    def talk(self) -> str:
        return words(self.talk_s)

    @property
    def left_percent(self) -> int | None:
        return round(100 * self.left / self.asked) if self.asked else None

    @property
    def good_percent(self) -> int | None:
        """CSAT: the share of marks of 4 and 5."""
        return round(100 * self.good / self.rated) if self.rated else None


def figures(by: User, *, days: int, now: datetime) -> tuple[Figures, list[Figures], list[Figures]]:
    """Return all, by day (newest first), by line; three statements. One's own teams."""
    rows = _rows(by, since=_begins(days, now))
    total = _figures("Всего", rows.aggregate(**_counted()))
    on = TruncDate("asked_at", tzinfo=MOSCOW)
    by_day = rows.annotate(on=on).values("on").annotate(**_counted()).order_by("-on")
    by_line = rows.values("line__title").annotate(**_counted()).order_by("line__title")
    return (
        total,
        [_figures(_day(row["on"]), row) for row in by_day],
        [_figures(row["line__title"], row) for row in by_line],
    )


def words(seconds: float | None) -> str:
    """Return «1:05», minutes and seconds; «—» without any."""
    if seconds is None:
        return "—"
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def _begins(days: int, now: datetime) -> datetime:
    today = now.astimezone(MOSCOW).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days - 1)


def _rows(by: User, *, since: datetime) -> QuerySet[Dialog]:
    return Dialog.objects.filter(team__in=sorted(by.team_ids()), asked_at__gte=since)


def _span(begins: str, ends: str) -> Avg:
    length = ExpressionWrapper(F(ends) - F(begins), output_field=DurationField())
    return Avg(length, filter=Q(**{f"{begins}__isnull": False, f"{ends}__isnull": False}))


def _counted() -> dict[str, Avg | Count]:
    """Names differ from columns: a name that is one would be taken for it."""
    return {
        "n_asked": Count("pk"),
        "n_taken": Count("pk", filter=Q(taken_at__isnull=False)),
        "n_left": Count("pk", filter=Q(ending=Ending.LEFT)),
        "n_tickets": Count("pk", filter=Q(ending=Ending.TICKET) | Q(result=Result.TICKET)),
        "n_handed": Count("pk", filter=Q(handed_over__gt=0)),
        "wait": _span("asked_at", "taken_at"),
        "first": _span("asked_at", "first_reply_at"),
        "talk": _span("taken_at", "talk_ended_at"),
        "n_rated": Count("rating"),
        "mark": Avg("rating"),
        "n_good": Count("pk", filter=Q(rating__gte=GOOD)),
    }


def _figures(title: str, row: Mapping[str, object]) -> Figures:
    def seconds(name: str) -> float | None:
        span = row[name]
        return span.total_seconds() if isinstance(span, timedelta) else None

    def number(name: str) -> int:
        return int(str(row[name] or 0))

    mark = row["mark"]
    return Figures(
        title=title,
        asked=number("n_asked"),
        taken=number("n_taken"),
        left=number("n_left"),
        tickets=number("n_tickets"),
        handed_over=number("n_handed"),
        wait_s=seconds("wait"),
        first_reply_s=seconds("first"),
        talk_s=seconds("talk"),
        rated=number("n_rated"),
        mark=float(str(mark)) if mark is not None else None,
        good=number("n_good"),
    )


def _day(on: date) -> str:
    return f"{on:%d.%m.%Y}"
