"""How operators spent a day: seconds by state and reason, occupancy, what adherence is counted from."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q

from routing.models import Presence, PresenceSpan, WorkItem
from schedules.hours import MOSCOW

State = Presence.State
Stretch = tuple[datetime, datetime]


@dataclass
class DayTotals:
    """Seconds of one operator in a day of Moscow. Every second since the first coming is in one state."""

    operator_id: UUID
    by_state: dict[str, float] = field(default_factory=dict)
    by_reason: dict[str, float] = field(default_factory=dict)
    unpaid_s: float = 0.0
    working_s: float = 0.0
    first_at: datetime | None = None
    last_at: datetime | None = None

    @property
    def handling_s(self) -> float:
        """Ready with something in hand, and after-contact work."""
        return self.working_s + self.by_state.get(State.WRAP_UP, 0.0)

    @property
    def on_line_s(self) -> float:
        """Ready or busy: what occupancy is a share of."""
        return self.by_state.get(State.READY, 0.0) + self.by_state.get(State.WRAP_UP, 0.0)

    @property
    def occupancy(self) -> float | None:
        """Handling / (handling + waiting for work), 0…1; None without a second on the line."""
        return self.handling_s / self.on_line_s if self.on_line_s else None

    @property
    def here_s(self) -> float:
        """On the line or on a paid pause: what a plan of the day is compared with (adherence)."""
        return self.on_line_s + self.by_state.get(State.PAUSED, 0.0) - self.unpaid_s


def presence_totals(
    operators: Collection[UUID], day: date, *, now: datetime
) -> dict[UUID, DayTotals]:
    """Return the day of each operator, up to `now`; two queries. Who was not there has none."""
    begin = datetime.combine(day, time.min, tzinfo=MOSCOW)
    end = min(begin + timedelta(days=1), now)
    busy = _busy(operators, begin, end)
    found: dict[UUID, DayTotals] = {}
    for span in _spans(operators, begin, end):
        total = found.setdefault(span.operator_id, DayTotals(span.operator_id))
        stretch = (max(span.began_at, begin), min(span.ended_at or end, end))
        _add(total, span, stretch, busy.get(span.operator_id, []))
    return {key: total for key, total in found.items() if total.first_at is not None}


def _add(total: DayTotals, span: PresenceSpan, stretch: Stretch, busy: list[Stretch]) -> None:
    seconds = _length(stretch)
    if not seconds:
        return
    total.by_state[span.state] = total.by_state.get(span.state, 0.0) + seconds
    if span.state == State.READY:
        total.working_s += sum(_length(_overlap(stretch, each)) for each in busy)
    if span.state == State.PAUSED and span.reason is not None:
        total.by_reason[span.reason.pk] = total.by_reason.get(span.reason.pk, 0.0) + seconds
        total.unpaid_s += 0.0 if span.reason.is_paid else seconds
    if span.state != State.OFFLINE:
        total.first_at = total.first_at or stretch[0]
        total.last_at = stretch[1]


def _spans(operators: Collection[UUID], begin: datetime, end: datetime) -> Iterable[PresenceSpan]:
    rows = PresenceSpan.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=begin), operator__in=operators, began_at__lt=end
    )
    return rows.select_related("reason").order_by("began_at")


def _busy(operators: Collection[UUID], begin: datetime, end: datetime) -> dict[UUID, list[Stretch]]:
    """Return when each had at least one item in hand, joined, so that letters side by side count once."""
    rows = WorkItem.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=begin), owner__in=operators, taken_at__lt=end
    )
    joined: dict[UUID, list[Stretch]] = defaultdict(list)
    held = rows.order_by("taken_at").values_list("owner_id", "taken_at", "ended_at")
    for owner, taken, ended in held:
        assert owner is not None
        assert taken is not None
        own, until = joined[owner], ended or end
        if own and taken <= own[-1][1]:
            own[-1] = (own[-1][0], max(own[-1][1], until))
        else:
            own.append((taken, until))
    return joined


def _overlap(one: Stretch, other: Stretch) -> Stretch:
    return max(one[0], other[0]), min(one[1], other[1])


def _length(stretch: Stretch) -> float:
    return max(0.0, (stretch[1] - stretch[0]).total_seconds())
