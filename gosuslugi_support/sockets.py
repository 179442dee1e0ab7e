"""What the socket server serves: nothing but `/ws/`, for exact origins and signed-in people."""

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.sessions import CookieMiddleware

from common.origins import ExactOrigin
from gosuslugi_support.ws_urls import websocket_urlpatterns

application = ProtocolTypeRouter(
    {"websocket": ExactOrigin(CookieMiddleware(URLRouter(websocket_urlpatterns)))}
)
