"""Django admin for reference data, in Russian, behind the same login as everything (A-12)."""

from django.contrib.admin.apps import AdminConfig


class RussianAdminConfig(AdminConfig):
    default_site = "gosuslugi_support.admin_pages.ReferenceAdmin"
