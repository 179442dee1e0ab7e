"""What the database says after the day, in seconds of the day."""

from collections import Counter
from collections.abc import Mapping

from accounts.models import User
from gosuslugi_support.simulation.stage import Clock
from gosuslugi_support.simulation.verdict import Contact, Step
from journal.models import Entry, Reaction
from routing.models import Offer, PresenceSpan, WorkItem
from tickets.models import Ticket

OF_ITEMS = ("WorkEntered", "WorkChanged", "WorkReturned", "WorkLeft", "WorkTaken")
OF_OFFERS = ("WorkOffered", "OfferAccepted", "OfferDeclined", "OfferMissed")


def registered() -> int:
    """Return how many appeals there are."""
    return Ticket.objects.count()


def contacts(clock: Clock) -> list[Contact]:
    """Return every item of the queue in the order it came; the first taking counts as the answer."""
    first = dict(
        Offer.objects.filter(outcome=Offer.Outcome.ACCEPTED)
        .order_by("-ended_at")
        .values_list("item_id", "ended_at")
    )
    return [
        Contact(
            item=str(item.pk),
            channel=item.channel,
            priority=item.priority,
            state=item.state,
            owner=str(item.owner_id) if item.owner_id else None,
            entered_s=clock.of(item.entered_at),
            taken_s=clock.of(first.get(item.pk) or item.taken_at) if item.taken_at else None,
            ended_s=clock.of(item.ended_at) if item.ended_at else None,
        )
        for item in WorkItem.objects.order_by("entered_at")
    ]


def steps() -> list[Step]:
    """Return the journal's facts of items and offers, in its own order."""
    names = [f"routing.{name}" for name in (*OF_ITEMS, *OF_OFFERS)]
    rows = Entry.objects.filter(event__in=names).order_by("pk").values_list("event", "data")
    return [
        Step(data["item_id"], event.partition(".")[2], data.get("operator_id", ""))
        for event, data in rows.iterator()
    ]


def way_s() -> list[float]:
    """Return how long each appeal was on its way into the queue, in real seconds: the machine's part."""
    entered = {str(key): at for key, at in WorkItem.objects.values_list("pk", "entered_at")}
    facts = Entry.objects.filter(event="routing.WorkEntered").values_list("data", "at")
    known = [(entered.get(data["item_id"]), at) for data, at in facts]
    return sorted((at - since).total_seconds() for since, at in known if since is not None)


def here_s(clock: Clock, until_s: float) -> dict[str, float]:
    """Return how long each operator was on the line, pauses left out."""
    found: Counter[str] = Counter()
    spans = PresenceSpan.objects.filter(state__in=["ready", "wrap_up"])
    for span in spans:
        ended = clock.of(span.ended_at) if span.ended_at else until_s
        found[str(span.operator_id)] += ended - clock.of(span.began_at)  # type: ignore[assignment]
    return dict(found)


def outcomes() -> Mapping[str, int]:
    """Return how many offers ended how."""
    return Counter(Offer.objects.values_list("outcome", flat=True))


def names() -> dict[str, str]:
    return {str(user.pk): user.full_name for user in User.objects.filter(kind="staff")}


def left_to_do() -> int:
    """Return how many reactions nobody has carried out."""
    return Reaction.objects.filter(done_at=None).count()
