"""Pages of supervisors, under /board/."""

from django.urls import path

from tickets.views import board

app_name = "board"

urlpatterns = [
    path("", board.overview, name="overview"),
    path("export.<str:kind>", board.export, name="export"),
]
