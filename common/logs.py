"""Structured logs: one JSON line an event with the request id, safe against injected line breaks (L-07)."""

import logging
import logging.config
import re
import sys
from typing import Any

import structlog

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
# JSON escapes what is below a space; these too end a line for some reader, or move a terminal.
_LEFT = re.compile("[\x7f-\x9f\u2028\u2029]")
# For people's eyes: keeps the breaks of a traceback, and nothing that a terminal obeys.
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")

# At DEBUG these write out whole contexts and parameters of queries: people's data (D-06).
_TALKATIVE = ("django.template", "django.db.backends")


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _one_line(_logger: Any, _method: str, line: str) -> str:
    """Return the JSON of an event without a character that could end its line."""
    return _LEFT.sub(_escaped, line)


def _quiet(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Return the event without what a terminal would obey."""
    return {
        name: _COMMANDS.sub(_escaped, value) if isinstance(value, str) else value
        for name, value in event.items()
    }


def configure(*, json: bool, level: str) -> None:
    """Set up logging of this process; `json=False` prints readable lines."""
    renderers: list[Any] = (
        [structlog.processors.JSONRenderer(ensure_ascii=False), _one_line]
        if json
        else [_quiet, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    )
    structlog.configure(
        processors=[
            *_SHARED,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_SHARED, structlog.processors.format_exc_info],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *renderers,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.getLogger("django.security.DisallowedHost").setLevel(logging.CRITICAL)
    # Each document would tell seventy lines of its letters.
    logging.getLogger("fontTools").setLevel(max(logging.WARNING, root.level))
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.INFO, root.level))
