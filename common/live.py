"""Live hints: *poke, then fetch*. A poke says that something changed, never what it says.

Pokes may be lost, doubled or reordered without harm: the page re-reads under the reader's rights.
"""

import asyncio
import logging
import os
import threading
from typing import Any

from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)

# A hint that is not out by then is given up: whoever pokes has better things to do.
GIVEN_UP_AFTER_S = 2.0


def group_of(topic: str) -> str:
    """Return the channel layer's group of a live topic such as `ticket:<uuid>` or `team:<uuid>`."""
    return "live." + topic.replace(":", ".")


def poke(*topics: str) -> None:
    """Tell whoever watches these topics to fetch again. Never raises: a hint is not of record."""
    if not topics:
        return
    try:
        sent = asyncio.run_coroutine_threadsafe(_tell(get_channel_layer(), topics), _voice.loop())
        sent.result(GIVEN_UP_AFTER_S)
    except Exception:
        logger.warning("A live hint was not sent", exc_info=True)


async def _tell(layer: Any, topics: tuple[str, ...]) -> None:
    async with asyncio.timeout(GIVEN_UP_AFTER_S):
        for topic in topics:
            await layer.group_send(group_of(topic), {"type": "live.poke", "topic": topic})


class _Voice:
    """The event loop hints go out by. A loop keeps its connection, a loop a hint (`async_to_sync`)
    would connect anew each time: a fifth of a worker's time under load."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def loop(self) -> asyncio.AbstractEventLoop:
        """Return the loop of this process, started by the first hint."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="hints", daemon=True).start()
            return self._loop

    def forget(self) -> None:
        """A fork has no threads of its parent: its first hint starts a loop of its own."""
        self._lock, self._loop = threading.Lock(), None


_voice = _Voice()
os.register_at_fork(after_in_child=_voice.forget)
