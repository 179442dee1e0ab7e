"""Sockets. Pages: hints of what to fetch again. The chat: its own protocol (docs/chat.md)."""

from django.urls import path

from chat.consumers import chat_socket
from tickets.consumers import LiveConsumer

websocket_urlpatterns = [
    path("ws/live/", LiveConsumer.as_asgi()),
    path("ws/chat/", chat_socket),
]
