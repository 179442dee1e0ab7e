"""Live hints: *poke, then fetch*. A poke says that something changed, never what it says.

Pokes may be lost, doubled or reordered without harm: the page re-reads under the reader's rights.
"""

import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)


def group_of(topic: str) -> str:
    """Return the channel layer's group of a live topic such as `ticket:<uuid>` or `team:<uuid>`."""
    return "live." + topic.replace(":", ".")


def poke(*topics: str) -> None:
    """Tell whoever watches these topics to fetch again. Never raises: a hint is not of record."""
    layer = get_channel_layer()
    for topic in topics:
        try:
            async_to_sync(layer.group_send)(group_of(topic), {"type": "live.poke", "topic": topic})
        except Exception:
            logger.warning("A live hint was not sent", exc_info=True)
