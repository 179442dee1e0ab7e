"""A socket is opened only from our own pages: exact scheme, host and port (W-01, W-02)."""

from typing import Any

from channels.security.websocket import WebsocketDenier
from django.conf import settings


class ExactOrigin:
    """Refuses a handshake whose Origin is not PUBLIC_URL, before anything is accepted."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        origins = [value for name, value in scope.get("headers", []) if name == b"origin"]
        allowed = {origin.encode() for origin in settings.CSRF_TRUSTED_ORIGINS}
        if len(origins) == 1 and origins[0] in allowed:
            return await self.application(scope, receive, send)
        return await WebsocketDenier()(scope, receive, send)
