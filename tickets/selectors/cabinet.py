"""The citizen's own appeals."""

from accounts.models import Citizen, User
from tickets.models import Rating, Ticket
from tickets.selectors.visibility import visible_to
from tickets.states import OPEN, Status

PAGE = 20


def own_tickets(
    user: User, *, only: str = "", after: int | None = None
) -> tuple[list[Ticket], bool]:
    """Return one page of a citizen's appeals, newest number of activity first, and whether more follow.

    `only`: "" all, "open", "asked" (something is asked of the citizen), "done". `after` is an offset
    kept small by the page size: nobody has thousands of own appeals.
    """
    rows = visible_to(user).select_related("topic")
    if only == "open":
        rows = rows.filter(status__in=sorted(OPEN))
    elif only == "asked":
        rows = rows.filter(status=Status.WAITING_CITIZEN)
    elif only == "done":
        rows = rows.exclude(status__in=sorted(OPEN))
    start = after or 0
    page = list(rows.order_by("-activity_at", "-id")[start : start + PAGE + 1])
    return page[:PAGE], len(page) > PAGE


def own_organisations(citizen: Citizen) -> list[Citizen]:
    """Return the organisations a person may write for."""
    return [
        link.organisation
        for link in citizen.represents.filter(ended_at=None).select_related("organisation")
    ]


def last_rating(ticket: Ticket) -> Rating | None:
    """Return the mark of the last answer, None before it."""
    return ticket.ratings.order_by("-answer_seq").first()
