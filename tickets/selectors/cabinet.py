"""The citizen's own appeals: a page of the list, what a home page says of them, their marks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q

from accounts.models import Citizen, CitizenLimit, User
from accounts.policies import active_limits
from common.errors import InvalidInput
from tickets.models import Rating, Ticket, TimelineItem
from tickets.selectors.timeline import Entry
from tickets.selectors.visibility import visible_to
from tickets.states import OPEN, Status

PAGE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A page drawn anew after a poke shows what was already shown, up to this many.
SHOWN_AT_MOST = 200
FILTERS = {
    "": Q(),
    "open": Q(status__in=sorted(OPEN)),
    "asked": Q(status=Status.WAITING_CITIZEN),
    "done": ~Q(status__in=sorted(OPEN)),
}


@dataclass(frozen=True, slots=True)
class Own:
    """Rows of one page; `last` is the place of its last row, `has_more` whether others follow."""

    rows: list[Ticket] = field(default_factory=list)
    last: str = ""
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    open: int = 0
    asked: int = 0
    unread: int = 0


def own_tickets(user: User, *, only: str = "", before: str = "", upto: str = "") -> Own:
    """Return a citizen's appeals, newest activity first.

    `only` is a key of FILTERS. `before` continues after a place, `upto` returns everything from the
    newest down to a place. Raises InvalidInput for what is neither.
    """
    if only not in FILTERS:
        raise InvalidInput("Такого отбора нет.", field="only")
    rows = visible_to(user).filter(FILTERS[only]).select_related("topic")
    if before:
        at, key = _place(before)
        rows = rows.filter(Q(activity_at__lt=at) | Q(activity_at=at, id__lt=key))
    size = PAGE
    if upto:
        at, key = _place(upto)
        size = min(
            SHOWN_AT_MOST,
            rows.filter(Q(activity_at__gt=at) | Q(activity_at=at, id__gte=key)).count() or PAGE,
        )
    ordered = rows.order_by("-activity_at", "-id").defer("search", "client_digest")
    found = list(ordered[: max(size, PAGE) + 1])
    page = found[: max(size, PAGE)]
    return Own(page, _name(page[-1]) if page else "", len(found) > len(page))


def own_counts(user: User) -> Counts:
    """Return how many appeals are open, wait for the citizen, have an unread answer; one query."""
    numbers = visible_to(user).aggregate(
        open=Count("pk", filter=Q(status__in=sorted(OPEN))),
        asked=Count("pk", filter=Q(status=Status.WAITING_CITIZEN)),
        unread=Count("pk", filter=Q(answer_unread=True)),
    )
    return Counts(numbers["open"], numbers["asked"], numbers["unread"])


def own_organisations(citizen: Citizen) -> list[Citizen]:
    """Return the organisations a person may write for."""
    links = citizen.represents.filter(ended_at=None).select_related("organisation")
    return [link.organisation for link in links]


def current_limit(citizen: Citizen, *, now: datetime) -> CitizenLimit | None:
    """Return the limit that ends last of those in force, None when the person may write."""
    limit: CitizenLimit | None = active_limits(citizen, now=now).order_by("-ends_at").first()
    return limit


def last_answer_seq(timeline: Sequence[Entry]) -> int | None:
    """Return the place of the last answer in a stream, None before the first one."""
    return max(
        (row.seq for row in timeline if row.kind == TimelineItem.Kind.REPLY and not row.origin),
        default=None,
    )


def rating_of(ticket: Ticket, answer_seq: int) -> Rating | None:
    """Return the mark of one answer: after a reopening the new one has none yet."""
    return ticket.ratings.filter(answer_seq=answer_seq).first()


def last_rating(ticket: Ticket) -> Rating | None:
    """Return the newest mark of any of the answers, None before it."""
    return ticket.ratings.order_by("-answer_seq").first()


def may_change_rating(rating: Rating | None, *, now: datetime) -> bool:
    """Say whether a mark may still be corrected: once, within RATING_CHANGE_HOURS."""
    if rating is None:
        return False
    window = timedelta(hours=settings.RATING_CHANGE_HOURS)
    return rating.changed_at is None and now - rating.rated_at <= window


def _name(ticket: Ticket) -> str:
    """Return the place of a row in the order of the list, fit for an address."""
    micros = (ticket.activity_at - EPOCH) // timedelta(microseconds=1)
    return f"{micros}-{ticket.pk.hex}"


def _place(text: str) -> tuple[datetime, UUID]:
    micros, _, key = text.partition("-")
    try:
        at = EPOCH + timedelta(microseconds=int(micros))
        return at, UUID(key)
    except (ValueError, OverflowError) as error:
        raise InvalidInput("Список изменился. Откройте его сначала.", field="from") from error
