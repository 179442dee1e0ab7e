"""The operator's place in the queue, mounted at /desk/line/."""

from django.urls import path

from routing.views import presence

app_name = "line"

urlpatterns = [
    path("presence/", presence.presence, name="presence"),
    path("heartbeat/", presence.heartbeat, name="heartbeat"),
]
