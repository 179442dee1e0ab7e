"""Filters of the pages: what stands in the address, understood or ignored."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from notifications.actions import BellWishes
from notifications.bell import KINDS
from notifications.states import Channel, Status

LONGEST = 100


class DeliveryFilter:
    """State, channel and place in the list of deliveries."""

    def __init__(self, data: QueryDict) -> None:
        status, channel = data.get("status", ""), data.get("channel", "")
        self.status = status if status in Status.values else ""
        self.channel = channel if channel in Channel.values else ""
        self.before = data.get("before", "")[:LONGEST]

    def values(self) -> dict[str, str]:
        """Return what the selector takes."""
        return {"status": self.status, "channel": self.channel, "before": self.before}

    def url(self, **changes: str) -> str:
        """Return the address of the list with something else chosen; chosen again is given up."""
        values = {"status": self.status, "channel": self.channel}
        for name, value in changes.items():
            values[name] = "" if values.get(name) == value else value
        query = urlencode({name: value for name, value in values.items() if value})
        return reverse("notifications:deliveries") + (f"?{query}" if query else "")


class InboxFilter:
    """Whose letters and SMS of the demo to show."""

    def __init__(self, data: QueryDict) -> None:
        self.address = data.get("address", "").strip()[:LONGEST]

    def url(self, **more: str) -> str:
        """Return the address of this view of the inbox."""
        query = urlencode({"address": self.address, **more})
        return f"{reverse('notifications:demo-inbox')}?{query}"


def wishes_of(data: QueryDict) -> BellWishes:
    """Read the ticks of the bell's settings: a kind that is not ticked is not wanted."""
    return BellWishes(
        off_in_page=frozenset(KINDS) - set(data.getlist("page")),
        off_in_push=frozenset(KINDS) - set(data.getlist("push")),
        has_sound="sound" in data,
        is_quiet_off_line="quiet" in data,
    )
