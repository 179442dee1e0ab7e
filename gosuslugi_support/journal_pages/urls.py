"""`/journal/`: for the auditor and the data-protection officer."""

from django.urls import path

from gosuslugi_support.journal_pages import views

app_name = "journal"

urlpatterns = [
    path("", views.entries, name="entries"),
    path("journal.csv", views.export, name="export"),
]
