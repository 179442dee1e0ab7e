"""Who reacts to what: the table `wiring.py` fills once at start."""

from collections import defaultdict

_handlers: dict[type, list[str]] = defaultdict(list)


def listen(event: type, *handlers: str) -> None:
    """Register handlers ("app.module.function") of an event. Called from wiring only."""
    for handler in handlers:
        if handler not in _handlers[event]:
            _handlers[event].append(handler)


def handlers_of(event: type) -> list[str]:
    return _handlers.get(event, [])


def everything() -> dict[type, list[str]]:
    """Return the whole table (for the architecture tests and the docs)."""
    return dict(_handlers)
