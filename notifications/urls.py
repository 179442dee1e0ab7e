"""Pages of notices."""

from django.urls import path

from notifications.views import bell, deliveries

app_name = "notifications"

delivery_urls = [
    path("desk/deliveries/", deliveries.deliveries, name="deliveries"),
    path("desk/deliveries/<uuid:delivery_id>/replay/", deliveries.replay, name="delivery-replay"),
]
own_urls = [path("desk/letters/", deliveries.own_letters, name="own-letters")]
bell_urls = [
    path("desk/bell/", bell.lines, name="bell"),
    path("desk/bell/button/", bell.button, name="bell-button"),
    path("desk/bell/count/", bell.count, name="bell-count"),
    path("desk/bell/reading/", bell.reading, name="bell-reading"),
    path("desk/bell/choice/", bell.choice, name="bell-choice"),
    # Web Push: browsers come and go; the worker's address is its scope
    path("desk/bell/browsers/", bell.push_subscription, name="push-subscription"),
    path("desk/push-worker.js", bell.push_worker, name="push-worker"),
]
demo_urls = [
    path("demo/browser/", bell.push_demo, name="push-demo"),
    path("demo/inbox/", deliveries.demo_inbox, name="demo-inbox"),
]

urlpatterns = [*delivery_urls, *own_urls, *bell_urls, *demo_urls]
