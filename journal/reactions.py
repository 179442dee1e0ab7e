"""Who reacts to what: the table `wiring.py` fills once at start."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

_handlers: dict[type, list[str]] = defaultdict(list)
_is_silent = False


def listen(event: type, *handlers: str) -> None:
    """Register handlers ("app.module.function") of an event. Called from wiring only."""
    for handler in handlers:
        if handler not in _handlers[event]:
            _handlers[event].append(handler)


def handlers_of(event: type) -> list[str]:
    return [] if _is_silent else _handlers.get(event, [])


@contextmanager
def silence() -> Iterator[None]:
    """Let facts be recorded without reactions: for history that is told, not lived (the demo)."""
    global _is_silent
    _is_silent = True
    try:
        yield
    finally:
        _is_silent = False


def everything() -> dict[type, list[str]]:
    """Return the whole table (for the architecture tests and the docs)."""
    return dict(_handlers)
