"""Files of appeals, mounted at /files/ on both host names."""

from django.urls import path

from tickets.views import files

app_name = "tickets"

urlpatterns = [
    path("<uuid:id>/", files.file, name="file"),
    path("signed/<str:token>/", files.signed_file, name="file-signed"),
]
