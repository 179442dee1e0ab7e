"""«Мои данные»: the citizen's rights, part of /account/ (accounts/urls.py)."""

from django.urls import path

from accounts.views.rights import consents, export, hub, requests

urlpatterns = [
    path("data/", hub.data, name="data"),
    path("data/lookers/", hub.lookers, name="lookers"),
    path("data/consents/", consents.consents, name="consents"),
    path("data/consents/again/", consents.consents_again, name="consents-again"),
    path("data/consents/<slug:purpose>/", consents.consent, name="consent"),
    path("data/export/", export.export, name="export"),
    path("data/export/<uuid:export_id>/file/", export.export_file, name="export-file"),
    path("data/requests/", requests.requests, name="requests"),
    path("data/requests/new/", requests.request_new, name="request-new"),
    path(
        "data/requests/<uuid:request_id>/withdrawal/",
        requests.request_withdraw,
        name="request-withdrawal",
    ),
    path("data/erasure/", requests.erasure, name="erasure"),
]
