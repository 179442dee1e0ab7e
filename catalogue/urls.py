"""The catalogue on the desk, mounted at /desk/services/."""

from django.urls import path

from catalogue.views import check, legal, mfc, scripts, systems

app_name = "catalogue"

urlpatterns = [
    path("", check.check, name="check"),
    path("mfc/", mfc.mfc, name="mfc"),
    path("systems/", systems.systems, name="systems"),
    path("legal/", legal.legal, name="legal"),
    path("legal/<uuid:consultation_id>/", legal.consultation, name="consultation"),
    path("scripts/", scripts.scripts, name="scripts"),
    path("scripts/<slug:script_code>/", scripts.script, name="script"),
]
