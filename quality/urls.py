"""Contacts and articles, mounted at /desk/quality/."""

from django.urls import path

from quality.views import contacts

app_name = "quality"

urlpatterns = [path("contacts/", contacts.contacts, name="contacts")]
