"""Pages of notices."""

from django.urls import path

from notifications import views

app_name = "notifications"

delivery_urls = [
    path("desk/deliveries/", views.deliveries, name="deliveries"),
    path("desk/deliveries/<uuid:delivery_id>/replay/", views.replay, name="delivery-replay"),
]
own_urls = [path("desk/letters/", views.own_letters, name="own-letters")]
demo_urls = [
    path("demo/inbox/", views.demo_inbox, name="demo-inbox"),
]

urlpatterns = [*delivery_urls, *own_urls, *demo_urls]
