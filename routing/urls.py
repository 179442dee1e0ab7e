"""The operator's place in the queue, mounted at /desk/line/."""

from django.urls import path

from routing.views import desk_callback, presence, steering

app_name = "line"

leader_urls = [
    path(
        "operators/<uuid:operator_id>/presence/",
        steering.operator_presence,
        name="operator-presence",
    ),
    path(
        "operators/<uuid:operator_id>/posting/", steering.operator_posting, name="operator-posting"
    ),
    path("items/<uuid:item_id>/priority/", steering.item_priority, name="item-priority"),
    path("items/<uuid:item_id>/reservation/", steering.item_reservation, name="item-reservation"),
]

callback_urls = [
    path("callbacks/<uuid:callback_id>/", desk_callback.callback, name="callback"),
    path("callbacks/<uuid:callback_id>/outcome/", desk_callback.outcome, name="callback-outcome"),
]

urlpatterns = [
    *callback_urls,
    *leader_urls,
    path("presence/", presence.presence, name="presence"),
    path("heartbeat/", presence.heartbeat, name="heartbeat"),
]
