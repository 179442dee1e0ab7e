"""What a house knows of its pushes, for the words of a test that waited in vain."""

import time
from typing import Any

from common import watching
from notifications.models import ChannelHealth, Delivery, PushSubscription, StaffNotice
from notifications.states import Channel
from tickets.models import Ticket


def pushes_of(number: str) -> dict[str, list[Any]]:
    """Return lines, pushes and browsers about an appeal's assignee, newest first, as plain words."""
    ticket = Ticket.objects.get(number=number)
    lines = StaffNotice.objects.filter(thing=f"ticket:{ticket.pk}").order_by("-created_at")
    deliveries = Delivery.objects.filter(channel=Channel.PUSH).order_by("-created_at")
    health = ChannelHealth.objects.filter(pk=Channel.PUSH)
    browsers = PushSubscription.objects.filter(person_id=ticket.assignee_id)
    watchers = watching.watching(filter(None, [ticket.assignee_id]), at=time.time())
    return {
        "lines": _words(lines.values_list("entry_id", "kind", "created_at", "read_at")),
        "pushes": _words(
            deliveries.values_list("entry_id", "status", "due_at", "attempts", "error")[:20]
        ),
        "health": _words(health.values_list("failures", "open_until", "error")),
        "browsers": _words(browsers.values_list("pk", "created_at")),
        "in sight": _words([tuple(watchers)]),
    }


def _words(rows: Any) -> list[str]:
    return [" ".join(map(str, row)) for row in rows]
