"""Sockets. One address: the page says which topics it listens to."""

from django.urls import path

from tickets.consumers import LiveConsumer

websocket_urlpatterns = [
    path("ws/live/", LiveConsumer.as_asgi()),
]
