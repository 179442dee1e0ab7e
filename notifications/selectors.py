"""Reads of notices: the list for staff, what became of a fact's notices, preferences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404

from accounts.models import User
from common.masking import mask_email, mask_phone
from notifications import bell
from notifications.bell import Shown
from notifications.catalogue import TEMPLATES
from notifications.models import (
    BellChoice,
    ChannelHealth,
    Delivery,
    PersonKind,
    Preference,
    PushSubscription,
    StaffNotice,
)
from notifications.policies import can_see_deliveries
from notifications.states import REPLAYABLE, Channel, Status

PAGE = 50
BELL_LINES = 30
MOST_COUNTED = 100
TONES = {
    Status.QUEUED: "info",
    Status.SENDING: "info",
    Status.SENT: "success",
    Status.DELIVERED: "success",
    Status.UNDELIVERED: "warning",
    Status.DEAD: "danger",
    Status.SKIPPED: "closed",
}


def visible_to(user: Any) -> QuerySet[Delivery]:
    """Return the deliveries a person may look at: all of them or none."""
    return Delivery.objects.all() if can_see_deliveries(user) else Delivery.objects.none()


def delivery_for(user: Any, delivery_id: UUID) -> Delivery:
    """Return one visible delivery; Http404 else."""
    delivery = visible_to(user).filter(pk=delivery_id).first()
    if delivery is None:
        raise Http404
    return delivery


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery as staff see it: no text, and the address masked."""

    delivery: Delivery
    title: str
    address: str
    can_replay: bool
    tone: str


def line_for(user: Any, delivery_id: UUID) -> DeliveryLine:
    """Return one visible delivery as a line; Http404 else."""
    return _line(delivery_for(user, delivery_id))


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """One page of the list, newest first; `next_before` asks for the following one."""

    lines: list[DeliveryLine]
    next_before: str


def deliveries_page(
    user: Any, *, status: str = "", channel: str = "", before: str = ""
) -> DeliveryPage:
    """Return a page by keyset: `before` is the id of the last line (ids grow with time)."""
    rows = visible_to(user)
    if status in Status.values:
        rows = rows.filter(status=status)
    if channel in Channel.values:
        rows = rows.filter(channel=channel)
    if (last := _uuid(before)) is not None:
        rows = rows.filter(pk__lt=last)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    lines = [_line(delivery) for delivery in found[:PAGE]]
    return DeliveryPage(lines, str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def counts_by_status(user: Any) -> dict[str, int]:
    """Return how many deliveries wait, fail or are under way (the finished ones are not counted)."""
    unfinished = [Status.QUEUED, Status.SENDING, Status.DEAD, Status.UNDELIVERED]
    rows = visible_to(user).filter(status__in=unfinished).values("status")
    return {row["status"]: row["count"] for row in rows.annotate(count=Count("pk")).order_by()}


def resting_channels(now: datetime) -> list[ChannelHealth]:
    """Return the channels that do not work right now."""
    return list(ChannelHealth.objects.filter(open_until__gt=now).order_by("pk"))


def deliveries_of(entry_ids: Iterable[int]) -> list[Delivery]:
    """Return what was sent about these facts, oldest first: for the timeline above."""
    return list(Delivery.objects.filter(entry_id__in=list(entry_ids)).order_by("pk"))


def sent_to_people(
    ids: Iterable[UUID], *, upto: datetime | None = None, most: int = 20
) -> list[Delivery]:
    """Return what was sent to these citizens, newest first, not later than `upto`: for a person's history.

    Words and addresses are left closed.
    """
    rows = Delivery.objects.filter(person_kind=PersonKind.CITIZEN, person_id__in=list(ids))
    rows = rows.exclude(status=Status.SKIPPED)
    if upto is not None:
        rows = rows.filter(created_at__lte=upto)
    shown = rows.only("pk", "channel", "template", "status", "created_at")
    return list(shown.order_by("-created_at", "-pk")[:most])


def title_of(template: str) -> str:
    """Return what staff call a notice, empty for an unknown one."""
    found = TEMPLATES.get(template)
    return found.title if found else ""


def preference_for(person_kind: str, person_id: UUID) -> Preference:
    """Return a person's choice, or the default that nobody has saved yet."""
    found = Preference.objects.filter(person_kind=person_kind, person_id=person_id).first()
    return found or Preference(person_kind=person_kind, person_id=person_id)


def pending_age_s(*, now: datetime) -> float:
    """Return how long the oldest due delivery has been waiting, in seconds: the queue's health."""
    due = Delivery.objects.filter(status=Status.QUEUED, due_at__lte=now)
    oldest = due.order_by("due_at").values_list("due_at", flat=True).first()
    return (now - oldest).total_seconds() if oldest else 0.0


def due_channels(now: datetime) -> list[str]:
    """Return the channels that have something to send now."""
    return [
        channel
        for channel in Channel.values
        if Delivery.objects.filter(status=Status.QUEUED, channel=channel, due_at__lte=now).exists()
    ]


def awaits_receipts(since: datetime) -> bool:
    """Tell whether the SMS centre still owes receipts."""
    sent = Delivery.objects.filter(channel=Channel.SMS, status=Status.SENT, created_at__gt=since)
    return sent.exists()


# --- the bell of a colleague
@dataclass(frozen=True, slots=True)
class BellLine:
    """One line as its reader sees it; without `shown` the thing is out of sight for them now."""

    notice: StaffNotice
    words: str
    shown: Shown | None


def bell_lines(reader: User, *, limit: int = BELL_LINES) -> list[BellLine]:
    """Return the newest lines of one's own bell; the words are made now, under the reader's rights."""
    notices = list(StaffNotice.objects.filter(person=reader).order_by("-created_at", "-id")[:limit])
    things = bell.shown_to(reader, [notice.thing for notice in notices])
    return [
        BellLine(notice, bell.KINDS[notice.kind].words, things.get(notice.thing))
        for notice in notices
        if notice.kind in bell.KINDS
    ]


def bell_count(reader: User) -> tuple[int, str]:
    """Return how many lines are unread, up to MOST_COUNTED, and the id of the newest one."""
    unread = StaffNotice.objects.filter(person=reader, read_at=None)
    keys = list(unread.order_by("-id").values_list("pk", flat=True)[:MOST_COUNTED])
    return len(keys), str(keys[0]) if keys else ""


def bell_choice(reader: User) -> BellChoice:
    """Return a colleague's choice, or the default that nobody has saved yet."""
    return BellChoice.objects.filter(pk=reader.pk).first() or BellChoice(person=reader)


def has_browsers(reader: User) -> bool:
    return PushSubscription.objects.filter(person=reader).exists()


def _line(delivery: Delivery) -> DeliveryLine:
    is_push = delivery.channel == Channel.PUSH
    mask = mask_email if delivery.channel == Channel.EMAIL else mask_phone
    return DeliveryLine(
        delivery=delivery,
        title=TEMPLATES[delivery.template].title,
        address="браузер" if is_push else mask(delivery.address) if delivery.address else "",
        can_replay=delivery.status in REPLAYABLE and bool(delivery.body),
        tone=TONES[Status(delivery.status)],
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
