"""«Перезвоните мне», mounted at /callback/."""

from django.urls import path

from routing.views import callback

app_name = "callback"

urlpatterns = [
    path("", callback.ask, name="ask"),
    path("done/", callback.done, name="done"),
    path("<uuid:callback_id>/cancellation/", callback.cancellation, name="cancellation"),
]
