"""The catalogue on the desk, mounted at /desk/services/."""

from django.urls import path

from catalogue.views import check

app_name = "catalogue"

urlpatterns = [
    path("", check.check, name="check"),
]
