"""What processes tell each other of a dialog: «there are rows up to N», «marks», «state», typing, signals.

One Redis channel for all of it, listened to by `chat/hub.py` of every socket server. No words of
people: a hint is numbers, a signal is sealed. All of it may be lost, doubled or late: what is of
record is read from the database.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any
from uuid import UUID

import redis
from django.conf import settings
from django.db import transaction

from common.crypto import cipher

logger = logging.getLogger(__name__)
SIGNAL_PLACE = "chat.signal"
ANSWERS_IN_S = 2
_kept: ContextVar[list[bytes] | None] = ContextVar("kept_hints", default=None)
ROWS, MARKS, STATE, TYPING, SIGNAL = "rows", "marks", "state", "typing", "signal"


def channel() -> str:
    """Return the name of the channel of this house."""
    layer: dict[str, Any] = dict(settings.CHANNEL_LAYERS["default"])
    return f"{layer['CONFIG']['prefix']}.chat"


def frame(kind: str, dialog_id: UUID, **data: Any) -> bytes:
    """Return a hint as it travels."""
    return json.dumps({"k": kind, "d": str(dialog_id), **data}, separators=(",", ":")).encode()


def rows_hint(dialog_id: UUID, seq: int) -> bytes:
    return frame(ROWS, dialog_id, n=seq)


def sealed_signal(dialog_id: UUID, side: str, call_id: str, data: Any) -> bytes:
    """Return a signal of a call: its addresses are nobody's business in Redis, so it is sealed."""
    sealed = cipher.seal(json.dumps(data, separators=(",", ":")), place=SIGNAL_PLACE)
    return frame(SIGNAL, dialog_id, side=side, call=call_id, data=sealed.hex())


def opened_signal(data: str) -> Any:
    return json.loads(cipher.open_sealed(bytes.fromhex(data), place=SIGNAL_PLACE))


def after_commit(*frames: bytes) -> None:
    """Send hints once what they speak of is stored; for doors, in pages and workers alike."""
    transaction.on_commit(lambda: send(*frames))


@contextmanager
def gathered() -> Iterator[list[bytes]]:
    """Keep the hints of this block for its caller, who has a quicker way to send them."""
    frames: list[bytes] = []
    token = _kept.set(frames)
    try:
        yield frames
    finally:
        _kept.reset(token)


def send(*frames: bytes) -> None:
    """Send hints now. Never raises: whoever missed them reads by the heartbeat."""
    kept = _kept.get()
    if kept is not None:
        kept.extend(frames)
        return
    try:
        for each in frames:
            _client().publish(channel(), each)
    except redis.RedisError:
        logger.warning("A hint of the chat was not sent", exc_info=True)


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.LIVE_REDIS, socket_timeout=ANSWERS_IN_S, socket_connect_timeout=ANSWERS_IN_S
    )
