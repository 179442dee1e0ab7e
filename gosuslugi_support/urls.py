"""Addresses, grouped by who uses them. Each group lives in its app; here is the table of contents."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, path

from gosuslugi_support import health

urlpatterns: list[URLPattern | URLResolver] = [
    # health of the service
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # reference data, for administrators and editors
    path("admin/", admin.site.urls),
]
