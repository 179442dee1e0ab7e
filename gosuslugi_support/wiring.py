"""Who reacts to what, and what fills which slot. The only place where apps meet upwards."""

from accounts.events import CodeRequested, ContactChanged
from common import slots
from journal.reactions import listen
from notifications.panels import DELIVERIES_LINK

# Event -> handlers, run by the worker after commit, at least once.
REACTIONS: dict[type, tuple[str, ...]] = {
    CodeRequested: ("notifications.handlers.send_code",),
    ContactChanged: ("notifications.handlers.warn_old_address",),
}

# Slot -> what upper apps put there.
PANELS: dict[str, tuple[slots.Panel, ...]] = {
    "staff-nav": (DELIVERIES_LINK,),
}


def connect() -> None:
    """Fill the tables of `journal.reactions` and `common.slots`; called once at start."""
    for event, handlers in REACTIONS.items():
        listen(event, *handlers)
    for slot, panels in PANELS.items():
        for panel in panels:
            slots.fill(slot, panel)
