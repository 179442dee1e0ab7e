"""Services and MFC offices for everybody, mounted at the root."""

from django.urls import path

from catalogue.views import public

app_name = "services"

urlpatterns = [
    path("services/", public.services, name="services"),
    path("services/<slug:service_code>/", public.service, name="service"),
    path("mfc/", public.offices, name="offices"),
    path("mfc/<slug:office_code>/", public.office, name="office"),
]
