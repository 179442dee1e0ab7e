"""Reads of the journal: pages of facts by filter, the state of the chain. Rights are asked above."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from common.actors import API_KEY, CITIZEN, GUEST, STAFF, SYSTEM_KIND
from journal.events import ChainVerified
from journal.facts import name_of
from journal.models import Entry, Head, Seal
from journal.verifying import Finding

PAGE = 50
CHUNK = 2000
MOST_LAG_S = 60


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What is asked for; empty values ask for nothing. `since` and `until` bound the moment.

    `actor` is an id, or `system`.
    """

    event: str = ""
    subjects: tuple[str, ...] = ()
    actor: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Facts, newest first; `next_before` asks for the following page, 0 for none."""

    entries: list[Entry]
    next_before: int


def entries_matching(wanted: EntryFilter) -> QuerySet[Entry]:
    """Return the facts of a filter, without an order."""
    found = Q()
    if wanted.event:
        found &= Q(event=wanted.event)
    if wanted.subjects:
        found &= Q(subject__in=wanted.subjects)
    if wanted.actor == SYSTEM_KIND:
        found &= Q(actor_kind=SYSTEM_KIND)
    elif wanted.actor:
        # With its kind the index of actors serves.
        found &= Q(actor_kind__in=[STAFF, CITIZEN, API_KEY, GUEST], actor_id=wanted.actor)
    if wanted.since:
        found &= Q(at__gte=wanted.since)
    if wanted.until:
        found &= Q(at__lt=wanted.until)
    return Entry.objects.filter(found)


def entries_page(wanted: EntryFilter, *, before: int = 0) -> EntryPage:
    """Return a page by keyset: `before` is the id of the last fact shown."""
    rows = entries_matching(wanted)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("seal").order_by("-pk")[: PAGE + 1])
    return EntryPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0)


def entries_in_chunks(wanted: EntryFilter) -> Iterator[list[Entry]]:
    """Yield all facts of a filter, oldest first, in chunks: memory stays flat."""
    after = None
    while True:
        rows = entries_matching(wanted).select_related("seal").order_by("pk")
        found = list((rows.filter(pk__gt=after) if after is not None else rows)[:CHUNK])
        if found:
            yield found
        if len(found) < CHUNK:
            return
        after = found[-1].pk


@dataclass(frozen=True, slots=True)
class ChainState:
    """How far the chain is: for the page of the journal."""

    seal: Seal | None
    head: Head | None
    lag_s: float
    verified: Entry | None

    @property
    def is_late(self) -> bool:
        return self.lag_s > MOST_LAG_S

    @property
    def is_broken(self) -> bool:
        return self.verified is not None and self.verified.data["verdict"] != "whole"

    @property
    def finding(self) -> str:
        """What the last verification found, in words."""
        if self.verified is None or not self.is_broken:
            return ""
        said = self.verified.data
        return str(Finding(said["verdict"], said["bad_seq"], said["bad_entry_id"]))


def chain_state(*, now: datetime) -> ChainState:
    """Return the last seal, the last signed head, the lag and the last verification."""
    verified = Entry.objects.filter(event=name_of(ChainVerified)).order_by("-pk").first()
    return ChainState(
        seal=Seal.objects.order_by("-seq").first(),
        head=Head.objects.order_by("-seq").first(),
        lag_s=seal_lag_s(now=now),
        verified=verified,
    )


def seal_lag_s(*, now: datetime) -> float:
    """Return for how long facts have been waiting for a seal, at least, in seconds.

    Looks above the settled id only: what is below it is `verify_journal`'s question.
    The older of two moments would accuse a sealer of a quiet night or of a history that was told
    with past dates; the younger one is a bound from below.
    """
    settled = Head.objects.order_by("-seq").values_list("settled_id", flat=True).first() or 0
    waiting = Entry.objects.filter(pk__gt=settled, seal=None).order_by("pk")
    oldest = waiting.values_list("at", flat=True).first()
    if oldest is None:
        return 0.0
    sealed = Seal.objects.order_by("-seq").values_list("sealed_at", flat=True).first()
    return max(0.0, (now - max(oldest, sealed or oldest)).total_seconds())
