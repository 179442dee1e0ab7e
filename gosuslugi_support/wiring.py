"""Who reacts to what, and what fills which slot. The only place where apps meet upwards."""

from journal.reactions import listen

# Event -> handlers, run by the worker after commit, at least once.
REACTIONS: dict[type, tuple[str, ...]] = {}


def connect() -> None:
    """Fill the tables of `journal.reactions` and `common.slots`; called once at start."""
    for event, handlers in REACTIONS.items():
        listen(event, *handlers)
