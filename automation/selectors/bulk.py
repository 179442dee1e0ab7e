"""Reads of bulk runs: what would change, how far a run is, what was refused."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Count, QuerySet

from accounts.models import Role, User
from automation.models import BulkRow, BulkRun
from automation.policies import can_start_bulk
from automation.selection import Selection, chosen
from automation.steps import Step
from tickets.models import Ticket
from tickets.selectors.labels import tag_ids
from topics.selectors import topics_by_key

SAMPLES = 5
State = BulkRow.State
# What abilities and steps ask of an appeal; nothing sealed is read.
_ASKED = (
    "number",
    "type",
    "status",
    "priority",
    "is_official",
    "team_id",
    "home_team_id",
    "assignee_id",
    "home_assignee_id",
    "escalated_to_id",
    "topic_id",
    "citizen_id",
    "label_id",
    "snoozed_at",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One appeal of the preview with what would change in it."""

    number: int
    words: list[str]


@dataclass(slots=True)
class Preview:
    """What a mass action would do now. Rights are asked again when each appeal's turn comes."""

    total: int = 0
    changing: int = 0
    same: int = 0
    refused: list[tuple[str, int]] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)

    @property
    def refused_total(self) -> int:
        return sum(count for _, count in self.refused)

    @property
    def is_too_many(self) -> bool:
        return self.total > settings.BULK_MOST


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    run: BulkRun
    counts: dict[str, int]

    @property
    def done(self) -> int:
        return self.run.total - self.counts.get(State.PENDING, 0)

    @property
    def percent(self) -> int:
        if self.run.state == BulkRun.State.UNDOING:
            left, back = self.counts.get(State.CHANGED, 0), self.back
            return min(99, back * 100 // (back + left)) if back + left else 0
        whole = self.run.total
        return (self.done * 100 // whole) if whole else 100

    @property
    def changed(self) -> int:
        """Changed by the run, whether taken back since or not."""
        return self.counts.get(State.CHANGED, 0) + self.back

    @property
    def back(self) -> int:
        return self.counts.get(State.UNDONE, 0) + self.counts.get(State.KEPT, 0)

    @property
    def undone(self) -> int:
        return self.counts.get(State.UNDONE, 0)

    @property
    def kept(self) -> int:
        return self.counts.get(State.KEPT, 0)

    @property
    def same(self) -> int:
        return self.counts.get(State.SAME, 0)

    @property
    def refused(self) -> int:
        return self.counts.get(State.REFUSED, 0)

    @property
    def left(self) -> int:
        return self.counts.get(State.PENDING, 0)


def preview_of(
    user: User, selection: Selection, steps: tuple[Step, ...], *, now: datetime
) -> Preview:
    """Return what would change: counts by reason over all, words for a few.

    Too many appeals are counted and not looked at.
    """
    rows = chosen(user, selection, now=now)
    result = Preview(total=rows.count())
    if result.is_too_many:
        return result
    reasons: Counter[str] = Counter()
    shown: list[Ticket] = []
    for ticket in _light(rows):
        reason, changes = _would(ticket, steps, user)
        if reason:
            reasons[reason] += 1
        elif not changes:
            result.same += 1
        else:
            result.changing += 1
            if len(shown) < SAMPLES:
                shown.append(ticket)
    result.refused = reasons.most_common()
    result.samples = _samples(shown, steps, user, now)
    return result


def count_of(user: User, selection: Selection, *, now: datetime) -> int:
    return chosen(user, selection, now=now).count()


def words_for(
    ticket: Ticket, steps: tuple[Step, ...], user: User, *, now: datetime
) -> list[tuple[str, str]]:
    """Return (what each step will change, why it would be refused) on a copy of an appeal."""
    told = []
    for step in steps:
        reason = step.refusal(ticket, user)
        if reason:
            told.append((step.in_words(), reason))
            continue
        told.append((step.preview(ticket, user, now), ""))
        step.expect(ticket, user)
    return told


def progress_of(run: BulkRun) -> Progress:
    rows = run.rows.order_by().values_list("state").annotate(number=Count("pk"))
    return Progress(run, dict(rows))


def runs_seen_by(user: User) -> QuerySet[BulkRun]:
    """Return the runs this person may look at, newest first (`policies.can_see_bulk`)."""
    rows = BulkRun.objects.select_related("starter").order_by("-asked_at")
    if not can_start_bulk(user):
        return rows.none()
    if user.role != Role.SUPERVISOR:
        return rows.filter(starter=user)
    common = User.objects.filter(memberships__team__in=sorted(user.team_ids()))
    return rows.filter(starter__in=[user.pk, *common.values_list("pk", flat=True)])


def under_way(user: User) -> list[Progress]:
    """Return the person's own runs that are not over."""
    states = [BulkRun.State.WAITING, BulkRun.State.RUNNING, BulkRun.State.UNDOING]
    return [progress_of(run) for run in BulkRun.objects.filter(starter=user, state__in=states)]


def reasons_of(run: BulkRun) -> list[tuple[str, int]]:
    """Return why appeals were refused or not taken back, the most frequent first."""
    rows = run.rows.filter(state__in=[State.REFUSED, State.KEPT]).order_by()
    counted = rows.values_list("reason").annotate(number=Count("pk")).order_by("-number", "reason")
    return list(counted)


def refused_of(run: BulkRun) -> QuerySet[BulkRow]:
    """Return the appeals that were refused or not taken back, with their numbers."""
    rows = run.rows.filter(state__in=[State.REFUSED, State.KEPT])
    return (
        rows.select_related("ticket").only("reason", "state", "ticket__number").order_by("ticket")
    )


def can_take_back(run: BulkRun) -> int:
    """Return how many changed appeals can be taken back."""
    return run.rows.filter(state=State.CHANGED, undo__isnull=False).count()


def _light(rows: QuerySet[Ticket]) -> Iterator[Ticket]:
    topics = topics_by_key()
    for ticket in rows.only(*_ASKED).annotate(kept_tags=tag_ids()).order_by("pk").iterator(2_000):
        if ticket.topic_id in topics:
            ticket.topic = topics[ticket.topic_id]
        yield ticket


def _would(ticket: Ticket, steps: tuple[Step, ...], user: User) -> tuple[str, bool]:
    """Return why the steps would be refused, and whether they would change anything."""
    changes = False
    for step in steps:
        if reason := step.refusal(ticket, user):
            return reason, False
        changes = changes or not step.is_done(ticket, user)
        step.expect(ticket, user)
    return "", changes


def _samples(
    shown: list[Ticket], steps: tuple[Step, ...], user: User, now: datetime
) -> list[Sample]:
    """Return a few appeals with their changes; read anew, because a preview changed the copies."""
    rows = Ticket.objects.select_related("citizen").defer("search", "client_digest")
    found = rows.filter(pk__in=[ticket.pk for ticket in shown]).order_by("pk")
    return [
        Sample(ticket.number, [words for words, _ in words_for(ticket, steps, user, now=now)])
        for ticket in found
    ]
