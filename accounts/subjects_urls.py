"""Requests of people about their data, mounted at /desk/subjects/."""

from django.urls import path

from accounts.views.officer import acts, register, requests

app_name = "subjects"

list_urls = [
    path("", requests.requests, name="requests"),
    path("new/", register.find, name="request-find"),
    path("new/<uuid:citizen_id>/", register.request_new, name="request-new"),
]
request_urls = [
    path("<uuid:request_id>/", requests.request_shown, name="request"),
    path("<uuid:request_id>/answer/", requests.answer, name="request-answer"),
    path("<uuid:request_id>/refusal/", requests.refuse, name="request-refusal"),
    path("<uuid:request_id>/proposal/", requests.propose, name="request-proposal"),
    path("<uuid:request_id>/return/", requests.give_back, name="request-return"),
    path("<uuid:request_id>/confirmation/", requests.confirm, name="request-confirmation"),
    path("<uuid:request_id>/export/", requests.make_export, name="request-export"),
    path("<uuid:request_id>/export/file/", requests.export_file, name="request-export-file"),
]
act_urls = [
    path("acts/", acts.acts_list, name="acts"),
    path("acts/<uuid:act_id>/", acts.act, name="act"),
    path("acts/<uuid:act_id>/log.<slug:form>", acts.act_log, name="act-log"),
]

urlpatterns = [*list_urls, *act_urls, *request_urls]
