"""Sockets. Pages: hints of what to fetch again. The chat: its own protocol (docs/chat.md)."""

from typing import Any

from django.urls import path

from chat.consumers import chat_socket
from tickets.consumers import LiveConsumer

# Django's types know addresses of pages only.
chat: Any = chat_socket
websocket_urlpatterns = [
    path("ws/live/", LiveConsumer.as_asgi()),
    path("ws/chat/", chat),
]
