"""Our socket server with a lossy layer: 30 % of hints dropped, 10 % doubled, 10 % out of order (W-14)."""

import asyncio
import random

from gosuslugi_support.asgi import application

__all__ = ["application"]

from chat.hub import Hub

_whole = Hub.heard
_chance = random.Random(14)


def _heard(hub: Hub, frame: bytes | str) -> None:
    lot = _chance.random()
    if lot < 0.3:
        return
    if lot < 0.4:
        _whole(hub, frame)
    if lot < 0.5:
        asyncio.get_running_loop().call_later(_chance.random(), _whole, hub, frame)
        return
    _whole(hub, frame)


Hub.heard = _heard  # type: ignore[method-assign]
