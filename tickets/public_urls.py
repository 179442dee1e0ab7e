"""What a stranger may open: the state of an appeal by its number, mounted at /status/."""

from django.urls import path

from tickets.views import public

app_name = "public"

urlpatterns = [
    path("", public.ticket_status, name="ticket-status"),
    path("code/", public.status_code, name="status-code"),
    path("appeal/", public.shown_status, name="shown-status"),
]
