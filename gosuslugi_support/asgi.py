"""Sockets only: served by uvicorn under `/ws/`. Pages never pass here."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gosuslugi_support.settings")
get_asgi_application()  # loads the apps before the consumers are imported

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.sessions import CookieMiddleware

from common.origins import ExactOrigin
from gosuslugi_support.keys_guard import stop_without_keys
from gosuslugi_support.ws_urls import websocket_urlpatterns

stop_without_keys()
application = ProtocolTypeRouter(
    {"websocket": ExactOrigin(CookieMiddleware(URLRouter(websocket_urlpatterns)))}
)
