"""Pages of supervisors, under /board/."""

from django.urls import path

from tickets.views import board, export_files

app_name = "board"

urlpatterns = [
    path("", board.overview, name="overview"),
    path("export.<str:kind>", board.export, name="export"),
    path("files/", export_files.files, name="files"),
    path("files/<uuid:file_id>/download/", export_files.download, name="file-download"),
]
