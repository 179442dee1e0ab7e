"""Where a caller types the code from the message, mounted at /confirm/."""

from django.urls import path

from accounts.views import confirm

app_name = "confirm"

urlpatterns = [
    path("", confirm.code, name="code"),
    path("done/", confirm.done, name="done"),
]
