"""A peer: the chat as Channels' own tutorial has it, with a committed row before each message.

One group a dialog, JSON consumer, session asked at connect. `application` stores, `passing` does
not. STOCK_LAYER=queue puts the queue layer under it that most projects ship.
"""

import os

from channels.sessions import CookieMiddleware
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.utils.module_loading import import_string

get_asgi_application()
if os.environ.get("STOCK_LAYER") == "queue":
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [settings.LIVE_REDIS], "prefix": "stock", "capacity": 10_000},
        }
    }
application = CookieMiddleware(import_string("bench.chatting.stock_consumer.Talk").as_asgi())
passing = CookieMiddleware(import_string("bench.chatting.stock_consumer.Passing").as_asgi())
