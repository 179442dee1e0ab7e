"""Sockets only: served by uvicorn under `/ws/`. Pages never pass here."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gosuslugi_support.settings")
get_asgi_application()  # loads the apps before the consumers are imported

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.sessions import CookieMiddleware  # noqa: E402

from common.origins import ExactOrigin  # noqa: E402
from gosuslugi_support.ws_urls import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {"websocket": ExactOrigin(CookieMiddleware(URLRouter(websocket_urlpatterns)))}
)
