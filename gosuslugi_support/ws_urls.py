"""Sockets. One address: the page says which topics it watches."""

from django.urls import URLPattern

websocket_urlpatterns: list[URLPattern] = []
