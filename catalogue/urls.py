"""The catalogue on the desk, mounted at /desk/services/."""

from django.urls import path

from catalogue.views import check, mfc, scripts

app_name = "catalogue"

urlpatterns = [
    path("", check.check, name="check"),
    path("mfc/", mfc.mfc, name="mfc"),
    path("scripts/", scripts.scripts, name="scripts"),
    path("scripts/<slug:script_code>/", scripts.script, name="script"),
]
